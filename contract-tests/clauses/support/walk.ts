import type { ClauseContext } from "../clause.js";
import { type Agent, pickOne, posted, type ResultPost } from "./agent.js";
import type { EventLog, TestOpportunity, TestResult } from "./bodies.js";
import { logWith, storedResult } from "./read.js";
import { oncePerRun } from "../../run/once-per-run.js";
import { type Trigger, trigger, type TriggerKind } from "./trigger.js";

/** A finished opportunity with all answers about it. */
export interface Walk extends Trigger {
  opportunityId: string;
  agent: Required<Agent>;
  picked: TestOpportunity;
  /** As posted. */
  post: Required<ResultPost>;
  resultId: string;
  log: EventLog;
  result: TestResult;
}

/** A payload with every JSON type: it comes back unchanged (D 1147-1148). */
export const PAYLOAD = {
  output: "line\nline\ttab",
  summary: "1 of 2 — ünïcode 🛰",
  results: { "snap list": 0, deep: [[[{ empty: {} }]], null, false, 0.1, -7, 1e21] },
  log: null,
};

/** The agent's timing (L 1072-1074). */
export const TIMING = {
  setup_start: "2015-08-26T00:00:22.651078",
  "own step": "2015-08-26T00:00:23.000001",
};

/** An agent of this run for a platform of this run. */
export function agentFor(t: ClauseContext, platform: unknown): Required<Agent> {
  return { agent_id: t.make.agent(), platform: String(platform), agent_group: t.run, agent_revno: "197" };
}

/** Picks and posts the one opportunity of a trigger, until its result is stored. */
export async function walk(t: ClauseContext, made: Trigger, change: Partial<ResultPost> = {}): Promise<Walk> {
  const opportunityId = made.ids[0].test_opportunity_id;
  for (const older of made.before) {
    await pickOne(t, agentFor(t, made.context.platform), [older.test_opportunity_id]);
  }
  const agent = agentFor(t, made.context.platform);
  const picked = await pickOne(t, agent, [opportunityId]);
  const post = {
    ...{ agent_id: agent.agent_id, test_status: "PASSED", agent_revno: "198" },
    ...{ result_payload: PAYLOAD, agent: { timing: TIMING } },
    ...change,
  };
  const resultId = await posted(t, opportunityId, post);
  const result = await storedResult(t, made.product.id, opportunityId);
  const log = await logWith(t, 4, made.product.id, opportunityId);
  return { ...made, opportunityId, agent, picked, post, resultId, result, log };
}

/** A {@link Walk} for all clauses that only read. */
export async function sharedWalk(t: ClauseContext, kind: TriggerKind): Promise<Walk> {
  return oncePerRun(t, `walk.${kind}`, async () => walk(t, await trigger(t, kind)));
}
