import { isDeepStrictEqual } from "node:util";
import { offsetTime } from "./dates.js";
import { lastEvent } from "./events.js";
import type { Account, Change, Holder, Instant, Opportunity, PostedResult, Result, Walk } from "./records.js";
import { conflict, type Decision, notFound } from "./refusal.js";
import type { State } from "./state.js";

/**
 * Gives the oldest matching opportunity to the agent, or null. One atomic step, so no two agents get the same.
 */
export function pickOpportunity(
  state: State,
  account: Account,
  holder: Holder,
  now: Instant,
): { changes: Change[]; value: Opportunity | null } {
  const opportunity = state.nextFor(account.id, holder.platform);
  if (!opportunity) return { changes: [], value: null };
  return { changes: [handOver(state, opportunity.id, holder, now)], value: opportunity };
}

/** Gives this opportunity to the agent. It must be queued. */
export function handOver(state: State, opportunityId: string, holder: Holder, now: Instant): Change {
  return {
    table: "walks",
    put: step(state.walk(opportunityId), now, { holder }),
  };
}

/** The result of a post. If the same post came before, nothing changes. */
export interface Posted {
  result: Result;
  repeated: boolean;
}

/** Accepts the result of the agent that holds the opportunity. A repeated post gets the same answer. */
export function postResult(
  state: State,
  account: Account,
  opportunityId: string,
  fields: PostedResult,
  context: { now: Instant; newId: () => string },
): Decision<Posted> {
  const opportunity = state.opportunity(opportunityId);
  if (opportunity?.account_id !== account.id) {
    return notFound(`test_opportunity_id: this account has no opportunity ${opportunityId}`);
  }
  const walk = state.walk(opportunity.id);
  const { holder } = walk;
  if (holder === null)
    return conflict(`nobody holds it: state QUEUED_FOR_AGENTS; an agent must pick it first`);
  const held = `held by agent ${holder.agent_id} since ${offsetTime(walk.times[1]!)}, state ${lastEvent(walk)!}`;
  if (holder.agent_id !== fields.agent_id)
    return conflict(`${held}; got a result of agent ${fields.agent_id}`);
  const result = resultOf(opportunity, holder, fields);
  const earlier = walk.result_id === null ? undefined : state.result(walk.result_id);
  if (earlier) {
    if (isDeepStrictEqual(content(earlier), content(result))) {
      return { changes: [], value: { result: earlier, repeated: true } };
    }
    return conflict(`${held}; it has result ${earlier.id} already, and this one differs`);
  }
  const made: Result = { ...result, id: context.newId(), posted_at: context.now };
  const next = step(walk, context.now, { result_id: made.id });
  return {
    changes: [
      { table: "results", put: made },
      { table: "walks", put: next },
    ],
    value: { result: made, repeated: false },
  };
}

/**
 * Adds the last event, which makes the result visible. No change if the opportunity is gone or already stored.
 */
export function storeResult(state: State, opportunityId: string, now: Instant): Change[] {
  const walk = state.tables.walks.get(opportunityId);
  if (!walk || lastEvent(walk) !== "RESULT_POSTED") return [];
  return [{ table: "walks", put: step(walk, now, {}) }];
}

/** The walk after its next event, which is not before the last one: the state may come from a clock that was ahead. */
function step({ id, times, holder, result_id }: Walk, at: Instant, facts: Partial<Walk>): Walk {
  return {
    id,
    times: [...times, Math.max(at, times.at(-1)!)],
    holder: facts.holder ?? holder,
    result_id: facts.result_id ?? result_id,
  };
}

function resultOf(opportunity: Opportunity, holder: Holder, fields: PostedResult): Result {
  return {
    ...fields,
    id: "",
    opportunity_id: opportunity.id,
    product_id: opportunity.product_id,
    agent_revno: fields.agent_revno ?? holder.agent_revno,
    platform: holder.platform ?? opportunity.platform,
    agent: fields.agent ?? null,
    posted_at: 0,
  };
}

function content(result: Result): object {
  return { ...result, id: "", posted_at: 0 };
}
