import { check } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";
import type { Clause, ClauseContext } from "./clause.js";
import { type Agent, notForeign, pickOne, poll, post, posted, type ResultPost } from "./support/agent.js";
import { type EventLog, FLOW, type TestResult } from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { fields, list, same, answered } from "./support/expect.js";
import { eventLogs, logWith, storedResult, testResults } from "./support/read.js";
import { advertise } from "./support/trigger.js";
import { TIMING } from "./support/walk.js";

/** What one agent does with one opportunity. */
interface Work {
  id: string;
  image: string;
  spec: { id: string; name: string; platform: string | null };
  agent: Agent;
  /** As sent; null if the agent still holds the opportunity. */
  post: ResultPost | null;
  resultId: string | null;
}

/** Two images of one product, whose opportunities several agents hold at once and post out of turn. */
interface Interleaved {
  productId: string;
  /** In the order of the advertisements. */
  work: Work[];
  /** Ids in the order of storing. */
  stored: string[];
  logs: EventLog[];
  results: TestResult[];
}

const POSTS: readonly (Omit<ResultPost, "agent_id"> | null)[] = [
  { test_status: "FAILED", result_payload: { n: 0, failures: [1] }, agent_revno: null, agent: null },
  { test_status: "PASSED", result_payload: { n: 1 }, agent_revno: "r1", agent: { timing: TIMING } },
  { test_status: "ERROR", result_payload: { n: 2, log: "no device" } },
  null,
  { test_status: "PASSED", result_payload: {}, agent_revno: "r4" },
  { test_status: "FAILED", result_payload: { n: 1 }, agent_revno: "r5", agent: { timing: {} } },
];
/** The order in which they post; not that of the picks. */
const TURNS = [4, 0, 5, 2, 1];

/** Agents with and without platform, group and revision; two hold two opportunities each. */
function agentsOf(t: ClauseContext, platforms: readonly [string, string, string]): Agent[] {
  const [first, second, third] = [t.make.agent(), t.make.agent(), t.make.agent()];
  const a = { agent_id: first, platform: platforms[0], agent_group: "group a", agent_revno: "a1" };
  const b = { agent_id: second, platform: platforms[1], agent_group: null, agent_revno: "b2" };
  const c = { agent_id: third, platform: platforms[2] };
  // One agent may come back with another group and revision.
  return [a, b, c, { ...a, agent_group: "group z" }, { ...b, agent_group: "group b" }, c];
}

const interleaved = (t: ClauseContext): Promise<Interleaved> =>
  oncePerRun(t, "interleaved", async () => {
    const product = await t.make.product();
    const platforms = [t.make.platform(), t.make.platform(), t.make.platform()] as const;
    const specs = [];
    for (const platform of platforms) specs.push(await t.make.testSpec(product.id, { platform }));
    const work: Work[] = [];
    for (const image of [t.uuid(), t.uuid()]) {
      const body = { image_unique_id: image, image_reference: image };
      for (const [n, { test_opportunity_id: id }] of (
        await advertise(t, "image", product.id, body)
      ).entries())
        work.push({ id, image, spec: specs[n]!, agent: { agent_id: "" }, post: null, resultId: null });
    }
    for (const [n, agent] of agentsOf(t, platforms).entries()) {
      await pickOne(t, agent, [work[n]!.id]);
      work[n]!.agent = agent;
    }
    const stored: string[] = [];
    for (const n of TURNS) {
      const one = work[n]!;
      one.post = { ...POSTS[n]!, agent_id: one.agent.agent_id };
      one.resultId = await posted(t, one.id, one.post);
      await storedResult(t, product.id, one.id);
      await logWith(t, 4, product.id, one.id);
      stored.push(one.id);
    }
    const [logs, results] = [await eventLogs(t, product.id), await testResults(t, product.id)];
    return { productId: product.id, work, stored, logs, results };
  });

const idOf = ({ test_opportunity_id }: { test_opportunity_id: string }): string => test_opportunity_id;

/** Compares something of each work with what its log shows. */
function eachLog(
  { work, logs }: Interleaved,
  what: string,
  shown: (log: EventLog) => unknown,
  expected: (of: Work) => unknown,
  grounds?: readonly string[],
): void {
  for (const one of work) {
    const log = logs.find((each) => idOf(each) === one.id);
    check(log !== undefined, `a log of ${one.id}`, "none", ["A-23"]);
    same(`${what} of ${one.id}`, shown(log), expected(one), grounds);
  }
}

/** As {@link eachLog}, for results. */
function eachResult(
  { work, results }: Interleaved,
  what: string,
  shown: (result: TestResult) => unknown,
  expected: (of: Work) => unknown,
  grounds?: readonly string[],
): void {
  for (const one of work.filter(({ resultId }) => resultId !== null)) {
    const result = results.find((each) => idOf(each) === one.id);
    check(result !== undefined, `a result of ${one.id}`, "none", ["D 1068", "A-18"]);
    same(`${what} of ${one.id}`, shown(result), expected(one), grounds);
  }
}

const agentOf = ({ agent }: Work): unknown => ({
  agent_id: agent.agent_id,
  platform: agent.platform ?? null,
  agent_group: agent.agent_group ?? null,
});

const shownAgent = (event: unknown): unknown => {
  const { agent_id, platform, agent_group } = fields(event);
  return { agent_id, platform, agent_group };
};

const inLogs = defineClauses(
  { operation: "listTestEvents", answer: "200", needs: WALK, leaves: "opportunities" },
  {
    "events.interleaved.agents": {
      title: "Each log has the agent, platform and group of its own pick, with several agents at work",
      provenance: ["D 969-971", "D 977-979", "A-21"],
      statements: ["5.picked", "5.posted"],
      async run(t) {
        const all = await interleaved(t);
        const agents = (log: EventLog): unknown => log.events.slice(1, 3).map(shownAgent);
        eachLog(all, "the agents", agents, (one) =>
          one.post ? [agentOf(one), agentOf(one)] : [agentOf(one)],
        );
      },
    },
    "events.interleaved.results": {
      title: "Each log has the result id and status of its own post, with several agents at work",
      provenance: ["D 974-975", "D 983-984", "A-20", "A-21"],
      statements: ["5.posted", "5.stored-repeats-posted", "5.ids-agree"],
      async run(t) {
        const all = await interleaved(t);
        const shown = ({ events }: EventLog): unknown =>
          events.slice(2).map((event) => [fields(event)["result_id"], fields(event)["test_status"]]);
        const sent = ({ post, resultId }: Work): unknown =>
          post ? [resultId, resultId].map((id) => [id, post.test_status]) : [];
        eachLog(all, "result ids and statuses", shown, sent);
      },
    },
    "events.interleaved.flow": {
      title: "Each log has the whole flow, and the one without a result only its beginning",
      provenance: ["D 905-907", "A-16", "A-21"],
      statements: ["5.flow", "5.prefix", "5.no-lease"],
      async run(t) {
        const all = await interleaved(t);
        const types = ({ events }: EventLog): unknown => events.map(({ event_type }) => event_type);
        eachLog(all, "the events", types, ({ post }) => (post ? [...FLOW] : FLOW.slice(0, 2)));
      },
    },
    "events.interleaved.spec": {
      title: "Each log names its own Test Spec and image",
      provenance: ["A-15"],
      statements: ["5.log-rest"],
      async run(t) {
        const all = await interleaved(t);
        const shown = (log: EventLog): unknown => [
          log.spec_name,
          log.image_unique_id,
          log.test_opportunity?.image_reference,
          log.test_opportunity?.platform,
        ];
        eachLog(all, "Test Spec and image", shown, ({ spec, image }) => [
          spec.name,
          image,
          image,
          spec.platform,
        ]);
      },
    },
    "events.interleaved.order": {
      title: "Logs are listed in the order of the advertisements, whatever was picked and posted first",
      provenance: ["A-23"],
      statements: ["5.no-filter"],
      async run(t) {
        const { logs, work } = await interleaved(t);
        same(
          "the opportunities",
          logs.map(idOf),
          work.map(({ id }) => id),
        );
      },
    },
  },
);

const inResults = defineClauses(
  { operation: "listTestResults", answer: "200", needs: WALK, leaves: "opportunities" },
  {
    "results.interleaved.posts": {
      title: "Each result has its own id, status and payload, with several agents at work",
      provenance: ["D 1074", "D 1144-1148", "A-20", "A-21"],
      statements: ["6.result", "6.ids-agree", "6.statuses"],
      async run(t) {
        const all = await interleaved(t);
        const shown = ({ id, test_status, result_payload }: TestResult): unknown => [
          id,
          test_status,
          result_payload,
        ];
        eachResult(all, "id, status and payload", shown, ({ resultId, post }) => [
          resultId,
          post!.test_status,
          post!.result_payload,
        ]);
      },
    },
    "results.interleaved.agents": {
      title: "Each result has the agent, its revision, platform and timing of its own post",
      provenance: ["D 1075", "D 1145", "A-19", "A-21"],
      statements: ["6.agent-id", "6.agent-revno", "6.result-rest"],
      async run(t) {
        const all = await interleaved(t);
        const shown = (result: TestResult): unknown => ({
          "agent-id": fields(result)["agent-id"],
          agent_revno: result.agent_revno,
          platform: result.platform,
          agent: result.agent,
        });
        eachResult(all, "the agent", shown, ({ agent, post }) => ({
          "agent-id": agent.agent_id,
          agent_revno: post!.agent_revno ?? agent.agent_revno ?? null,
          platform: agent.platform,
          agent: post!.agent ?? null,
        }));
      },
    },
    "results.interleaved.specs": {
      title: "Each result has its own Test Spec and image",
      provenance: ["D 1143", "D 1076", "A-19"],
      statements: ["6.result-rest", "6.result", "6.ids-agree"],
      async run(t) {
        const all = await interleaved(t);
        const ids = ({ image_unique_id, image_reference }: TestResult): unknown => [
          image_unique_id,
          image_reference,
        ];
        eachResult(all, "the image", ids, ({ image }) => [image, image]);
        eachResult(
          all,
          "the Test Spec",
          ({ test_spec }) => test_spec,
          ({ spec }) => spec,
          ["A-19"],
        );
      },
    },
    "results.interleaved.order": {
      title: "Results are listed in the order of storing, not in that of the advertisements or picks",
      provenance: ["A-17"],
      statements: ["6.order"],
      async run(t) {
        const { results, stored, work } = await interleaved(t);
        same("the opportunities", results.map(idOf), stored);
        const [image] = work.map((one) => one.image) as [string];
        const ofImage = stored.filter((id) => work.find((one) => one.id === id)!.image === image);
        const { productId } = await interleaved(t);
        const found = await testResults(t, productId, { image_unique_id: image });
        same("those of one image", found.map(idOf), ofImage);
      },
    },
    "results-alias.interleaved": {
      title: "Both paths of the results list the same, in the same order, with every filter",
      provenance: ["C-1", "D 1047", "D 1068"],
      statements: ["9.c-1", "6.filters"],
      operation: "listTestResultsAlias",
      async run(t) {
        const { productId, results, stored, work } = await interleaved(t);
        const [first] = work as [Work];
        const filters = [{}, { image_unique_id: first.image }, { test_opportunity_id: stored[1]! }];
        for (const query of filters) {
          const expected = await testResults(t, productId, query);
          const shown = await testResults(t, productId, query, "listTestResultsAlias");
          same(`what ${JSON.stringify(query)} finds`, shown, expected, ["C-1", "D 1047", "D 1068"]);
        }
        same("all results", await testResults(t, productId, {}, "listTestResultsAlias"), results, ["C-1"]);
      },
    },
    "results.interleaved.legacy": {
      title: "An organization lists the same results, whatever their status, in the order of storing",
      provenance: ["A-17", "A-20", "A-32"],
      statements: ["8.one-set", "8.legacyListTestResults"],
      operation: "legacyListTestResults",
      needs: [...WALK, "legacy"],
      async run(t) {
        const { stored, work } = await interleaved(t);
        const path = { org_id: t.target.organization! };
        const answer = await t.call("legacyListTestResults", { path });
        const ours = list<TestResult>(answered(answer, 200), "test_results").filter((one) =>
          stored.includes(idOf(one)),
        );
        const sent = stored.map((id) => [id, work.find((one) => one.id === id)!.post!.test_status]);
        same(
          "opportunities and statuses",
          ours.map((one) => [idOf(one), one.test_status]),
          sent,
        );
      },
    },
  },
);

/** Work that one account's agents share. */
const queues = defineClauses(
  { operation: "pickTestOpportunity", answer: "200", needs: WALK, leaves: "opportunities" },
  {
    "agents.oldest-first.of-trigger": {
      title: "The opportunities of one trigger are picked in the order of its answer, after older ones",
      provenance: ["A-21"],
      statements: ["7.oldest-first"],
      async run(t) {
        const platform = t.make.platform();
        const [one, other] = [await t.make.product(), await t.make.product()];
        for (const { id } of [one, other, one, one]) await t.make.testSpec(id, { platform });
        const queue: string[] = [];
        for (const { id } of [other, one, other]) {
          const body = { image_unique_id: t.uuid(), image_reference: null };
          queue.push(...(await advertise(t, "image", id, body)).map(idOf));
        }
        const got: string[] = [];
        for (let n = 0; n <= queue.length; n++) {
          const next = await poll(t, { agent_id: t.make.agent(), platform });
          if (next) got.push(next.test_opportunity_id);
        }
        same("the order of the picks", got, queue);
      },
    },
    "agents.platform.not-of-before": {
      title: "An agent's platform counts for one pick: without one it gets no work of its former platform",
      provenance: ["A-21"],
      statements: ["7.platform", "7.pick"],
      alone: true,
      async run(t) {
        const [product, platform] = [await t.make.product(), t.make.platform()];
        for (let n = 0; n < 2; n++) await t.make.testSpec(product.id, { platform });
        const body = { image_unique_id: t.uuid(), image_reference: null };
        const ids = (await advertise(t, "image", product.id, body)).map(idOf);
        const agent_id = t.make.agent();
        await pickOne(t, { agent_id, platform }, ids);
        for (const other of [undefined, null, t.make.platform()]) {
          const got = await poll(t, { agent_id, ...(other === undefined ? {} : { platform: other }) });
          if (got && !ids.includes(got.test_opportunity_id)) notForeign(t, got);
          check(!ids.includes(got?.test_opportunity_id ?? ""), "no work of the former platform", got);
        }
      },
    },
    "agents.same-post-again.of-several": {
      title: "An agent that posted several results may repeat each of them; each keeps its own id",
      provenance: ["A-21"],
      statements: ["7.same-post-again"],
      operation: "postTestResult",
      async run(t) {
        const { work } = await interleaved(t);
        for (const { id, post: sent, resultId } of work.filter((one) => one.post !== null)) {
          const again = answered<{ result_id: string }>(await post(t, id, sent!), 200);
          same("result_id", again.result_id, resultId);
        }
      },
    },
  },
);

/** Several opportunities, agents and posts at once (contract.md §5-7). */
export const interleavedWork: readonly Clause[] = [...inLogs, ...inResults, ...queues];
