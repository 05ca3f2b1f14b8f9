import type { Answer } from "../../target/answer.js";
import type { Actor, ClauseContext } from "../clause.js";
import { Mismatch, Skip } from "../../judge/mismatch.js";
import type { EventLog, TestOpportunity } from "./bodies.js";
import { answered, fields } from "./expect.js";

/** The fields of a pick. */
export interface Agent {
  agent_id: string;
  platform?: string | null;
  agent_group?: string | null;
  agent_revno?: string | null;
}

/** The fields of a post. */
export interface ResultPost {
  agent_id: string;
  test_status?: string;
  result_payload?: Record<string, unknown>;
  agent_revno?: string | null;
  agent?: unknown;
}

/** The maximum number of polls until an agent gets its own work, because other clauses' work may come first. */
const MAX_POLLS = 5;

/** One poll; null if nothing matches. */
export async function poll(t: ClauseContext, agent: Agent, actor?: Actor): Promise<TestOpportunity | null> {
  const { agent_id, ...body } = agent;
  const answer = await t.call("pickTestOpportunity", { path: { agent_id }, body }, actor);
  return answer.status === 204 ? null : answered<TestOpportunity>(answer, 200);
}

/** Polls until the agent gets one of these opportunities; other work of this run's may come before them. */
export async function pickOne(
  t: ClauseContext,
  agent: Agent,
  ids: readonly string[],
): Promise<TestOpportunity> {
  for (let n = 0; n < MAX_POLLS; n++) {
    const got = await poll(t, agent);
    if (got === null) break;
    if (ids.includes(got.test_opportunity_id)) return got;
    notForeign(t, got);
  }
  const expected = `an agent of platform ${String(agent.platform)} to get ${ids.join(" or ")}`;
  throw new Mismatch({ expected, got: "another or nothing" }, undefined, undefined, ["A-21"]);
}

/** Skips if the work belongs to no clause of this run, because the target cannot be judged then. */
export function notForeign(t: ClauseContext, got: TestOpportunity): void {
  const name = String(fields(got.test_spec)["name"]);
  if (name.includes(t.run)) return;
  throw new Skip(
    `an agent of this run got other clients' work: opportunity ${got.test_opportunity_id}, Test Spec ${name}; it stays picked`,
  );
}

/** Skips if an external agent has picked a queued opportunity, because its log cannot be judged then. */
export function untaken(t: ClauseContext, { events, test_opportunity_id }: EventLog): void {
  const picked = events.find(({ event_type }) => event_type === "PICKED_BY_AGENT");
  const agent = fields(picked)["agent_id"];
  if (picked === undefined || String(agent).includes(t.run)) return;
  throw new Skip(`an external agent, ${String(agent)}, picked opportunity ${test_opportunity_id}`);
}

/** Posts a result; default: PASSED with an empty payload. */
export async function post(t: ClauseContext, opportunityId: string, result: ResultPost): Promise<Answer> {
  const body = { test_status: "PASSED", result_payload: {}, ...result };
  return t.call("postTestResult", { path: { test_opportunity_id: opportunityId }, body });
}

/** As {@link post}; returns the result's id. @throws Mismatch if the post is not accepted */
export async function posted(t: ClauseContext, opportunityId: string, result: ResultPost): Promise<string> {
  return answered<{ result_id: string }>(await post(t, opportunityId, result), 201).result_id;
}
