import type { components, paths } from "../src/spec/types.gen.js";

/**
 * The messages of agents: contract.md §7, with the field names of the API. The types are generated from the
 * spec, and differ only where an agent must be more tolerant than the spec.
 */
type Schemas = components["schemas"];

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** The paths that an agent uses, as templates. */
export const PICK_PATH = "/agents/{agent_id}/pick" satisfies keyof paths;
export const RESULTS_PATH = "/test-opportunities/{test_opportunity_id}/results" satisfies keyof paths;

/** `PASSED` (D 1142); `FAILED` for a failed test, `ERROR` when provisioning failed. */
export type TestStatus = Schemas["TestStatus"];

/** Body of a pick. */
export type PickRequest = Required<Schemas["PickRequest"]>;

/** One unit of work, as a pick returns it. An agent relies only on its id, because other servers may omit the rest. */
export type TestOpportunity = Pick<Schemas["TestOpportunity"], "test_opportunity_id"> &
  Partial<Omit<Schemas["TestOpportunity"], "image_reference" | "test_payload" | "test_spec">> & {
    image_reference?: Json;
    test_payload?: Json;
    test_spec?: Partial<Schemas["TestSpec"]> | null;
  };

/** Body of a result. */
export type ResultPost = Schemas["ResultPost"] & {
  result_payload: JsonObject;
  agent: { timing: Record<string, string> };
};

/** Maximum size of a result's body that the service accepts: 16 MiB (contract.md §7). */
export const MAX_RESULT_BYTES = 16 * 1024 * 1024;
