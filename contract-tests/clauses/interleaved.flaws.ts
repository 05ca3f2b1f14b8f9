import { around, onAnswer } from "../mutants/around.js";
import { logsOf, objectOf, resultsOf } from "../mutants/bodies.js";
import { OTHER_ID, refill, remembering } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";

/** Flaws that only show with several opportunities and agents at work. */
export const interleavedFlaws = defineFlaws("interleaved", [
  [
    "agents.of-first",
    "all logs of a list have the agent of the first",
    "events.interleaved.agents",
    onAnswer(["listTestEvents"], (answer) => {
      const logs = logsOf(answer);
      const first = logs[0]?.events[1];
      for (const { events } of logs) if (first && events[1]) events[1].agent_id = first.agent_id!;
    }),
  ],
  [
    "agents.group-of-last",
    "all logs of a list have the group of the last pick",
    "events.interleaved.agents",
    onAnswer(["listTestEvents"], (answer) => {
      const logs = logsOf(answer);
      const last = logs.findLast(({ events }) => events.length > 1)?.events[1];
      for (const { events } of logs) if (last && events[1]) events[1].agent_group = last.agent_group ?? null;
    }),
  ],
  [
    "results.shifted",
    "each log has the status of the next one's result",
    "events.interleaved.results",
    onAnswer(["listTestEvents"], (answer) => {
      const posted = logsOf(answer).flatMap(({ events }) => events.slice(2, 3));
      const statuses = posted.map(({ test_status }) => test_status!);
      posted.forEach((event, at) => (event.test_status = statuses[(at + 1) % statuses.length]!));
    }),
  ],
  [
    "flow.finished-alike",
    "a log without a result shows the events of the log before it",
    "events.interleaved.flow",
    onAnswer(["listTestEvents"], (answer) => {
      const logs = logsOf(answer);
      logs.forEach((log, at) => {
        const before = logs[at - 1];
        if (before && log.events.length < before.events.length) log.events = before.events;
      });
    }),
  ],
  [
    "spec.of-first",
    "all logs of a list have the name of the first Test Spec",
    "events.interleaved.spec",
    onAnswer(["listTestEvents"], (answer) => {
      const logs = logsOf(answer);
      for (const log of logs) log.spec_name = logs[0]!.spec_name;
    }),
  ],
  [
    "order.finished-first",
    "logs of finished opportunities are listed first",
    "events.interleaved.order",
    onAnswer(["listTestEvents"], (answer) => {
      const logs = logsOf(answer);
      refill(
        logs,
        logs.toSorted((a, b) => b.events.length - a.events.length),
      );
    }),
  ],
  [
    "posts.payload-of-last",
    "all results of a list have the payload of the last",
    "results.interleaved.posts",
    onAnswer(["listTestResults"], (answer) => {
      const results = resultsOf(answer);
      for (const result of results) result.result_payload = results.at(-1)!.result_payload;
    }),
  ],
  [
    "posts.passed-only",
    "a list of results has only those that passed, except if nothing passed",
    "results.interleaved.posts",
    onAnswer(["listTestResults"], (answer) => {
      const results = resultsOf(answer);
      const passed = results.filter(({ test_status }) => test_status === "PASSED");
      if (passed.length > 0) refill(results, passed);
    }),
  ],
  [
    "agents.revno-of-first",
    "all results of a list have the revision of the first",
    "results.interleaved.agents",
    onAnswer(["listTestResults"], (answer) => {
      const results = resultsOf(answer);
      for (const result of results) result.agent_revno = results[0]!.agent_revno;
    }),
  ],
  [
    "specs.of-first",
    "all results of a list have the Test Spec of the first",
    "results.interleaved.specs",
    onAnswer(["listTestResults"], (answer) => {
      const results = resultsOf(answer);
      for (const result of results) result.test_spec = results[0]!.test_spec;
    }),
  ],
  [
    "order.of-advertisements",
    "results are listed in the order of the images' ids",
    "results.interleaved.order",
    onAnswer(["listTestResults"], (answer) => {
      const results = resultsOf(answer);
      const key = ({ image_unique_id, test_spec }: (typeof results)[number]): string =>
        `${image_unique_id} ${test_spec.id}`;
      refill(
        results,
        results.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
      );
    }),
  ],
  [
    "alias.passed-only",
    "the path of the example has only results that passed",
    "results-alias.interleaved",
    onAnswer(["listTestResultsAlias"], (answer) => {
      const results = resultsOf(answer);
      refill(
        results,
        results.filter(({ test_status }) => test_status === "PASSED"),
      );
    }),
  ],
  [
    "alias.newest-first",
    "the path of the example lists results newest first",
    "results-alias.interleaved",
    onAnswer(["listTestResultsAlias"], (answer) => void resultsOf(answer).reverse()),
  ],
  [
    "legacy.passed-only",
    "an organization lists only results that passed",
    "results.interleaved.legacy",
    onAnswer(["legacyListTestResults"], (answer) => {
      const results = resultsOf(answer);
      refill(
        results,
        results.filter(({ test_status }) => test_status === "PASSED"),
      );
    }),
  ],
  [
    "picks.pairs-swapped",
    "two opportunities of one trigger are named in the wrong order",
    "agents.oldest-first.of-trigger",
    remembering(["advertiseImage"], () => (answer) => {
      const { ids } = (answer.body ?? {}) as { ids?: unknown[] };
      if (Array.isArray(ids) && ids.length === 3) ids.reverse();
    }),
  ],
  [
    "again.moves",
    "a repeated post makes its result the last of the list",
    "agents.same-post-again.of-several",
    remembering(["postTestResult", "listTestResults"], () => {
      const moved: unknown[] = [];
      return (answer, call) => {
        if (call.operationId === "postTestResult" && answer.status === 200)
          moved.push(objectOf(answer.body)["result_id"]);
        resultsOf(answer).sort((a, b) => moved.indexOf(a.id) - moved.indexOf(b.id));
      };
    }),
  ],
  [
    "pick.former-group",
    "an agent that names no group has that of its pick before",
    "agents.values-of-pick",
    around(["pickTestOpportunity"], () => {
      const former = new Map<unknown, unknown>();
      return async (call) => {
        const body = objectOf(await call.body());
        const agent = call.path["agent_id"];
        const agent_group = body["agent_group"] ?? former.get(agent) ?? null;
        former.set(agent, agent_group);
        return call.send({ body: { ...body, agent_group } });
      };
    }),
  ],
  [
    "again.id-of-other",
    "a repeated post of a failed result answers with another id",
    "agents.same-post-again.of-several",
    remembering(["postTestResult"], () => async (answer, call) => {
      if (answer.status === 200 && (await call.text()).includes('"FAILED"'))
        answer.body = { result_id: OTHER_ID };
    }),
  ],
]);
