import type { Because, DrawMade } from "./activity.js";
import type { TestOpportunity, TestStatus } from "./api-types.js";
import type { Draw } from "./lab-clock.js";

/** An outcome and its causes. */
export interface Outcome {
  status: TestStatus;
  /** For people: goes into the payload as `{{reason}}`. */
  reason: string;
  because: Because;
}

/** The facts that an outcome depends on. */
export interface Case {
  agentId: string;
  /** The device's platform. */
  platform: string | null;
  opportunity: TestOpportunity;
  draw: Draw;
}

/** Draws for this case. The name contains the device and the opportunity, so nothing else changes the value. */
export function drawUnder(of: Case, what: string, threshold: number): DrawMade {
  const name = [of.agentId, of.opportunity.test_opportunity_id, what];
  return { name: name.join("/"), value: of.draw(...name), threshold };
}
