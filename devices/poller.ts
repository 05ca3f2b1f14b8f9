import type { AgentState } from "./agent-state.js";
import type { TestOpportunity } from "./api-types.js";
import { backOff, REFUSED_WAIT } from "./back-off.js";
import { why } from "./delivery.js";
import { MICROS, type Draw, type LabClock } from "./lab-clock.js";
import { isOpportunity } from "./opportunity.js";
import type { Profile } from "./profile.js";
import type { InterruptibleSleep } from "./interruptible-sleep.js";
import type { Answer, SpiClient } from "./spi-client.js";

/** What polling needs from its agent. */
export interface PollerOptions {
  agentId: string;
  profile: Profile;
  clock: LabClock;
  draw: Draw;
  sleeper: InterruptibleSleep;
  state: AgentState;
  client: SpiClient;
}

/** Polls the service for work, and waits between polls. */
export class Poller {
  #failures = 0;

  constructor(private readonly options: PollerOptions) {}

  /** Waits before the first poll, so that agents that start together do not always poll together. */
  stagger(): Promise<void> {
    const { agentId, profile, draw } = this.options;
    return this.#idle(Math.round(profile.poll_interval * draw(agentId, "first-poll")));
  }

  /** Polls once. If there is no work, waits until the next poll is due. */
  async poll(): Promise<TestOpportunity | undefined> {
    const { agentId, profile, clock, state, client } = this.options;
    const { platform, agent } = profile;
    state.set({ activity: "polling", next_poll_at: null });
    const request = { platform, agent_group: agent.group, agent_revno: agent.revision };
    const answer = await client.pick(agentId, request);
    state.set({ last_poll: { at: clock.now(), http_status: answer.httpStatus } });
    state.emit({ kind: "poll", http_status: answer.httpStatus });
    if (answer.kind === "ok") {
      this.#failures = 0;
      if (isOpportunity(answer.body)) return answer.body;
      if (answer.body === undefined) await this.#idle(profile.poll_interval);
      else await this.#refused({ ...answer, kind: "refused", message: "the answer is not an opportunity" });
    } else if (answer.kind === "later") await this.#failed(answer);
    else await this.#refused(answer);
    return undefined;
  }

  /** The service or the network fails: back off. */
  async #failed(answer: Extract<Answer, { kind: "later" }>): Promise<void> {
    const { agentId, draw, state } = this.options;
    const ms = backOff(this.#failures++, answer.retryAfter, draw, agentId, "pick");
    state.emit({ kind: "retry", opportunity_id: null, in_ms: ms, why: why(answer) });
    await this.#idle(ms, "backing-off");
  }

  /** The service will refuse until somebody fixes the configuration: try rarely. */
  async #refused(answer: Extract<Answer, { kind: "denied" | "refused" }>): Promise<void> {
    const { state } = this.options;
    const { httpStatus, message } = answer;
    const then = answer.kind === "denied" ? "check the agent's credentials" : "check the agent's settings";
    state.emit({ kind: "refused", opportunity_id: null, http_status: httpStatus, message, then });
    state.emit({ kind: "retry", opportunity_id: null, in_ms: REFUSED_WAIT, why: why(answer) });
    await this.#idle(REFUSED_WAIT, "backing-off");
  }

  async #idle(ms: number, activity: "idle" | "backing-off" = "idle"): Promise<void> {
    const { clock, sleeper, state } = this.options;
    state.set({ activity, next_poll_at: clock.now() + ms * MICROS });
    await sleeper.sleep("idle", ms, true);
  }
}
