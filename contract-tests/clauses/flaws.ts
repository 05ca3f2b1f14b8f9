import type { Mutant } from "../mutants/mutant.js";
import { agentFlaws } from "./agents.flaws.js";
import { authFlaws } from "./auth.flaws.js";
import { contradictionFlaws } from "./contradictions.flaws.js";
import { conventionFlaws } from "./conventions.flaws.js";
import { dateFlaws } from "./dates.flaws.js";
import { errorFlaws } from "./errors.flaws.js";
import { repeatFlaws } from "./repeats.flaws.js";
import { combinedFilterFlaws } from "./filters.flaws.js";
import { sequenceFlaws } from "./contexts.flaws.js";
import { freshFlaws } from "./fresh.flaws.js";
import { scopeFlaws } from "./scope.flaws.js";
import { deletedFlaws } from "./deleted.flaws.js";
import { interleavedFlaws } from "./interleaved.flaws.js";
import { legacyNameFlaws } from "./legacy-names.flaws.js";
import { nearValueFlaws } from "./near-values.flaws.js";
import { textPlaceFlaws } from "./text-places.flaws.js";
import { unsortedFlaws } from "./unsorted.flaws.js";
import { signedPartFlaws } from "./signed-parts.flaws.js";
import { timeOrderFlaws } from "./time-order.flaws.js";
import { oauthFlaws } from "./oauth.flaws.js";
import { nearMissFlaws } from "./near-misses.flaws.js";
import { numberFlaws } from "./numbers.flaws.js";
import { eventFilterFlaws } from "./event-filters.flaws.js";
import { eventFlaws } from "./events.flaws.js";
import { eventLogFlaws } from "./events.logs.flaws.js";
import { legacyFlaws } from "./legacy.flaws.js";
import { legacyFilterFlaws } from "./legacy.filters.flaws.js";
import { longListFlaws } from "./long-lists.flaws.js";
import { opaqueFlaws } from "./opaque.flaws.js";
import { privacyFlaws } from "./privacy.flaws.js";
import { productFlaws } from "./products.flaws.js";
import { resultFilterFlaws } from "./result-filters.flaws.js";
import { resultFlaws } from "./results.flaws.js";
import { testSpecFlaws } from "./test-specs.flaws.js";
import { textFlaws } from "./text.flaws.js";
import { tokenFlaws } from "./tokens.flaws.js";
import { triggerFlaws } from "./triggers.flaws.js";
import { baseFlaws } from "./triggers.base-channels.flaws.js";
import { contextFlaws } from "./triggers.contexts.flaws.js";

/** The flaws written by hand, each in the file beside the clauses that notice it: `events.flaws.ts` beside `events.ts`. */
export const writtenFlaws: readonly Mutant[] = [
  ...dateFlaws,
  ...productFlaws,
  ...testSpecFlaws,
  ...triggerFlaws,
  ...baseFlaws,
  ...contextFlaws,
  ...eventFlaws,
  ...eventLogFlaws,
  ...eventFilterFlaws,
  ...resultFlaws,
  ...resultFilterFlaws,
  ...agentFlaws,
  ...privacyFlaws,
  ...authFlaws,
  ...tokenFlaws,
  ...legacyFlaws,
  ...legacyFilterFlaws,
  ...conventionFlaws,
  ...contradictionFlaws,
  ...opaqueFlaws,
  ...textFlaws,
  ...longListFlaws,
  ...errorFlaws,
  ...repeatFlaws,
  ...combinedFilterFlaws,
  ...sequenceFlaws,
  ...scopeFlaws,
  ...freshFlaws,
  ...deletedFlaws,
  ...oauthFlaws,
  ...numberFlaws,
  ...nearMissFlaws,
  ...nearValueFlaws,
  ...textPlaceFlaws,
  ...unsortedFlaws,
  ...legacyNameFlaws,
  ...signedPartFlaws,
  ...interleavedFlaws,
  ...timeOrderFlaws,
];
