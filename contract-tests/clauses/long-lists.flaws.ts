import { around, onAnswer } from "../mutants/around.js";
import { idsOf, logsOf, resultsOf, testSpecsOf } from "../mutants/bodies.js";
import { refill } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

/** Flaws that only show in long lists. */
export const longListFlaws = defineFlaws("lists", [
  ...[50, 100].map((size): WrittenFlaw => [
    `events.page-of-${size}`,
    `only the first ${size} event logs are listed`,
    "lists.events",
    onAnswer(["listTestEvents"], (answer) => void logsOf(answer).splice(size)),
  ]),
  [
    "events.page-of-image",
    "only the first 50 event logs of an image are found",
    "lists.events.of-image",
    onAnswer(["listTestEvents"], (answer, { url }) => {
      if (url.searchParams.has("image_unique_id")) logsOf(answer).splice(50);
    }),
  ],
  [
    "events.second-first",
    "the logs of the second image come before those of the first",
    "lists.events.order",
    onAnswer(["listTestEvents"], (answer) => {
      const logs = logsOf(answer);
      const [first, second] = new Set(logs.map(({ image_unique_id }) => image_unique_id));
      const rank = (image: string): number => (image === second ? 0 : image === first ? 1 : 2);
      const sorted = logs.toSorted((a, b) => rank(a.image_unique_id) - rank(b.image_unique_id));
      refill(logs, sorted);
    }),
  ],
  [
    "results.page-of-100",
    "only the first 100 results are listed",
    "lists.results",
    onAnswer(["listTestResults"], (answer) => void resultsOf(answer).splice(100)),
  ],
  [
    "test-specs.page-of-50",
    "only the first 50 Test Specs are listed",
    "lists.test-specs",
    onAnswer(["listTestSpecs"], (answer) => void testSpecsOf(answer).splice(50)),
  ],
  [
    "advertised.page-of-50",
    "the answer to a trigger has only the first 50 opportunities",
    "lists.advertised",
    onAnswer(["advertiseImage"], (answer) => void idsOf(answer).splice(50)),
  ],
  [
    "picks.every-other",
    "every other pick names an opportunity that the agent does not hold",
    "lists.picks",
    around(["pickTestOpportunity"], () => async (call) => {
      await call.text();
      const first = await call.send();
      const second = await call.send();
      return second.status === 200 ? second : first;
    }),
  ],
]);
