import type { AgentState } from "./agent-state.js";
import { MAX_RESULT_BYTES, type ResultPost } from "./api-types.js";
import { backOff, REFUSED_WAIT } from "./back-off.js";
import type { Hand } from "./in-hand.js";
import type { Draw } from "./lab-clock.js";
import type { Outbox, SavedResult } from "./outbox.js";
import { Interrupted, type InterruptibleSleep } from "./interruptible-sleep.js";
import type { Answer, SpiClient } from "./spi-client.js";

/** Number of tries after which "until idle" no longer waits for a result; the tries continue. */
const MAX_FOREGROUND_TRIES = 10;
/** Number of closed connections that count as a 413, because servers may close the connection on a large body. */
const MAX_BROKEN_TRIES = 3;

/** What delivery needs from its agent. */
export interface DeliveryOptions {
  client: SpiClient;
  outbox: Outbox;
  hand: Hand;
  sleeper: InterruptibleSleep;
  state: AgentState;
  draw: Draw;
  /** Resolves when the device is online; false if the agent is stopped first. */
  untilOnline: () => Promise<boolean>;
}

type Unsuccessful = Exclude<Answer, { kind: "ok" }>;

/** Delivers results to the service with unlimited tries, and keeps them in the outbox meanwhile. */
export class Delivery {
  constructor(private readonly options: DeliveryOptions) {}

  /** True if the service accepted the result; false if it refused for good, or the agent was stopped. */
  deliver(opportunityId: string, post: ResultPost, reason: string): Promise<boolean> {
    return this.#deliver(opportunityId, post, reason, false);
  }

  async #deliver(opportunityId: string, post: ResultPost, reason: string, short: boolean): Promise<boolean> {
    const { outbox, state } = this.options;
    const saved = { agent_id: post.agent_id, opportunity_id: opportunityId, body: JSON.stringify(post) };
    state.showResult({ opportunity_id: opportunityId, status: post.test_status, reason, http_status: null });
    state.set({ unsent: 1 });
    try {
      await outbox.save(saved);
    } catch (error) {
      // A full disk must not lose a result.
      state.warn({ error: String(error) }, "the result could not be saved on disk; posting it anyway");
    }
    return this.#send(saved, post, short);
  }

  /** Posts the results that an earlier run left, oldest first, and returns their opportunity ids. */
  async deliverLeft(agentId: string): Promise<Set<string>> {
    const { outbox, state, sleeper } = this.options;
    const left = await outbox.list(agentId);
    for (const [index, saved] of left.entries()) {
      state.set({ unsent: left.length - index });
      if (sleeper.stopping) break;
      const post = JSON.parse(saved.body) as ResultPost;
      const reason = "left by an earlier run";
      const id = saved.opportunity_id;
      state.showResult({ opportunity_id: id, status: post.test_status, reason, http_status: null });
      await this.#send(saved, post, false);
    }
    return new Set(left.map((saved) => saved.opportunity_id));
  }

  /** Posts once and ignores the answer, for posts that should be refused or need not succeed. */
  async postOnce(opportunityId: string, post: ResultPost, then: string): Promise<void> {
    if (!(await this.options.untilOnline())) return;
    this.options.state.set({ activity: "posting" });
    try {
      const answer = await this.options.client.postResult(opportunityId, JSON.stringify(post));
      if (answer.kind === "ok") this.#posted(opportunityId, post, answer.httpStatus);
      else this.#refused(opportunityId, answer, then);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    }
  }

  async #send(saved: SavedResult, post: ResultPost, short: boolean): Promise<boolean> {
    const { client, sleeper, state, untilOnline } = this.options;
    const id = saved.opportunity_id;
    try {
      for (let attempt = 0; ; attempt++) {
        if (!(await untilOnline())) return this.#keep(id, "the device is offline");
        state.set({ activity: "posting", opportunity_id: id });
        const answer = await client.postResult(id, saved.body);
        if (answer.kind === "ok") {
          this.#posted(id, post, answer.httpStatus);
          await this.#settle(saved, post, answer.httpStatus);
          return true;
        }
        if (!short && isUnpostable(answer, saved.body, attempt))
          return await this.#sendShort(saved, post, answer);
        if (answer.kind === "refused") {
          this.#refused(id, answer, "the result is given up");
          await this.#settle(saved, post, answer.httpStatus);
          return false;
        }
        if (sleeper.stopping || !(await this.#wait(saved, answer, attempt)))
          return this.#keep(id, why(answer));
      }
    } catch (error) {
      if (error instanceof Interrupted) return this.#keep(id, "stopped at once");
      throw error;
    }
  }

  /** Waits before the next try; false if the agent was stopped. */
  async #wait(saved: SavedResult, answer: Unsuccessful, attempt: number): Promise<boolean> {
    const { sleeper, state, draw } = this.options;
    const id = saved.opportunity_id;
    const denied = answer.kind === "denied";
    const asked = answer.kind === "later" ? answer.retryAfter : undefined;
    const ms = denied ? REFUSED_WAIT : backOff(attempt, asked, draw, saved.agent_id, "result", id);
    state.set({ activity: "backing-off" });
    state.emit({ kind: "retry", opportunity_id: id, in_ms: ms, why: why(answer) });
    return sleeper.sleep("retry", ms, denied || attempt >= MAX_FOREGROUND_TRIES);
  }

  /** Reports a 413 or a 400 in a short ERROR result. */
  #sendShort(saved: SavedResult, post: ResultPost, answer: Unsuccessful): Promise<boolean> {
    const bytes = Buffer.byteLength(saved.body);
    const error = `a ${post.test_status} result of ${bytes} bytes was refused: ${why(answer)}`;
    this.#refused(saved.opportunity_id, answer, "posts a short ERROR result instead");
    const short: ResultPost = { ...post, test_status: "ERROR", result_payload: { error, bytes } };
    return this.#deliver(saved.opportunity_id, short, error, true);
  }

  #posted(opportunityId: string, post: ResultPost, httpStatus: number): void {
    const { state } = this.options;
    state.emit({
      kind: "posted",
      opportunity_id: opportunityId,
      http_status: httpStatus,
      status: post.test_status,
    });
  }

  #refused(opportunityId: string, answer: Unsuccessful, then: string): void {
    const { httpStatus, message } = answer;
    const { state } = this.options;
    state.emit({ kind: "refused", opportunity_id: opportunityId, http_status: httpStatus, message, then });
  }

  #keep(opportunityId: string, reason: string): false {
    this.options.state.emit({ kind: "kept", opportunity_id: opportunityId, why: reason });
    return false;
  }

  async #settle(saved: SavedResult, post: ResultPost, httpStatus: number): Promise<void> {
    const { state, outbox, hand } = this.options;
    state.set({ unsent: 0 });
    state.updateResult(saved.opportunity_id, { http_status: httpStatus, status: post.test_status });
    // In this order, a crash in between leads to a repeated post, which is harmless, and not to a repeated walk.
    await hand.release(saved.opportunity_id);
    await outbox.remove(saved.agent_id, saved.opportunity_id);
  }
}

/** True if the service will never accept this body, but would accept a plain one. */
function isUnpostable(answer: Unsuccessful, body: string, attempt: number): boolean {
  if (answer.httpStatus !== null) return answer.httpStatus === 413 || answer.httpStatus === 400;
  return attempt + 1 >= MAX_BROKEN_TRIES && Buffer.byteLength(body) > MAX_RESULT_BYTES;
}

/** An unsuccessful answer, in words. */
export function why(answer: Unsuccessful): string {
  const { kind, httpStatus, message } = answer;
  if (httpStatus === null) return `no answer: ${message}`;
  const advice = kind === "denied" ? "; check the agent's credentials" : "";
  return `${httpStatus}${message && ` ${message}`}${advice}`;
}
