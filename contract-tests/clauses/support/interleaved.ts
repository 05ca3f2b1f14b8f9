import { check } from "../../judge/mismatch.js";
import { oncePerRun } from "../../run/once-per-run.js";
import type { ClauseContext } from "../clause.js";
import { type Agent, pickOne, posted, type ResultPost } from "./agent.js";
import { type EventLog, type TestResult } from "./bodies.js";
import { same } from "./expect.js";
import { eventLogs, logWith, storedResult, testResults } from "./read.js";
import { advertise } from "./trigger.js";
import { TIMING } from "./walk.js";

/** What one agent does with one opportunity. */
export interface Work {
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

export const interleaved = (t: ClauseContext): Promise<Interleaved> =>
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

export const idOf = ({ test_opportunity_id }: { test_opportunity_id: string }): string => test_opportunity_id;

/** A list that shows the works, and what it rests on that it has each of them. */
interface Listed<Item> {
  of: readonly Work[];
  items: readonly Item[];
  item: string;
  grounds: readonly string[];
}

export const listedLogs = ({ work, logs }: Interleaved): Listed<EventLog> => ({
  ...{ of: work, items: logs, item: "a log", grounds: ["A-23"] },
});

export const listedResults = ({ work, results }: Interleaved): Listed<TestResult> => ({
  of: work.filter(({ resultId }) => resultId !== null),
  ...{ items: results, item: "a result", grounds: ["D 1068", "A-18"] },
});

/** Compares something of each work with what the list shows of it. */
export function eachShows<Item extends { test_opportunity_id: string }>(
  { of, items, item, grounds }: Listed<Item>,
  what: string,
  shown: (item: Item) => unknown,
  expected: (of: Work) => unknown,
  by?: readonly string[],
): void {
  for (const one of of) {
    const found = items.find((each) => idOf(each) === one.id);
    check(found !== undefined, `${item} of ${one.id}`, "none", grounds);
    same(`${what} of ${one.id}`, shown(found), expected(one), by);
  }
}

export const agentOf = ({ agent }: Work): unknown => ({
  agent_id: agent.agent_id,
  platform: agent.platform ?? null,
  agent_group: agent.agent_group ?? null,
});
