import type { Clause } from "./clause.js";
import { agents } from "./agents.js";
import { nearMisses } from "./near-misses.js";
import { nearValues } from "./near-values.js";
import { numbers } from "./numbers.js";
import { oauth } from "./oauth.js";
import { deleted } from "./deleted.js";
import { signedParts } from "./signed-parts.js";
import { scope } from "./scope.js";
import { fresh } from "./fresh.js";
import { contexts } from "./contexts.js";
import { filters } from "./filters.js";
import { repeats } from "./repeats.js";
import { errors } from "./errors.js";
import { undone } from "./undone.js";
import { auth } from "./auth.js";
import { contradictions } from "./contradictions.js";
import { conventions } from "./conventions.js";
import { dates } from "./dates.js";
import { eventFilters } from "./event-filters.js";
import { events } from "./events.js";
import { pastClauses } from "./history.js";
import { legacyNames } from "./legacy-names.js";
import { legacy } from "./legacy.js";
import { interleavedWork } from "./interleaved.js";
import { longLists } from "./long-lists.js";
import { opaque } from "./opaque.js";
import { privacy } from "./privacy.js";
import { products } from "./products.js";
import { resultFilters } from "./result-filters.js";
import { results } from "./results.js";
import { testSpecs } from "./test-specs.js";
import { timeOrder } from "./time-order.js";
import { unsortedLists } from "./unsorted.js";
import { times } from "./times.js";
import { textPlaces } from "./text-places.js";
import { text } from "./text.js";
import { tokens } from "./tokens.js";
import { triggers } from "./triggers.js";
import { foreignAgents } from "./foreign-agents.js";

/** The hand-written clauses, in the order of the contract's sections. */
export const byHand: readonly Clause[] = [
  ...conventions,
  ...times,
  ...timeOrder,
  ...dates,
  ...auth,
  ...tokens,
  ...privacy,
  ...products,
  ...testSpecs,
  ...triggers,
  ...events,
  ...eventFilters,
  ...results,
  ...resultFilters,
  ...agents,
  ...legacy,
  ...legacyNames,
  ...contradictions,
  ...foreignAgents,
  ...opaque,
  ...text,
  ...textPlaces,
  ...interleavedWork,
  ...longLists,
  ...unsortedLists,
  ...errors,
  ...undone,
  ...repeats,
  ...filters,
  ...contexts,
  ...scope,
  ...fresh,
  ...deleted,
  ...oauth,
  ...numbers,
  ...nearMisses,
  ...nearValues,
  ...signedParts,
  ...pastClauses,
];
