import { onAnswer } from "../mutants/around.js";
import { RESULTS, resultsOf, type TestResult } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { eachResult, onStatus, OTHER_ID, refill, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";

/** A result that is not there yet shows when its opportunity is asked for, once a post was answered with the status. */
const early = (status: number): Mutant["wrap"] =>
  remembering(["postTestResult", "listTestResults"], () => {
    const posted = new Set<string>();
    return (answer, call) => {
      if (call.operationId === "postTestResult") {
        if (answer.status === status) posted.add(call.path["test_opportunity_id"]!);
        return;
      }
      const test_opportunity_id = call.url.searchParams.get("test_opportunity_id") ?? "";
      const list = resultsOf(answer);
      if (posted.has(test_opportunity_id) && list.length === 0)
        list.push({ id: OTHER_ID, test_opportunity_id } as TestResult);
    };
  });

/** The first look at which a result would show does not show it. */
const late: Mutant["wrap"] = remembering(["listTestResults"], () => {
  const seen = new Set<string>();
  return (answer) => {
    const list = resultsOf(answer);
    const fresh = list.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    refill(
      list,
      list.filter((result) => !fresh.includes(result)),
    );
  };
});

/** Flaws of what results say (contract.md §6). */
export const resultFlaws = defineFlaws("results", [
  [
    "id.other",
    "a result has another id than the post was answered with",
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
    "payload.lost",
    "result_payload is always empty",
    "results.payload",
    eachResult((r) => (r.result_payload = {})),
  ],
  [
    "payload.text-only",
    "of result_payload only texts are kept",
    "results.payload",
    eachResult((r) => {
      const texts = Object.entries(r.result_payload).filter(([, value]) => typeof value === "string");
      r.result_payload = Object.fromEntries(texts);
    }),
  ],
  [
    "payload.empty",
    "an empty result_payload gets a summary",
    "results.payload.empty",
    eachResult((r) => {
      if (Object.keys(r.result_payload).length === 0) r.result_payload = { summary: "" };
    }),
  ],
  [
    "payload.cut",
    "a long log is cut",
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
    "agent-id is another agent",
    "results.agent-id",
    eachResult((r) => (r["agent-id"] = "another-agent")),
  ],
  [
    "agent-id.underscore",
    "the agent is agent_id in results, as in events",
    ["results.agent-id", "contradictions.c-3"],
    eachResult((r) => {
      Object.assign(r, { agent_id: r["agent-id"] });
      delete (r as Partial<TestResult>)["agent-id"];
    }),
  ],
  [
    "agent-id.both",
    "results have agent_id beside agent-id",
    "contradictions.c-3",
    eachResult((r) => Object.assign(r, { agent_id: r["agent-id"] })),
  ],
  [
    "agent-revno.other",
    "agent_revno is not the one that was posted",
    "results.agent-revno",
    eachResult((r) => (r.agent_revno = "1")),
  ],
  [
    "agent-revno.pick-forgotten",
    "agent_revno of the pick does not stand in for that of the post",
    "results.agent-revno.of-pick",
    eachResult((r) => {
      if (r.agent_revno === "197") r.agent_revno = null;
    }),
  ],
  [
    "timing.lost",
    "what the agent told of its timing is not kept",
    "results.agent-timing",
    eachResult((r) => (r.agent = null)),
  ],
  [
    "timing.none",
    "agent is an empty object where the agent told nothing",
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
        `${status} shows as another status`,
        `results.status.${status.toLowerCase()}`,
        eachResult((r) => {
          if (r.test_status === status) r.test_status = status === "FAILED" ? "ERROR" : "FAILED";
        }),
      ] as const,
  ),
  [
    "order",
    "results come newest first",
    "results.oldest-first",
    onAnswer(RESULTS, (a) => void resultsOf(a).reverse()),
  ],
  [
    "newest-only",
    "only the newest result shows",
    ["results.one-each", "results.filter.none"],
    onAnswer(RESULTS, (a) => refill(resultsOf(a), resultsOf(a).slice(-1))),
  ],
  [
    "twice",
    "each result shows twice",
    ["results.one-each", "results.filter.none"],
    onAnswer(RESULTS, (a) => refill(resultsOf(a), [...resultsOf(a), ...resultsOf(a)])),
  ],
  ["visible.before-stored", "a result shows before it is stored", "results.not-before-stored", early(201)],
  ["visible.refused", "a post that is refused leaves a result", "results.refused-post.none", early(409)],
  ["visible.late", "a result shows later than RESULT_STORED", "results.once-stored", late],
  [
    "visible.queued",
    "what is queued has a result already",
    "results.none-while-queued",
    remembering(["advertiseImage", "listTestResults"], () => {
      const queued = new Map<string, string>();
      return (answer, { operationId, path }) => {
        const product = path["product_id"]!;
        if (operationId === "advertiseImage") queued.set(product, OTHER_ID);
        else if (queued.has(product)) resultsOf(answer).push({ id: OTHER_ID } as TestResult);
      };
    }),
  ],
  [
    "none.404",
    "no result is 404, not an empty list",
    "results.none",
    onStatus(RESULTS, 200, (answer) => {
      if (resultsOf(answer).length === 0) refuse(answer, 404, "resource-not-found");
    }),
  ],
  [
    "read-once",
    "reading a result changes it",
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
    "results of the product that was read before show as well",
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
]);
