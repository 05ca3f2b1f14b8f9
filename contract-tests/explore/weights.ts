import type { Target } from "../target/target.js";
import type { Random } from "./random.js";

/** How often each operation is drawn, before a sequence has its own preferences. */
export const WEIGHTS = {
  createProduct: 2,
  listProducts: 1,
  getProduct: 1,
  updateProduct: 2,
  deleteProduct: 1,
  createTestSpec: 4,
  listTestSpecs: 1,
  getTestSpec: 1,
  deleteTestSpec: 1,
  advertiseImage: 3,
  advertiseSnap: 4,
  advertiseGoldMaster: 3,
  listTestEvents: 4,
  listTestResults: 3,
  listTestResultsAlias: 1,
  pickTestOpportunity: 6,
  postTestResult: 6,
  legacyAdvertiseImage: 2,
  legacyAdvertiseSnap: 2,
  legacyListTestEvents: 2,
  legacyListTestResults: 2,
  createToken: 1,
} as const;

/** An operation that sequences use. */
export type Explored = keyof typeof WEIGHTS;

/** Facts about a target that decide what is sent to it. */
export type Explorable = Pick<
  Target,
  "capabilities" | "exclusive" | "foreignAgents" | "login" | "organization" | "second"
>;

/**
 * Each sequence leaves out some operations and prefers others, so that what only shows after many requests of a kind is
 * met, too.
 */
export function weightsFor(random: Random, target: Explorable): Record<Explored, number> {
  const can = (operation: string): boolean => {
    const { capabilities, foreignAgents } = target;
    if (operation.startsWith("legacy")) return capabilities.has("legacy");
    if (operation === "createToken") return target.exclusive === true && target.login !== undefined;
    if (/^(pick|post)/.test(operation)) return capabilities.has("agent-api") && foreignAgents === undefined;
    // Other agents advance opportunities at any time.
    return !/TestEvents$|TestResults/.test(operation) || foreignAgents === undefined;
  };
  const entries = Object.entries(WEIGHTS) as [Explored, number][];
  return Object.fromEntries(
    entries.map(([operation, weight]) => {
      const preference = random.of([0, 1, 1, 1, 3, 10]);
      return [operation, can(operation) ? weight * preference : 0];
    }),
  ) as Record<Explored, number>;
}
