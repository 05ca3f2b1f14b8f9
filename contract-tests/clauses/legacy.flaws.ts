import { around, onAnswer } from "../mutants/around.js";
import { type EventLog, logsOf, objectOf, resultsOf, type TestResult } from "../mutants/bodies.js";
import { HOUR, later } from "../mutants/times.js";
import {
  become,
  eachLog,
  eachResult,
  onStatus,
  OTHER_ID,
  refill,
  refuse,
  remembering,
} from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import { IMAGE, legacyTriggerFlaws } from "./legacy.triggers.flaws.js";

const LISTS = ["legacyListTestEvents", "legacyListTestResults"];

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
  logField("image_unique_id", "legacy.image.keeps-id", (log) => (log.image_unique_id = OTHER_ID)),
  logField(
    "image_reference",
    "legacy.image.keeps-id",
    (log) => (log.test_opportunity.image_reference = null),
  ),
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
    "events.image-name-of-spec",
    "logs show the image name of the Test Spec instead of the image's",
    "legacy.image-name.of-others",
    remembering(["createTestSpec", "legacyListTestEvents"], () => {
      const names = new Map<unknown, string | null>();
      return (answer, call) => {
        const { name, image_name } = objectOf(answer.body);
        if (call.operationId === "createTestSpec") names.set(name, image_name as string | null);
        for (const log of logsOf(answer)) log.image_name = names.get(log.spec_name) ?? null;
      };
    }),
  ],
  [
    "events.by-product",
    "an organization lists logs product by product",
    "legacy.events.of-products",
    remembering(["createTestSpec", "legacyListTestEvents"], () => {
      const names: unknown[] = [];
      return (answer, call) => {
        if (call.operationId === "createTestSpec") names.push(objectOf(answer.body)["name"]);
        logsOf(answer).sort((a, b) => names.indexOf(a.spec_name) - names.indexOf(b.spec_name));
      };
    }),
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
  ...legacyTriggerFlaws,
]);
