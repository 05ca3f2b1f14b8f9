import { onAnswer } from "../mutants/around.js";
import { RESULTS, resultsOf, type TestResult } from "../mutants/bodies.js";
import { eachResult, onStatus, OTHER_ID, refill, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";
import { listedResultFlaws } from "./results.listed.flaws.js";

/** Flaws of results (contract.md §6). */
export const resultFlaws = defineFlaws("results", [
  [
    "id.other",
    "a result has another id than the answer to the post",
    "results.id",
    eachResult((r) => (r.id = OTHER_ID)),
  ],
  [
    "image.other",
    "a result names another image",
    "results.ids-agree",
    eachResult((r) => (r.image_unique_id = OTHER_ID)),
  ],
  [
    "image.latest",
    "of several results of one image and Test Spec only the latest is listed",
    "results.image-twice",
    onAnswer(RESULTS, (answer) => {
      const list = resultsOf(answer);
      const key = (result: TestResult): string => `${result.image_unique_id} ${result.test_spec.id}`;
      refill(
        list,
        list.filter((one, at) => !list.slice(at + 1).some((later) => key(later) === key(one))),
      );
    }),
  ],
  [
    "image-reference.of-latest",
    "results of images with one image_unique_id have the image_reference of the latest",
    "results.image-twice",
    onAnswer(RESULTS, (answer) => {
      const latest = new Map(resultsOf(answer).map((one) => [one.image_unique_id, one.image_reference]));
      for (const one of resultsOf(answer)) one.image_reference = latest.get(one.image_unique_id);
    }),
  ],
  [
    "payload.lost",
    "result_payload is always empty",
    "results.payload",
    eachResult((r) => (r.result_payload = {})),
  ],
  [
    "payload.text-only",
    "result_payload keeps only its strings",
    "results.payload",
    eachResult((r) => {
      const texts = Object.entries(r.result_payload).filter(([, value]) => typeof value === "string");
      r.result_payload = Object.fromEntries(texts);
    }),
  ],
  [
    "payload.empty",
    "an empty result_payload gets a member summary",
    "results.payload.empty",
    eachResult((r) => {
      if (Object.keys(r.result_payload).length === 0) r.result_payload = { summary: "" };
    }),
  ],
  [
    "payload.cut",
    "a long log is truncated",
    "results.large",
    eachResult((r) => {
      const log = r.result_payload["log"];
      if (typeof log === "string") r.result_payload["log"] = log.slice(0, 1024 * 1024);
    }),
  ],
  [
    "payload.limit",
    "a result over 1 MiB is refused",
    "results.large",
    remembering(["postTestResult"], () => async (answer, call) => {
      if ((await call.text()).length > 1024 * 1024) refuse(answer, 413, "payload-too-large");
    }),
  ],
  [
    "agent-id.other",
    "agent-id names another agent",
    "results.agent-id",
    eachResult((r) => (r["agent-id"] = "another-agent")),
  ],
  [
    "agent-id.underscore",
    "results have agent_id instead of agent-id",
    ["results.agent-id", "contradictions.c-3"],
    eachResult((r) => {
      Object.assign(r, { agent_id: r["agent-id"] });
      delete (r as Partial<TestResult>)["agent-id"];
    }),
  ],
  [
    "agent-id.both",
    "results have both agent_id and agent-id",
    "contradictions.c-3",
    eachResult((r) => Object.assign(r, { agent_id: r["agent-id"] })),
  ],
  [
    "agent-revno.other",
    "agent_revno differs from the post",
    "results.agent-revno",
    eachResult((r) => (r.agent_revno = "1")),
  ],
  [
    "agent-revno.pick-forgotten",
    "agent_revno is null if only the pick has it",
    "results.agent-revno.of-pick",
    eachResult((r) => {
      if (r.agent_revno === "197") r.agent_revno = null;
    }),
  ],
  [
    "timing.lost",
    "the posted timing is not stored",
    "results.agent-timing",
    eachResult((r) => (r.agent = null)),
  ],
  [
    "timing.none",
    "agent is an empty object, not null, if the post has none",
    "results.agent-timing.none",
    eachResult((r) => Object.assign(r, { agent: r.agent ?? {} })),
  ],
  [
    "test-spec.other",
    "test_spec names the opportunity instead of the Test Spec",
    "results.test-spec",
    eachResult((r) => (r.test_spec.id = r.test_opportunity_id)),
  ],
  ...(["PASSED", "FAILED", "ERROR"] as const).map(
    (status) =>
      [
        `status.${status.toLowerCase()}`,
        `${status} is shown as another status`,
        `results.status.${status.toLowerCase()}`,
        eachResult((r) => {
          if (r.test_status === status) r.test_status = status === "FAILED" ? "ERROR" : "FAILED";
        }),
      ] as const,
  ),
  [
    "none.404",
    "a product without results is 404, not an empty list",
    "results.none",
    onStatus(RESULTS, 200, (answer) => {
      if (resultsOf(answer).length === 0) refuse(answer, 404, "resource-not-found");
    }),
  ],
  [
    "read-once",
    "a query changes the result",
    "results.again",
    remembering(["listTestResults"], () => {
      const reads = new Map<string, number>();
      return (answer) => {
        for (const result of resultsOf(answer)) {
          const count = (reads.get(result.id) ?? 0) + 1;
          reads.set(result.id, count);
          result.agent_revno = String(count);
        }
      };
    }),
  ],
  [
    "other-products",
    "results of the product that was read before are also listed",
    ["results.only-this-product", "results-alias.only-this-product"],
    remembering(["listTestResults", "listTestResultsAlias"], () => {
      let before: TestResult[] = [];
      return (answer) => {
        const own = [...resultsOf(answer)];
        refill(resultsOf(answer), [...before, ...own]);
        if (own.length > 0) before = own;
      };
    }),
  ],
  ...listedResultFlaws,
]);
