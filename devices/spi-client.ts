import { jsonOrNone } from "../src/text/json-or-none.js";
import { PICK_PATH, RESULTS_PATH, type Json, type PickRequest } from "./api-types.js";
import { retryAfter } from "./back-off.js";
import type { LabClock } from "./lab-clock.js";
import { Interrupted, type InterruptibleSleep } from "./interruptible-sleep.js";

/** A `fetch` that signs, so that agents need no credentials. */
export type SignedFetch = (url: string, init: RequestInit) => Promise<Response>;

/** The result of a call, by what the agent must do next. */
export type Answer =
  | { kind: "ok"; httpStatus: number; body: Json | undefined }
  /** Worth another try, not before `retryAfter` milliseconds. `httpStatus` null: the connection failed. */
  | { kind: "later"; httpStatus: number | null; message: string; retryAfter: number | undefined }
  /** 401 or 403: useless until somebody fixes the credentials. */
  | { kind: "denied"; httpStatus: number; message: string }
  /** Another try would get the same answer. */
  | { kind: "refused"; httpStatus: number; message: string };

/** Maximum length of a server's message in the log, in characters. */
const MAX_MESSAGE_LENGTH = 500;

/** The temporary 4xx: request timeout, too early, too many requests (D 138). */
const PASSING = new Set([408, 425, 429]);

/** The two operations that an agent uses. It never throws for errors of the server or the network. */
export class SpiClient {
  readonly #base: string;

  constructor(
    baseUrl: string,
    private readonly fetch: SignedFetch,
    private readonly sleeper: InterruptibleSleep,
    private readonly clock: LabClock,
  ) {
    this.#base = baseUrl.replace(/\/+$/, "");
  }

  /** Picks an opportunity. If the answer is lost, the opportunity in it stays picked. */
  pick(agentId: string, request: PickRequest): Promise<Answer> {
    return this.#post(at(PICK_PATH, agentId), JSON.stringify(request));
  }

  /** Posts a result. `body` is text, because a repeated post must be byte for byte the same. */
  postResult(opportunityId: string, body: string): Promise<Answer> {
    return this.#post(at(RESULTS_PATH, opportunityId), body);
  }

  async #post(path: string, body: string): Promise<Answer> {
    try {
      return await this.sleeper.call(async (signal) => {
        const response = await this.fetch(this.#base + path, {
          method: "POST",
          headers: { "content-type": "application/json", accept: "application/json" },
          body,
          get signal() {
            return signal();
          },
        });
        return this.#read(response, await response.text());
      });
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      return { kind: "later", httpStatus: null, message: connectionError(error), retryAfter: undefined };
    }
  }

  #read(response: Response, text: string): Answer {
    const httpStatus = response.status;
    const body = jsonOrNone(text) as Json | undefined;
    if (response.ok) {
      if (text === "" || body !== undefined) return { kind: "ok", httpStatus, body };
      return { kind: "later", httpStatus, message: "the answer is not JSON", retryAfter: undefined };
    }
    const message = messageOf(body) ?? text.slice(0, MAX_MESSAGE_LENGTH);
    if (httpStatus === 401 || httpStatus === 403) return { kind: "denied", httpStatus, message };
    if (httpStatus >= 500 || PASSING.has(httpStatus)) {
      const wait = retryAfter(response.headers, this.clock.now());
      return { kind: "later", httpStatus, message, retryAfter: wait };
    }
    return { kind: "refused", httpStatus, message };
  }
}

/** A path with its one parameter filled in. */
function at(template: string, id: string): string {
  return template.replace(/\{\w+\}/, () => encodeURIComponent(id));
}

/** The `message` of an error body (D 117-118). */
function messageOf(body: Json | undefined): string | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  return typeof body.message === "string" ? body.message.slice(0, MAX_MESSAGE_LENGTH) : undefined;
}

/** A connection error in words: Node's fetch says "fetch failed" and puts the reason into the cause. */
function connectionError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
