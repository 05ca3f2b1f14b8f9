import type { Holder, Instant } from "../domain/records.js";

/** What is known of an agent from its requests alone. */
export interface KnownAgent extends Holder {
  account_id: string;
  /** Its latest poll, and its answer: 200 or 204. */
  polled_at: Instant | null;
  answer: number | null;
  /** Its latest request of any kind. */
  heard_at: Instant;
  /** What its latest poll got and it has not posted a result for. */
  holds: string | null;
}

/** Agents beyond this are forgotten, the longest unheard of first. */
export const MAX_AGENTS = 1000;

/** The agents of one sandbox as the API sees them, in memory: a restart forgets them. */
export class AgentRegister {
  readonly #agents = new Map<string, KnownAgent>();

  /** An agent polled. `opportunityId`: what it got; null for nothing. */
  polled(accountId: string, holder: Holder, at: Instant, opportunityId: string | null): void {
    this.#put({
      ...holder,
      account_id: accountId,
      polled_at: at,
      answer: opportunityId === null ? 204 : 200,
      heard_at: at,
      holds: opportunityId,
    });
  }

  /** An agent posted a result for what it holds, and was answered well. */
  posted(accountId: string, holder: Holder, at: Instant, opportunityId: string): void {
    const known = this.#agents.get(keyOf(accountId, holder.agent_id));
    // One that is not known polled before the start.
    const { polled_at, answer, holds } = known ?? { polled_at: null, answer: null, holds: null };
    const left = holds === opportunityId ? null : holds;
    this.#put({ ...holder, account_id: accountId, polled_at, answer, heard_at: at, holds: left });
  }

  /** A known agent made a request that was refused. */
  refused(accountId: string, agentId: string, at: Instant): void {
    const known = this.#agents.get(keyOf(accountId, agentId));
    if (known) this.#put({ ...known, heard_at: at });
  }

  /** All that are known, the latest heard of last. */
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

const keyOf = (accountId: string, agentId: string): string => `${accountId}\n${agentId}`;
