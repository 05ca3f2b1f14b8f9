import type { Mutant } from "../mutant.js";
import { agentMutants } from "./agents.js";
import { authMeaningMutants } from "./auth.js";
import { baseMutants } from "./base-channels.js";
import { contextMutants } from "./contexts.js";
import { contradictionMutants } from "./contradictions.js";
import { conventionMutants } from "./conventions.js";
import { dateMutants } from "./dates.js";
import { eventLogMutants } from "./event-logs.js";
import { eventMutants } from "./events.js";
import { filterMutants } from "./filters.js";
import { legacyMutants } from "./legacy.js";
import { privacyMutants } from "./privacy.js";
import { productMutants } from "./products.js";
import { resultMutants } from "./results.js";
import { testSpecMutants } from "./test-specs.js";
import { tokenMutants } from "./tokens.js";
import { triggerMutants } from "./triggers.js";

/** Flaws of meaning, written by hand. */
export const meaningMutants: readonly Mutant[] = [
  ...dateMutants,
  ...productMutants,
  ...testSpecMutants,
  ...triggerMutants,
  ...baseMutants,
  ...contextMutants,
  ...eventMutants,
  ...eventLogMutants,
  ...filterMutants,
  ...resultMutants,
  ...agentMutants,
  ...privacyMutants,
  ...authMeaningMutants,
  ...tokenMutants,
  ...legacyMutants,
  ...conventionMutants,
  ...contradictionMutants,
];
