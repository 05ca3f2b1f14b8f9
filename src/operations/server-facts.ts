import type { OperationId } from "./operation.js";

/** What the server must know about an operation besides its spec and its handler. */
export interface ServerFacts {
  /** How it refuses: with the documented error body (L 754-759), or as Ubuntu SSO does (contract.md §3). */
  refusesAs: "spi" | "sso";
  /** Its body names the agent that makes the request (`agent_id`). */
  agentInBody: boolean;
  /** It posts a result, which is stored a little later (D 980-986). */
  postsResult: boolean;
}

const ORDINARY: ServerFacts = { refusesAs: "spi", agentInBody: false, postsResult: false };

const FACTS: Readonly<Record<OperationId, ServerFacts>> = {
  createToken: { ...ORDINARY, refusesAs: "sso" },
  listProducts: ORDINARY,
  createProduct: ORDINARY,
  getProduct: ORDINARY,
  updateProduct: ORDINARY,
  deleteProduct: ORDINARY,
  listTestSpecs: ORDINARY,
  createTestSpec: ORDINARY,
  getTestSpec: ORDINARY,
  deleteTestSpec: ORDINARY,
  advertiseImage: ORDINARY,
  advertiseSnap: ORDINARY,
  advertiseGoldMaster: ORDINARY,
  listTestEvents: ORDINARY,
  listTestResults: ORDINARY,
  listTestResultsAlias: ORDINARY,
  pickTestOpportunity: ORDINARY,
  postTestResult: { ...ORDINARY, agentInBody: true, postsResult: true },
  legacyAdvertiseImage: ORDINARY,
  legacyAdvertiseSnap: ORDINARY,
  legacyListTestEvents: ORDINARY,
  legacyListTestResults: ORDINARY,
};

/** The facts of an operation; defaults for operations of the control plane or of another spec (`--spec`). */
export const serverFactsOf = (operationId: string): ServerFacts =>
  (FACTS as Readonly<Record<string, ServerFacts | undefined>>)[operationId] ?? ORDINARY;

/** The operations that post results. */
export const POSTING: readonly string[] = Object.entries(FACTS)
  .filter(([, { postsResult }]) => postsResult)
  .map(([id]) => id);
