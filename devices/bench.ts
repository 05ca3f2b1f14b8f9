import type { PhaseName } from "./activity.js";
import type { JsonObject, TestOpportunity } from "./api-types.js";
import type { Outcome } from "./case.js";

/** What carries out the phases of one opportunity: a simulated board, or the lab's own scripts (`kit-bench.ts`). */
export interface Session {
  /** Milliseconds that the phase will take; null where nobody knows. */
  expected(phase: PhaseName): number | null;
  /** Carries out a phase. @throws Interrupted when the agent is told to end. */
  run(phase: PhaseName): Promise<void>;
  /** The outcome as far as it is known after the phases so far; ERROR after provisioning: no test is run. */
  outcome(): Outcome;
  payload(outcome: Outcome): JsonObject;
  /** Cleans up, whatever happened. */
  close(): Promise<void>;
}

/** Makes a session for an opportunity. */
export type Bench = (opportunity: TestOpportunity) => Promise<Session>;
