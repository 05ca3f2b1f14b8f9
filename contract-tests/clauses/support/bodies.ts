import type { components } from "../../../src/spec/types.gen.js";

/** The contract's bodies by the names of `openapi.yaml`. What a target sends is only taken for one of these, not known to be. */
type Schemas = components["schemas"];

type MaybeWithout<T, Name extends keyof T> = Omit<T, Name> & Partial<Pick<T, Name>>;

export type Product = Schemas["Product"];
export type TestSpec = Schemas["TestSpec"];
export type AdvertisedIds = Schemas["AdvertisedIds"];
/** The older log's fields are assumed of the newer one: an answer may be without them. */
export type EventLog = MaybeWithout<
  Schemas["EventLog"],
  "image_unique_id" | "events_seen" | "spec_name" | "test_opportunity"
>;
export type LegacyEventLog = Schemas["LegacyEventLog"];
export type Event = Schemas["Event"];
/** As are the older record's. */
export type TestResult = MaybeWithout<
  Schemas["TestResult"],
  "platform" | "extra_snaps" | "test_spec" | "agent"
>;
export type LegacyTestResult = Schemas["LegacyTestResult"];
export type TestOpportunity = Schemas["TestOpportunity"];
export type Token = Schemas["Token"];

/** The normal flow (D 905-907). */
export const FLOW = ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED", "RESULT_STORED"] as const;
