import type { OperationId } from "../../src/spec/operation-facts.js";
import type { ClauseContext } from "../clauses/clause.js";
import { AGENT_FACTS } from "./facts/agents.js";
import { LEGACY_FACTS } from "./facts/legacy.js";
import { PRODUCT_FACTS } from "./facts/products.js";
import { QUERY_FACTS } from "./facts/queries.js";
import { TEST_SPEC_FACTS } from "./facts/test-specs.js";
import { TOKEN_FACTS } from "./facts/tokens.js";
import { TRIGGER_FACTS } from "./facts/triggers.js";
import type { ExampleFacts, FactsOf, Recipe } from "./suite-facts.js";

/** How the suite calls each operation: one without an entry does not compile. */
const SUITE_FACTS: FactsOf<OperationId> = {
  ...PRODUCT_FACTS,
  ...TEST_SPEC_FACTS,
  ...TRIGGER_FACTS,
  ...QUERY_FACTS,
  ...AGENT_FACTS,
  ...LEGACY_FACTS,
  ...TOKEN_FACTS,
};

/** The facts of an operation, by its name. */
export interface AnySuiteFacts {
  needs: FactsOf<OperationId>[OperationId]["needs"];
  path: (t: ClauseContext) => Record<string, string> | Promise<Record<string, string>>;
  body: ((t: ClauseContext, form: number) => unknown) | null;
  atBounds: ((t: ClauseContext) => Promise<{ path: Record<string, string>; body: unknown }>) | null;
  example: ExampleFacts | null;
  full?: Recipe["reach"];
  answers?: Readonly<Record<string, Recipe | undefined>>;
}

/** How the suite calls an operation. @throws Error if `openapi.yaml` does not have it */
export function suiteFactsOf(operationId: string): AnySuiteFacts {
  if (!Object.hasOwn(SUITE_FACTS, operationId)) throw new Error(`${operationId} has no facts`);
  return SUITE_FACTS[operationId as OperationId];
}
