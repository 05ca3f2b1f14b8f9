import type { FaultRule } from "./fault-rule.js";

/** A named set of faults. */
export interface FaultSet {
  name: string;
  /** What it does, in a sentence. */
  description: string;
  rules: readonly FaultRule[];
}

/** A pick is never lost: its opportunity cannot be picked again, so its walk would never end. */
const LOSE = { probability: 0.05, effect: { lose_answer: true } } as const;

/** The ready-made sets. */
export const FAULT_SETS: readonly FaultSet[] = [
  {
    name: "flaky-gateway",
    description:
      "One request in ten is refused with 503 and Retry-After 1, one in twenty has its connection reset, and one in twenty that is not a pick is executed but its answer is lost",
    rules: [
      { name: "flaky-gateway: 503", probability: 0.1, effect: { status: 503, retry_after_s: 1 } },
      { name: "flaky-gateway: reset", probability: 0.05, effect: { reset: true } },
      { name: "flaky-gateway: lost result", match: { path: "/test-opportunities/*" }, ...LOSE },
      { name: "flaky-gateway: lost answer", match: { path: "/products*" }, ...LOSE },
      { name: "flaky-gateway: lost legacy answer", match: { path: "/orgs/*" }, ...LOSE },
    ],
  },
  {
    name: "maintenance",
    description: "Every request is refused with 503 and Retry-After 30",
    rules: [
      { name: "maintenance", effect: { status: 503, message: "Down for maintenance", retry_after_s: 30 } },
    ],
  },
  {
    name: "slow-lab",
    description:
      "Posted results are stored 30 seconds late, and agents wait half a second to two seconds for work",
    rules: [
      {
        name: "slow-lab: stored late",
        match: { operation: "postTestResult" },
        effect: { delay_stored_ms: 30_000 },
      },
      {
        name: "slow-lab: slow picks",
        match: { operation: "pickTestOpportunity" },
        effect: { latency_ms: { min: 500, max: 2000 } },
      },
    ],
  },
];
