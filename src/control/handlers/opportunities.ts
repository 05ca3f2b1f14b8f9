import type { ControlHandlers } from "../control.js";

export const opportunities = {} as Pick<
  ControlHandlers,
  "overrideOutcome" | "listOpportunities" | "getTrace" | "explainOpportunity" | "getStatus"
>;
