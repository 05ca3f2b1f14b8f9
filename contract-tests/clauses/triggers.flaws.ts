import { around } from "../mutants/around.js";
import { type AdvertisedId, idsOf, LOGS, logsOf, objectOf } from "../mutants/bodies.js";
import type { Call, WireAnswer } from "../mutants/call.js";
import type { Mutant } from "../mutants/mutant.js";
import { become, onStatus, OTHER_ID, refill, refuse, remembering } from "../mutants/changes.js";
import { KINDS, type TriggerKind, TRIGGERS } from "./support/trigger.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

const ids = (answer: WireAnswer): AdvertisedId[] => idsOf(answer) as AdvertisedId[];
const made = (kind: TriggerKind, change: (ids: AdvertisedId[], call: Call) => void): Mutant["wrap"] =>
  onStatus([TRIGGERS[kind]], 201, (answer, call) => change(ids(answer), call));

const ofKind = (kind: TriggerKind): WrittenFlaw[] => [
  [
    `${kind}.one-less`,
    `${kind}: a Test Spec is skipped`,
    `triggers.one-per-test-spec.${kind}`,
    made(kind, (all) => {
      if (all.length > 1) all.pop();
    }),
  ],
  [
    `${kind}.one-more`,
    `${kind}: the answer has an opportunity twice`,
    `triggers.one-per-test-spec.${kind}`,
    made(kind, (all) => void all.push(all[0]!)),
  ],
  [
    `${kind}.same-opportunity`,
    `${kind}: all Test Specs share one opportunity`,
    `triggers.one-per-test-spec.${kind}`,
    made(kind, (all) => {
      for (const one of all) one.test_opportunity_id = all[0]!.test_opportunity_id;
    }),
  ],
  [
    `${kind}.image-not-shared`,
    `${kind}: the opportunities have different image_unique_ids`,
    `triggers.shared-image-unique-id.${kind}`,
    made(kind, (all) => {
      for (const one of all) one.image_unique_id = one.test_opportunity_id;
    }),
  ],
  [
    `${kind}.other-image`,
    `${kind}: the log has another image_unique_id than the answer`,
    `triggers.ids-agree.${kind}`,
    made(kind, (all) => {
      for (const one of all) one.image_unique_id = OTHER_ID;
    }),
  ],
  [
    `${kind}.not-at-once`,
    `${kind}: the first query finds nothing queued`,
    `triggers.queued-at-once.${kind}`,
    remembering(["listTestEvents"], () => {
      const seen = new Set<string>();
      return (answer) => {
        const fresh = logsOf(answer).filter((log) => !seen.has(log.test_opportunity_id));
        for (const log of fresh) seen.add(log.test_opportunity_id);
        refill(
          logsOf(answer),
          logsOf(answer).filter((log) => !fresh.includes(log)),
        );
      };
    }),
  ],
  [
    `${kind}.again-same`,
    `${kind}: a repeated advertisement gets the first answer and queues nothing`,
    `triggers.again.${kind}`,
    around([TRIGGERS[kind]], () => {
      const known = new Map<string, WireAnswer>();
      return async (call) => {
        const key = `${call.url.pathname} ${await call.text()}`;
        const before = known.get(key);
        const answer = before ?? (await call.send());
        known.set(key, answer);
        return answer;
      };
    }),
  ],
  [
    `${kind}.again-refused`,
    `${kind}: a repeated advertisement is refused`,
    `triggers.again.${kind}`,
    remembering([TRIGGERS[kind]], () => {
      const known = new Set<string>();
      return async (answer, call) => {
        const key = `${call.url.pathname} ${await call.text()}`;
        if (known.has(key)) refuse(answer, 409, "conflict");
        known.add(key);
      };
    }),
  ],
  [
    `${kind}.no-test-spec`,
    `${kind}: an advertisement without Test Specs is 201`,
    `triggers.no-test-spec.${kind}`,
    onStatus([TRIGGERS[kind]], 404, (answer) => become(answer, 201, { ids: [] })),
  ],
  [
    `${kind}.no-test-spec-words`,
    `${kind}: the refusal without a Test Spec has another message`,
    `triggers.no-test-spec.${kind}`,
    onStatus([TRIGGERS[kind]], 404, (answer) => refuse(answer, 404, "resource-not-found", "No Test Spec")),
  ],
  [
    `${kind}.refused-yet-made`,
    `${kind}: an advertisement with a wrong channel is refused but queued`,
    `triggers.refused-makes-nothing.${kind}`,
    remembering([TRIGGERS[kind]], () => async (answer, call) => {
      const body = (await call.body()) as Record<string, unknown>;
      if (answer.status === 400) await call.send({ body: { ...body, channel: "edge" } });
    }),
  ],
  [
    `${kind}.no-such-product`,
    `${kind}: an unknown product is 409`,
    `triggers.no-such-product.${kind}`,
    onStatus([TRIGGERS[kind]], 404, (answer) => refuse(answer, 409, "conflict")),
  ],
];

const REFERENCES: readonly [kind: string, is: (value: unknown) => boolean, other: unknown][] = [
  ["null", (value) => value === null, ""],
  ["string", (value) => value === "http://foo.com/bar", { url: "http://foo.com/bar" }],
  ["empty-string", (value) => value === "", null],
  ["number", (value) => typeof value === "number", "0.5"],
  ["false", (value) => value === false, null],
  ["list", (value) => Array.isArray(value), null],
  ["empty-object", (value) => JSON.stringify(value) === "{}", null],
  ["nested", (value) => JSON.stringify(value).length > 60, {}],
];

/** Flaws of advertisements (contract.md §4). */
export const triggerFlaws = defineFlaws("triggers", [
  ...KINDS.flatMap(ofKind),
  ...REFERENCES.map(([kind, is, other]): WrittenFlaw => [
    `reference.${kind}`,
    `an image_reference that is a ${kind} is changed`,
    `triggers.image-reference.json.${kind}`,
    onStatus(LOGS, 200, (answer) => {
      for (const { test_opportunity: shown } of logsOf(answer))
        if (is(shown.image_reference)) shown.image_reference = other;
    }),
  ]),
  [
    "image.other-id",
    "an image gets another image_unique_id",
    "triggers.image-keeps-id",
    made("image", (all) => {
      for (const one of all) one.image_unique_id = OTHER_ID;
    }),
  ],
  [
    "snap.constant-image",
    "all snap revisions have the same image_unique_id",
    "triggers.fresh-image-unique-id.snap",
    made("snap", (all) => {
      for (const one of all) one.image_unique_id = OTHER_ID;
    }),
  ],
  [
    "gold-master.constant-image",
    "all gold masters have the same image_unique_id",
    "triggers.fresh-image-unique-id.gold-master",
    made("gold-master", (all) => {
      for (const one of all) one.image_unique_id = OTHER_ID;
    }),
  ],
  [
    "snap.no-uuid",
    "a snap revision's image_unique_id is not a UUID",
    "triggers.fresh-image-unique-id.snap",
    made("snap", (all) => {
      for (const one of all) one.image_unique_id = `image-${one.image_unique_id.slice(0, 8)}`;
    }),
  ],
  [
    "image.one-of-an-id",
    "only the last of two images with the same id is found",
    "triggers.image-id-twice",
    onStatus(["listTestEvents"], 200, (answer, call) => {
      if (call.url.searchParams.has("image_unique_id")) refill(logsOf(answer), logsOf(answer).slice(-1));
    }),
  ],
  [
    "image.first-reference",
    "an image with a known image_unique_id has the image_reference of the first one",
    "triggers.image-id-twice",
    onStatus(["listTestEvents"], 200, (answer) => {
      const first = new Map<unknown, unknown>();
      for (const { image_unique_id: id, test_opportunity: shown } of logsOf(answer)) {
        if (!first.has(id)) first.set(id, shown.image_reference);
        shown.image_reference = first.get(id);
      }
    }),
  ],
  [
    "image.extras-of-last",
    "an image without channel and extra_snaps has those of the last image",
    "triggers.image.left-out",
    around(["advertiseImage"], () => {
      const last = new Map<unknown, Record<string, unknown>>();
      return async (call) => {
        const product = call.path["product_id"];
        const whole = { ...last.get(product), ...objectOf(await call.body()) };
        last.set(product, whole);
        return call.send({ body: whole });
      };
    }),
  ],
  [
    "image.extras-null",
    "extra_snaps is null by default",
    "triggers.image.left-out",
    onStatus(LOGS, 200, (answer) => {
      for (const { test_opportunity: shown } of logsOf(answer))
        if (shown.extra_snaps.length === 0) shown.extra_snaps = null as never;
    }),
  ],
  [
    "snap.not-referenced-words",
    "the refusal of a snap that is not referenced has a message",
    "triggers.snap.not-referenced",
    onStatus(["advertiseSnap"], 404, (answer) => refuse(answer, 404, "resource-not-found", "no such snap")),
  ],
  [
    "snap.not-referenced-taken",
    "a snap that is not referenced is accepted",
    "triggers.snap.not-referenced",
    onStatus(["advertiseSnap"], 404, (answer) => become(answer, 201, { ids: [] })),
  ],
]);
