import { around, onAnswer } from "../mutants/around.js";
import { type EventLog, logsOf, objectOf, resultsOf, type TestResult } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { HOUR, later } from "../mutants/times.js";
import {
  become,
  eachLog,
  eachResult,
  onStatus,
  OTHER_ID,
  refill,
  refuse,
  refuseWhere,
  remembering,
} from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

const IMAGE = "legacyAdvertiseImage";
const SNAP = "legacyAdvertiseSnap";
const LISTS = ["legacyListTestEvents", "legacyListTestResults"];

/** Changes the ids in the answer to a trigger. */
const ids = (operation: string, change: (all: unknown[]) => unknown[]): Mutant["wrap"] =>
  onStatus([operation], 201, (answer) => {
    answer.body = { ids: change(objectOf(answer.body)["ids"] as unknown[]) };
  });

const message = (operation: string, text: string): Mutant["wrap"] =>
  onStatus([operation], 404, (a) => refuse(a, 404, "resource-not-found", text));
const noIds = (operation: string): Mutant["wrap"] =>
  onStatus([operation], 404, (a) => become(a, 201, { ids: [] }));

const logField = (name: string, owner: string, change: (log: EventLog) => void): WrittenFlaw => [
  `events.${name}`,
  `the older log has another ${name}`,
  owner,
  eachLog(change, ["legacyListTestEvents"]),
];

const resultField = (name: string, change: (result: TestResult) => void): WrittenFlaw => [
  `results.${name}`,
  `the older result has another ${name}`,
  "legacy.results.fields",
  eachResult(change, ["legacyListTestResults"]),
];

/** Flaws of the organization-based API (contract.md §8). */
export const legacyFlaws = defineFlaws("legacy", [
  [
    "image.first-alone",
    "the answer to an image has only the first id",
    "legacy.image.one-per-test-spec",
    ids(IMAGE, (all) => all.slice(0, 1)),
  ],
  [
    "image.objects",
    "the answer to an image has objects instead of plain ids",
    "legacy.image.one-per-test-spec",
    ids(IMAGE, (all) => all.map((id) => ({ test_opportunity_id: id }))),
  ],
  [
    "image.all-products",
    "an image makes only one opportunity",
    "legacy.image.all-products",
    ids(IMAGE, (all) => all.slice(-1)),
  ],
  [
    "image.prefix",
    "an image also triggers Test Specs whose image name only begins the same",
    "legacy.image.only-its-name",
    remembering(["createTestSpec", IMAGE], () => {
      const names = new Set<string>();
      return async (answer, call) => {
        const body = objectOf(await call.body());
        const name = body["image_name"];
        if (typeof name !== "string") return;
        if (call.operationId === "createTestSpec") names.add(name);
        else if (answer.status === 201)
          for (const other of [...names].filter((one) => one !== name && one.startsWith(name))) {
            const more = objectOf((await call.send({ body: { ...body, image_name: other } })).body);
            (objectOf(answer.body)["ids"] as unknown[]).push(...(more["ids"] as unknown[]));
          }
      };
    }),
  ],
  logField("image_unique_id", "legacy.image.keeps-id", (log) => (log.image_unique_id = OTHER_ID)),
  logField(
    "image_reference",
    "legacy.image.keeps-id",
    (log) => (log.test_opportunity.image_reference = null),
  ),
  [
    "upgrade-snaps.needed",
    "an image without upgrade_snaps is refused",
    "legacy.image.upgrade-snaps-ignored",
    refuseWhere(IMAGE, (body) => !("upgrade_snaps" in body)),
  ],
  [
    "upgrade-snaps.checked",
    "upgrade_snaps other than strings are refused",
    "legacy.image.upgrade-snaps-ignored",
    refuseWhere(
      IMAGE,
      ({ upgrade_snaps: all }) => Array.isArray(all) && all.some((one) => typeof one !== "string"),
    ),
  ],
  [
    "image.no-test-spec.message",
    "the refusal of an unknown image name has another message",
    "legacy.image.no-test-spec",
    message(IMAGE, "Not found"),
  ],
  [
    "image.no-test-spec.empty",
    "an unknown image name is 201 without ids",
    "legacy.image.no-test-spec",
    noIds(IMAGE),
  ],
  [
    "snap.first-alone",
    "the answer to a snap revision has only the first id",
    "legacy.snap.one-per-test-spec",
    ids(SNAP, (all) => all.slice(0, 1)),
  ],
  [
    "snap.image-for-each",
    "each opportunity of a snap revision has its own image_unique_id",
    "legacy.snap.one-per-test-spec",
    ids(SNAP, (all) =>
      all.map((one) => ({ ...objectOf(one), image_unique_id: objectOf(one)["test_opportunity_id"] })),
    ),
  ],
  [
    "snap.not-referenced.message",
    "the refusal of a snap that no product references has a message",
    "legacy.snap.not-referenced",
    message(SNAP, "Not found"),
  ],
  [
    "snap.not-referenced.empty",
    "a snap that no product references is 201 without ids",
    "legacy.snap.not-referenced",
    noIds(SNAP),
  ],
  [
    "snap.no-test-spec.message",
    "the refusal of a snap without Test Specs has no message",
    "legacy.snap.no-test-spec",
    message(SNAP, ""),
  ],
  [
    "organization.empty",
    "an unknown organization has empty lists",
    "legacy.organization.unknown",
    onStatus(LISTS, 404, (answer, call) =>
      become(answer, 200, call.operationId === LISTS[0] ? { event_logs: [] } : { test_results: [] }),
    ),
  ],
  [
    "events.image-name-of-others",
    "opportunities that the product API triggered have an image name",
    "legacy.image-name.of-others",
    eachLog((log) => void (log.image_name ??= "none"), ["legacyListTestEvents"]),
  ],
  [
    "events.image-name-of-latest",
    "all logs of legacy images have the image name of the latest one",
    "legacy.image.keeps-name",
    remembering(["legacyAdvertiseImage", "legacyListTestEvents"], () => {
      let latest: string | null = null;
      return async (answer, call) => {
        if (call.operationId === "legacyAdvertiseImage") {
          const { image_name } = objectOf(await call.body());
          if (answer.status === 201) latest = image_name as string;
          return;
        }
        for (const log of logsOf(answer)) if (log.image_name !== null) log.image_name = latest;
      };
    }),
  ],
  [
    "events.own-alone",
    "opportunities that the product API triggered are missing in the organization's logs",
    "legacy.image-name.of-others",
    onAnswer(["legacyListTestEvents"], (answer) => {
      const all = logsOf(answer);
      refill(
        all,
        all.filter(({ image_name }) => image_name !== null),
      );
    }),
  ],
  [
    "results.own-alone",
    "results that the product API triggered are missing in the organization's results",
    "legacy.product-results",
    onAnswer(["legacyListTestResults"], (answer) => {
      const all = resultsOf(answer);
      refill(
        all,
        all.filter(({ image_name }) => image_name !== null),
      );
    }),
  ],
  logField("organization_id", "legacy.events.fields", (log) => (log.organization_id = "another")),
  logField("image_name", "legacy.events.fields", (log) => (log.image_name = null)),
  logField("spec_name", "legacy.events.fields", (log) => (log.spec_name = "another")),
  logField(
    "updated_at",
    "legacy.events.same-as-product",
    (log) => (log.updated_at = later(log.updated_at, HOUR)),
  ),
  [
    "results.other-id",
    "results have other ids in the older API",
    "legacy.results.same-as-product",
    eachResult((result) => (result.id = OTHER_ID), ["legacyListTestResults"]),
  ],
  resultField("organization_id", (result) => (result.organization_id = "another")),
  resultField("image_name", (result) => (result.image_name = null)),
  resultField("result_payload", (result) => (result.result_payload = {})),
  resultField("agent-id", (result) => (result["agent-id"] = "another")),
  resultField("image_reference", (result) => (result.image_reference = null)),
  [
    "client.reference",
    "an image_reference that is an object is refused",
    "legacy.client-of-2015",
    around([IMAGE], () => async (call) => {
      const { image_reference } = objectOf(await call.body());
      const answer = await call.send();
      if (typeof image_reference === "object" && image_reference !== null)
        refuse(answer, 400, "invalid-data");
      return answer;
    }),
  ],
]);
