import type { Holder, Instant } from "../domain/records.js";

/** The state of an agent as far as its requests show it. */
export interface KnownAgent extends Holder {
  account_id: string;
  /** Its latest poll and the status of the answer: 200 or 204. */
  polled_at: Instant | null;
  answer: number | null;
  /** Its latest request of any kind. */
  heard_at: Instant;
  /** The opportunity of its latest poll, until it posts a result. */
  holds: string | null;
}

/** Maximum number of agents; those with the oldest requests are forgotten first. */
export const MAX_AGENTS = 1000;

/** The agents of one sandbox as the API sees them. Kept in memory only, so a restart forgets them. */
export class AgentRegister {
  readonly #agents = new Map<string, KnownAgent>();

  /** Notes a poll. `opportunityId`: the opportunity that the agent got; null for none. */
  polled(accountId: string, holder: Holder, at: Instant, opportunityId: string | null): void {
    const answer = opportunityId === null ? 204 : 200;
    this.#put(agentOf(accountId, holder, { polled_at: at, answer, heard_at: at, holds: opportunityId }));
  }

  /** Notes that an agent posted a result for its opportunity and it was accepted. */
  posted(accountId: string, holder: Holder, at: Instant, opportunityId: string): void {
    const known = this.#agents.get(keyOf(accountId, holder.agent_id));
    // An unknown agent polled before the start of this run.
    const { polled_at, answer, holds } = known ?? { polled_at: null, answer: null, holds: null };
    const left = holds === opportunityId ? null : holds;
    this.#put(agentOf(accountId, holder, { polled_at, answer, heard_at: at, holds: left }));
  }

  /** Notes a refused request of a known agent. */
  refused(accountId: string, agentId: string, at: Instant): void {
    const known = this.#agents.get(keyOf(accountId, agentId));
    if (known) this.#put({ ...known, heard_at: at });
  }

  /** All known agents, the one with the latest request last. */
  all(): KnownAgent[] {
    return [...this.#agents.values()].sort((a, b) => a.heard_at - b.heard_at);
  }

  #put(agent: KnownAgent): void {
    this.#agents.set(keyOf(agent.account_id, agent.agent_id), agent);
    if (this.#agents.size <= MAX_AGENTS) return;
    const [longest] = [...this.#agents].reduce((a, b) => (b[1].heard_at < a[1].heard_at ? b : a));
    this.#agents.delete(longest);
  }
}

/** All in one literal: a spread takes ten times as long. */
function agentOf(
  account_id: string,
  { agent_id, platform, agent_group, agent_revno }: Holder,
  { polled_at, answer, heard_at, holds }: Omit<KnownAgent, keyof Holder | "account_id">,
): KnownAgent {
  return { agent_id, platform, agent_group, agent_revno, account_id, polled_at, answer, heard_at, holds };
}

const keyOf = (accountId: string, agentId: string): string => `${accountId}\n${agentId}`;
