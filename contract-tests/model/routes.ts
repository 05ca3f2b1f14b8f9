/** The paths of the API and what a request becomes on its way through the model. */
import type { Account, Answer, Incoming, Opportunity, Product, Query, State, TestSpec } from "./records.js";

const PRODUCT = "/products/{product_id}";

/** Paths, their methods, and the operations under the names of the page. */
const ROUTES = {
  "/api/v2/tokens/oauth": { POST: "createToken" },
  "/products": { GET: "listProducts", POST: "createProduct" },
  [PRODUCT]: { GET: "getProduct", PUT: "updateProduct", DELETE: "deleteProduct" },
  [`${PRODUCT}/test-specs`]: { GET: "listTestSpecs", POST: "createTestSpec" },
  [`${PRODUCT}/test-specs/{test_spec_id}`]: { GET: "getTestSpec", DELETE: "deleteTestSpec" },
  [`${PRODUCT}/images`]: { POST: "advertiseImage" },
  [`${PRODUCT}/snaps`]: { POST: "advertiseSnap" },
  [`${PRODUCT}/gold-masters`]: { POST: "advertiseGoldMaster" },
  [`${PRODUCT}/tests/events`]: { GET: "listTestEvents" },
  [`${PRODUCT}/tests/results`]: { GET: "listTestResults" },
  [`${PRODUCT}/results`]: { GET: "listTestResults" },
  "/agents/{agent_id}/pick": { POST: "pick" },
  "/test-opportunities/{test_opportunity_id}/results": { POST: "postResult" },
  "/orgs/{org_id}/images": { POST: "legacyAdvertiseImage" },
  "/orgs/{org_id}/snap-revisions": { POST: "legacyAdvertiseSnap" },
  "/orgs/{org_id}/tests/events": { GET: "legacyListTestEvents" },
  "/orgs/{org_id}/results": { GET: "legacyListTestResults" },
} as Record<string, Partial<Record<string, Operation>>>;

export type Operation =
  | "createToken"
  | "listProducts"
  | "createProduct"
  | "getProduct"
  | "updateProduct"
  | "deleteProduct"
  | "listTestSpecs"
  | "createTestSpec"
  | "getTestSpec"
  | "deleteTestSpec"
  | "advertiseImage"
  | "advertiseSnap"
  | "advertiseGoldMaster"
  | "listTestEvents"
  | "listTestResults"
  | "pick"
  | "postResult"
  | "legacyAdvertiseImage"
  | "legacyAdvertiseSnap"
  | "legacyListTestEvents"
  | "legacyListTestResults";

export interface Route {
  path: string;
  methods: Partial<Record<string, Operation>>;
  /** Percent-encoded, as they were sent. */
  params: Record<string, string>;
}

/** A request, filled in step by step. */
export interface Call {
  incoming: Incoming;
  state: State;
  route: Route | undefined;
  /** Of the path and the method; HEAD counts as GET. */
  operation: Operation | undefined;
  params: Record<string, string>;
  query: Query;
  body: unknown;
  account: Account | undefined;
  product: Product | undefined;
  spec: TestSpec | undefined;
  opportunity: Opportunity | undefined;
  organization: string | undefined;
  /** What is done in the end, once the body is read. */
  act: (() => Answer | Promise<Answer>) | undefined;
}

/** Parameters of a query, of the operations that have any. */
export function knownParameters(operation: Operation): string[] {
  const filtered = /TestEvents$|TestResults$/.test(operation);
  return filtered ? ["test_opportunity_id", "image_unique_id", "start_date", "end_date"] : [];
}

export function findRoute(path: string): Route | undefined {
  const parts = path.split("/");
  for (const [template, methods] of Object.entries(ROUTES)) {
    const params = paramsOf(template.split("/"), parts);
    if (params) return { path: template, methods, params };
  }
  return undefined;
}

function paramsOf(template: string[], parts: string[]): Record<string, string> | undefined {
  if (template.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, expected] of template.entries()) {
    const part = parts[i]!;
    if (!expected.startsWith("{")) {
      if (part !== expected) return undefined;
    } else if (part === "") return undefined;
    else params[expected.slice(1, -1)] = part;
  }
  return params;
}
