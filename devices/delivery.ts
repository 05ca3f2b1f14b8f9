import type { AgentState } from "./agent-state.js";
import { MAX_RESULT_BYTES, type ResultPost } from "./api-types.js";
import { backOff, REFUSED_WAIT } from "./back-off.js";
import type { Hand } from "./in-hand.js";
import type { Draw } from "./lab-clock.js";
import type { Outbox, SavedResult } from "./outbox.js";
import { Interrupted, type InterruptibleSleep } from "./interruptible-sleep.js";
import type { Answer, SpiClient } from "./spi-client.js";

/** After so many tries nobody is kept waiting for a result ("until idle" ends); the tries go on. */
const MAX_FOREGROUND_TRIES = 10;
/** A server may close the connection on a body over the limit instead of answering 413: so many times are enough. */
const MAX_BROKEN_TRIES = 3;

/** What delivering needs of its agent. */
export interface DeliveryOptions {
  client: SpiClient;
  outbox: Outbox;
  hand: Hand;
  sleeper: InterruptibleSleep;
  state: AgentState;
  draw: Draw;
  /** Resolves when the device is online; false when the agent is told to end first. */
  untilOnline: () => Promise<boolean>;
}

type Unsuccessful = Exclude<Answer, { kind: "ok" }>;

/** Brings results to the service: unlimited tries, kept in the outbox meanwhile. */
export class Delivery {
  constructor(private readonly options: DeliveryOptions) {}

  /** True when the service took it; false when it refused for good, or the agent was told to end. */
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
      // A full disk must not cost a result.
      state.warn({ error: String(error) }, "the result could not be kept on disk; posting it all the same");
    }
    return this.#send(saved, post, short);
  }

  /** Posts what an earlier run left behind, oldest first, and says of which opportunities that was. */
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

  /** Posts once, whatever the answer: for posts that ought to be refused or need no success. */
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

  /** Waits before the next try; false when the agent was told to end. */
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

  /** What an honest agent does about 413 and 400: it says so in a short ERROR result. */
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
    // In this order: what is in the outbox is posted again, which is harmless, and not begun again.
    await hand.release(saved.opportunity_id);
    await outbox.remove(saved.agent_id, saved.opportunity_id);
  }
}

/** True when this body will never be taken, though a plain one would. */
function isUnpostable(answer: Unsuccessful, body: string, attempt: number): boolean {
  if (answer.httpStatus !== null) return answer.httpStatus === 413 || answer.httpStatus === 400;
  return attempt + 1 >= MAX_BROKEN_TRIES && Buffer.byteLength(body) > MAX_RESULT_BYTES;
}

/** An unsuccessful answer in words. */
export function why(answer: Unsuccessful): string {
  const { kind, httpStatus, message } = answer;
  if (httpStatus === null) return `no answer: ${message}`;
  const advice = kind === "denied" ? "; check the agent's credentials" : "";
  return `${httpStatus}${message && ` ${message}`}${advice}`;
}
