/** All flaws of the model server: each is one bug that an implementer might make. */
import type { ModelFlaw } from "../changes.js";
import { contextFlaws } from "./contexts.js";
import { contradictionFlaws } from "./contradictions.js";
import { deletionFlaws } from "./deletion.js";
import { errorFlaws } from "./errors.js";
import { filterFlaws } from "./filters.js";
import { legacyFlaws } from "./legacy-api.js";
import { listFlaws } from "./lists.js";
import { opaqueFlaws } from "./opaque-values.js";
import { repeatFlaws } from "./repeats-and-races.js";
import { resultFlaws } from "./results-and-events.js";
import { scopeFlaws } from "./scope.js";
import { signatureFlaws } from "./signatures.js";
import { staleFlaws } from "./stale-reads.js";
import { textFlaws } from "./text.js";
import { timeFlaws } from "./times.js";

export const modelFlaws: ModelFlaw[] = [
  ...opaqueFlaws,
  ...textFlaws,
  ...listFlaws,
  ...errorFlaws,
  ...repeatFlaws,
  ...filterFlaws,
  ...contextFlaws,
  ...timeFlaws,
  ...scopeFlaws,
  ...staleFlaws,
  ...deletionFlaws,
  ...signatureFlaws,
  ...resultFlaws,
  ...contradictionFlaws,
  ...legacyFlaws,
];
