import { onAnswer } from "../mutants/around.js";
import { RESULTS, resultsOf, type TestResult } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { OTHER_ID, refill, remembering } from "../mutants/changes.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";

/** Shows a result early to a query for its opportunity, after a post was answered with this status. */
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

/** Hides a result from the first query that would show it. */
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

/** Flaws of when results are listed, and of their order. */
export const listedResultFlaws: readonly WrittenFlaw[] = [
  [
    "order",
    "results are listed newest first",
    "results.oldest-first",
    onAnswer(RESULTS, (a) => void resultsOf(a).reverse()),
  ],
  [
    "newest-only",
    "only the newest result is listed",
    ["results.one-each", "results.filter.none"],
    onAnswer(RESULTS, (a) => refill(resultsOf(a), resultsOf(a).slice(-1))),
  ],
  [
    "twice",
    "each result is listed twice",
    ["results.one-each", "results.filter.none"],
    onAnswer(RESULTS, (a) => refill(resultsOf(a), [...resultsOf(a), ...resultsOf(a)])),
  ],
  [
    "visible.before-stored",
    "a result is listed before it is stored",
    "results.not-before-stored",
    early(201),
  ],
  ["visible.refused", "a refused post creates a result", "results.refused-post.none", early(409)],
  ["visible.late", "a result is not yet listed when its log has RESULT_STORED", "results.once-stored", late],
  [
    "visible.queued",
    "a queued opportunity already has a result",
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
];
