/** The agent API: picking opportunities and posting results (section 7). */
import type { Model } from "./model.js";
import type { Policy } from "./policy.js";
import { succeeded } from "./products.js";
import { Refusal } from "./records.js";
import type { Account, Agent, Answer, Opportunity, Post } from "./records.js";
import type { Call } from "./routes.js";

type PickInput = ReturnType<Policy["readers"]["pick"]>;

export async function pick(model: Model, call: Call, input: PickInput): Promise<Answer> {
  const { policy } = model;
  const { store } = policy;
  const agent: Agent = {
    id: store.text("agent_id", call.params.agent_id!),
    platform: input.platform === null ? null : store.text("agent platform", input.platform),
    group: input.group === null ? null : store.text("agent_group", input.group),
    revno: input.revno === null ? null : store.text("agent_revno", input.revno),
  };
  const opportunity = await take(model, call.account!, agent);
  return opportunity
    ? succeeded(model, call, policy.views.opportunity(opportunity))
    : { status: policy.success.nothingToPick, headers: {} };
}

/** The oldest opportunity that the agent may have, now its own. */
export async function take(model: Model, account: Account, agent: Agent): Promise<Opportunity | undefined> {
  const { clock, flow, match, pick: hooks, scope } = model.policy;
  const waiting = scope.waiting(model.state, account);
  const opportunity = match.next(waiting.filter((each) => match.fits(each, agent)));
  if (!opportunity) return undefined;
  if (hooks.beforeTaking) await hooks.beforeTaking();
  opportunity.holder = agent;
  flow.add(opportunity, flow.picked(clock.now(), agent));
  keepLease(model, opportunity);
  return opportunity;
}

/** Where there is a lease, what a dead agent holds is queued again. */
function keepLease(model: Model, opportunity: Opportunity): void {
  const { leaseMs } = model.policy;
  const { holder } = opportunity;
  if (leaseMs === null) return;
  model.later(leaseMs, () => {
    if (opportunity.result || opportunity.holder !== holder) return;
    opportunity.holder = null;
    opportunity.events.pop();
  });
}

export function postResult(model: Model, call: Call, input: Post): Answer {
  const { policy } = model;
  const { holds, revno, same } = policy.post;
  const opportunity = call.opportunity!;
  if (!holds(opportunity, input.agentId)) throw new Refusal(409, stateOf(opportunity));
  const post = keptPost(policy, { ...input, agentRevno: revno(input, opportunity) });
  if (!opportunity.result) {
    const id = finish(model, opportunity, post);
    return succeeded(model, call, policy.views.posted(id));
  }
  if (!same(opportunity.result.post, post)) throw new Refusal(409, stateOf(opportunity));
  const body = policy.views.posted(opportunity.result.id);
  return { status: policy.success.postAgain, headers: {}, body };
}

function keptPost({ store }: Policy, post: Post): Post {
  return {
    ...post,
    agentId: store.text("agent_id", post.agentId),
    agentRevno: post.agentRevno === null ? null : store.text("agent_revno", post.agentRevno),
    resultPayload: store.opaque("result_payload", post.resultPayload) as Post["resultPayload"],
    agent: store.opaque("agent", post.agent) as Post["agent"],
  };
}

/** The result is posted now and stored a little later; its id. */
export function finish(model: Model, opportunity: Opportunity, post: Post): string {
  const { clock, flow, make } = model.policy;
  const result = { id: make.id(), post, storedAt: null as number | null };
  opportunity.result = result;
  flow.add(opportunity, flow.posted(clock.now(), opportunity));
  model.later(flow.storeDelay, () => {
    const at = clock.now();
    result.storedAt = flow.storedAt(at, opportunity);
    flow.add(opportunity, flow.stored(at, opportunity));
  });
  return result.id;
}

function stateOf({ events, holder }: Opportunity): string {
  const held = holder ? `agent '${holder.id}' holds it` : "no agent holds it";
  return `The opportunity's state is ${events.at(-1)!.type}; ${held}.`;
}
