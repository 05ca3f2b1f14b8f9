import type { PhaseName } from "./activity.js";
import type { JsonObject, TestOpportunity } from "./api-types.js";
import type { Outcome } from "./case.js";

/** Runs the phases of one opportunity: on a simulated board, or with the lab's own scripts (`kit-bench.ts`). */
export interface Session {
  /** The expected duration of a phase in milliseconds; null if unknown. */
  expected(phase: PhaseName): number | null;
  /** Runs a phase. @throws Interrupted when the agent is stopped */
  run(phase: PhaseName): Promise<void>;
  /** The outcome after the phases so far; ERROR after provisioning means that no test is run. */
  outcome(): Outcome;
  payload(outcome: Outcome): JsonObject;
  /** Cleans up in every case. */
  close(): Promise<void>;
}

/** Makes a session for an opportunity. */
export type Bench = (opportunity: TestOpportunity) => Promise<Session>;
