import { around, onAnswer } from "../mutants/around.js";
import { jsonAnswer, LOGS, logsOf, objectOf, RESULTS, resultsOf } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { eachResult, onStatus, OTHER_ID, refill, remembering } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";

const ADDRESSES = ["listTestResults", "listTestResultsAlias"];
const GOLD_MASTERS = ["advertiseGoldMaster", "advertiseSnap"];

/** Refuses requests of some addresses, or some bodies there. */
const refusing = (
  operations: readonly string[],
  status: 400 | 404,
  fits: (body: Record<string, unknown>) => boolean = () => true,
): Mutant["wrap"] =>
  around(operations, () => async (call) => {
    const id = status === 400 ? "invalid-data" : "resource-not-found";
    return fits(objectOf(await call.body()))
      ? jsonAnswer(status, { id, message: "refused", url: null })
      : call.send();
  });

const isGoldMaster = (body: Record<string, unknown>): boolean => "snaps" in body;

/** Changes logs of products to which a gold master was advertised at /snaps. */
const afterGoldMaster = (change: (log: ReturnType<typeof logsOf>[number]) => void): Mutant["wrap"] =>
  remembering([...GOLD_MASTERS, ...LOGS], () => {
    const products = new Set<unknown>();
    return async (answer, call) => {
      if (call.operationId === "advertiseSnap" && isGoldMaster(objectOf(await call.body())))
        products.add(call.path["product_id"]);
      if (products.has(call.path["product_id"])) logsOf(answer).forEach(change);
    };
  });

/** Renames or copies a field of an object. */
const renamed = (object: object, from: string, to: string, keep: boolean): void => {
  const fields = object as Record<string, unknown>;
  if (!(from in fields)) return;
  fields[to] = fields[from];
  if (!keep) Reflect.deleteProperty(fields, from);
};

const agentOfResults = (keep: boolean): Mutant["wrap"] =>
  eachResult((result) => renamed(result, "agent-id", "agent_id", keep));
const agentOfEvents = (keep: boolean): Mutant["wrap"] =>
  onAnswer(LOGS, (answer) => {
    for (const { events } of logsOf(answer))
      for (const event of events) renamed(event, "agent_id", "agent-id", keep);
  });

/** Flaws of what the documents describe in two ways (contract.md §9). */
export const contradictionFlaws = defineFlaws("contradictions", [
  ["c-1.neither", "results are at neither address", "contradictions.c-1.either", refusing(ADDRESSES, 404)],
  [
    "c-1.results-only",
    "results are not at /tests/results",
    "contradictions.c-1.tests-results",
    refusing(["listTestResults"], 404),
  ],
  [
    "c-1.tests-results-only",
    "results are not at /results",
    "contradictions.c-1.results",
    refusing(["listTestResultsAlias"], 404),
  ],
  [
    "c-1.same.none",
    "/results is an empty list",
    "contradictions.c-1.same",
    onStatus(["listTestResultsAlias"], 200, (answer) => refill(resultsOf(answer), [])),
  ],
  [
    "c-1.same.other-id",
    "results have other ids at /results",
    "contradictions.c-1.same",
    onStatus(["listTestResultsAlias"], 200, (answer) => {
      for (const result of resultsOf(answer)) result.id = OTHER_ID;
    }),
  ],
  [
    "c-1.same.payload",
    "result_payload is empty at /results",
    "contradictions.c-1.same",
    onStatus(["listTestResultsAlias"], 200, (answer) => {
      for (const result of resultsOf(answer)) result.result_payload = {};
    }),
  ],
  [
    "c-2.neither",
    "a gold master is refused at both addresses",
    "contradictions.c-2.either",
    refusing(GOLD_MASTERS, 400, isGoldMaster),
  ],
  [
    "c-2.snaps-only",
    "/gold-masters does not exist",
    "contradictions.c-2.gold-masters",
    refusing(["advertiseGoldMaster"], 404),
  ],
  [
    "c-2.gold-masters-only",
    "a gold master is refused at /snaps",
    "contradictions.c-2.snaps",
    refusing(["advertiseSnap"], 400, isGoldMaster),
  ],
  [
    "c-2.as-revision",
    "a gold master at /snaps is treated as a snap revision",
    "contradictions.c-2.snaps",
    afterGoldMaster(({ test_opportunity: of }) => {
      if (of.update_channel === null) [of.base_channel, of.update_channel] = [null, of.base_channel];
    }),
  ],
  [
    "c-2.no-base",
    "a gold master at /snaps does not become the base of later revisions",
    "contradictions.c-2.snaps",
    afterGoldMaster(({ test_opportunity: of }) => {
      if (of.update_channel !== null) of.base_channel = null;
    }),
  ],
  [
    "c-3.result.underscore",
    "results have agent_id instead of agent-id",
    "contradictions.c-3",
    agentOfResults(false),
  ],
  ["c-3.result.both", "results have both agent-id and agent_id", "contradictions.c-3", agentOfResults(true)],
  [
    "c-3.event.hyphen",
    "events have agent-id instead of agent_id",
    "contradictions.c-3",
    agentOfEvents(false),
  ],
  ["c-3.event.both", "events have both agent_id and agent-id", "contradictions.c-3", agentOfEvents(true)],
  ...["channel", "extra_snaps"].map(
    (field) =>
      [
        `c-4.${field}`,
        `an image without ${field} is refused`,
        "contradictions.c-4",
        refusing(["advertiseImage"], 400, (body) => !(field in body)),
      ] as const,
  ),
  [
    "c-5.gold-master",
    "image_reference is an empty string in results of a gold master",
    "contradictions.c-5",
    onAnswer(RESULTS, (answer) => {
      for (const result of resultsOf(answer)) result.image_reference ??= "";
    }),
  ],
  [
    "c-5.result",
    "image_reference is null in every result",
    "contradictions.c-5",
    eachResult((result) => (result.image_reference = null)),
  ],
  [
    "c-5.image",
    "an image whose image_reference is null is refused",
    "contradictions.c-5.image",
    refusing(["advertiseImage"], 400, (body) => body["image_reference"] === null),
  ],
]);
