import type { operations } from "./types.gen.js";

/** An operation of `openapi.yaml`. */
export type OperationId = keyof operations;

/** The kind of thing that an operation deals with. */
export type Thing = "product" | "test-spec" | "opportunities" | "event-logs" | "results" | "token";

/** Facts of an operation that the spec does not contain. */
export interface OperationFacts {
  /** What it does with things of its kind; `takes` gives one to an agent. */
  does: "makes" | "lists" | "reads" | "changes" | "deletes" | "takes";
  thing: Thing;
  /** The assumption behind the whole operation; null if a document or a public client shows it. */
  assumedBy: "A-07" | "A-08" | "A-21" | null;
}

/** The facts of each operation; a missing entry does not compile. */
export const OPERATION_FACTS: Readonly<Record<OperationId, OperationFacts>> = {
  createProduct: { does: "makes", thing: "product", assumedBy: "A-07" },
  listProducts: { does: "lists", thing: "product", assumedBy: "A-07" },
  getProduct: { does: "reads", thing: "product", assumedBy: "A-07" },
  updateProduct: { does: "changes", thing: "product", assumedBy: "A-07" },
  deleteProduct: { does: "deletes", thing: "product", assumedBy: "A-07" },
  createTestSpec: { does: "makes", thing: "test-spec", assumedBy: "A-08" },
  listTestSpecs: { does: "lists", thing: "test-spec", assumedBy: "A-08" },
  getTestSpec: { does: "reads", thing: "test-spec", assumedBy: "A-08" },
  deleteTestSpec: { does: "deletes", thing: "test-spec", assumedBy: "A-08" },
  advertiseImage: { does: "makes", thing: "opportunities", assumedBy: null },
  advertiseSnap: { does: "makes", thing: "opportunities", assumedBy: null },
  advertiseGoldMaster: { does: "makes", thing: "opportunities", assumedBy: null },
  listTestEvents: { does: "lists", thing: "event-logs", assumedBy: null },
  listTestResults: { does: "lists", thing: "results", assumedBy: null },
  listTestResultsAlias: { does: "lists", thing: "results", assumedBy: null },
  pickTestOpportunity: { does: "takes", thing: "opportunities", assumedBy: "A-21" },
  postTestResult: { does: "makes", thing: "results", assumedBy: "A-21" },
  legacyAdvertiseImage: { does: "makes", thing: "opportunities", assumedBy: null },
  legacyAdvertiseSnap: { does: "makes", thing: "opportunities", assumedBy: null },
  legacyListTestEvents: { does: "lists", thing: "event-logs", assumedBy: null },
  legacyListTestResults: { does: "lists", thing: "results", assumedBy: null },
  createToken: { does: "makes", thing: "token", assumedBy: null },
};

/** The names of lists in answers' bodies, by kind of thing. */
export const LIST_NAMES = {
  product: "products",
  "test-spec": "test_specs",
  opportunities: "ids",
  "event-logs": "event_logs",
  results: "test_results",
} as const satisfies Partial<Record<Thing, string>>;

/** The facts of an operation; null if `openapi.yaml` does not have it. */
export function factsOf(operationId: string): OperationFacts | null {
  return Object.hasOwn(OPERATION_FACTS, operationId) ? OPERATION_FACTS[operationId as OperationId] : null;
}

/** The operations that do something with a kind of thing. */
export function operationsThat(does: OperationFacts["does"], thing: Thing): OperationId[] {
  const all = Object.entries(OPERATION_FACTS) as [OperationId, OperationFacts][];
  return all.filter(([, facts]) => facts.does === does && facts.thing === thing).map(([id]) => id);
}
