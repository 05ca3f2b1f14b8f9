/** All flaws of the model server: each is one bug that an implementer might make. */
import type { ModelFlaw } from "../changes.js";
import { accountFlaws } from "./accounts.js";
import { badRequestFlaws } from "./bad-requests.js";
import { baseChannelFlaws } from "./base-channels.js";
import { baseStringFlaws } from "./base-strings.js";
import { contextFlaws } from "./contexts.js";
import { contradictionFlaws } from "./contradictions.js";
import { dateFlaws } from "./dates.js";
import { deletionFlaws } from "./deletion.js";
import { errorFormFlaws } from "./error-forms.js";
import { eventFilterFlaws } from "./event-filters.js";
import { eventFlaws } from "./events.js";
import { imageValueFlaws } from "./image-values.js";
import { legacyListFlaws } from "./legacy-lists.js";
import { legacyTriggerFlaws } from "./legacy-triggers.js";
import { listFlaws } from "./lists.js";
import { nonceFlaws } from "./nonces-and-challenges.js";
import { payloadFlaws } from "./payloads.js";
import { repeatFlaws } from "./repeats-and-races.js";
import { resultFilterFlaws } from "./result-filters.js";
import { resultFlaws } from "./results.js";
import { scopeFlaws } from "./scope.js";
import { secondStateFlaws } from "./second-state.js";
import { secondValueFlaws } from "./second-values.js";
import { signatureFlaws } from "./signatures.js";
import { staleFlaws } from "./stale-reads.js";
import { textFlaws } from "./text.js";
import { timeFlaws } from "./times.js";
import { tokenFlaws } from "./tokens.js";

export const modelFlaws: ModelFlaw[] = [
  ...accountFlaws,
  ...badRequestFlaws,
  ...baseChannelFlaws,
  ...baseStringFlaws,
  ...contextFlaws,
  ...contradictionFlaws,
  ...dateFlaws,
  ...deletionFlaws,
  ...errorFormFlaws,
  ...eventFilterFlaws,
  ...eventFlaws,
  ...imageValueFlaws,
  ...legacyListFlaws,
  ...legacyTriggerFlaws,
  ...listFlaws,
  ...nonceFlaws,
  ...payloadFlaws,
  ...repeatFlaws,
  ...resultFilterFlaws,
  ...resultFlaws,
  ...scopeFlaws,
  ...secondStateFlaws,
  ...secondValueFlaws,
  ...signatureFlaws,
  ...staleFlaws,
  ...textFlaws,
  ...timeFlaws,
  ...tokenFlaws,
];
