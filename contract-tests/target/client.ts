import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { authorizationHeader, type Credentials } from "../../src/oauth1/sign.js";
import type { Answer, ExchangeRecord, Signed, SignOtherwise } from "./answer.js";
import type { Budget } from "./budget.js";
import type { Actor } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { factsOf } from "../../src/spec/operation-facts.js";
import { idsMade, kindMadeBy, marksOf } from "../cleanup/creations.js";
import { answerOf, exchangeRecord } from "./exchange.js";
import type { Entry, Ledger } from "../cleanup/ledger.js";
import { Skip } from "../judge/mismatch.js";
import { type OperationAt, operationAt } from "../run/operation-of.js";
import type { Redactor } from "./redact.js";
import type { Target } from "./target.js";
import { Silence } from "./silence.js";
import { TargetGone } from "./target-error.js";
import { type Body, type Incoming, type Outgoing, type Sender, TransportError } from "./transport.js";

/** A clause's request, before it is signed. */
export interface ClientRequest {
  method: string;
  /** Path below the target's URL, with query. */
  path: string;
  headers: Record<string, string>;
  body: Body | null;
  /** The value that the body was made from, if it was made from one. */
  json?: unknown;
  actor: Actor;
  sign?: SignOtherwise | undefined;
  /** Whether to retry after 429, 503 or no answer. `when-told`: only after 429 or 503. */
  retry: boolean | "when-told";
}

/** The sender of a request. */
export interface Caller {
  clause: string;
  signal: AbortSignal;
  /** Called with every exchange. */
  record(exchange: ExchangeRecord): void;
}

/** The parts of a client. */
export interface ClientParts {
  target: Target;
  spec: ContractSpec;
  run: string;
  transport: Sender;
  budget: Budget;
  ledger: Ledger;
  redactor: Redactor;
  /** Checks a request before it is sent. @throws Skip or Error if it must not be sent */
  guard: (request: ClientRequest, at: OperationAt | null) => Promise<void>;
  /** How long a request waits in all for a target that asks to come later, in milliseconds. */
  waitsMs?: number | undefined;
  /** Told before a long wait. */
  onWait?: ((wait: Wait) => void) | undefined;
}

/** A long wait for a target that asks to come later. */
export interface Wait {
  /** 429 or 503. */
  status: number;
  request: string;
  /** This wait, and all further ones of this request at most, in milliseconds. */
  waitMs: number;
  mostMs: number;
}

/** Maximum number of attempts of a request. */
const MAX_ATTEMPTS = 6;
/** First pause after a temporary error without Retry-After, in milliseconds; doubled each time. */
const FIRST_WAIT_MS = 250;
/** Maximum accepted Retry-After, in milliseconds. */
const MAX_WAIT_MS = 60_000;
/** All waits of a request at most, in milliseconds: less than the time of a clause, so that the target is told as the cause. */
const WAITS_MS = 90_000;
/** Waits of a request from this time on are told, in milliseconds. */
const LONG_WAIT_MS = 5000;
/** Temporary statuses, by the contract (D 138) or by HTTP (RFC 6585). */
const LATER = new Set([429, 503]);

/** Why a run ends whose target answers nothing. */
const SILENT = "the target does not answer any more: the last requests had no answer in time (ETIMEDOUT)";

/** Sends signed requests within the budget, records creating ones in the ledger, and retries if that is safe. */
export class Client {
  /** The target was found to be unreachable: do not wait for it again. */
  #isGone = false;
  /** Why nothing more is sent: the target accepts requests and answers none, or refuses all. */
  #end: string | null = null;
  readonly #silence = new Silence();
  /** Counts the requests whose waits ended as they had begun: such an operation is not waited for again and again. */
  readonly #refusals = new Silence();
  /** When an answer last was another than to come later; by the clock of `performance`. */
  #servedAt = -Infinity;
  /** Until when a wait was told. */
  #toldUntil = -Infinity;
  #asks: { signal: AbortSignal; answer: Promise<Incoming | null> } | null = null;

  constructor(private readonly parts: ClientParts) {}

  /** How long the target has made the run pause until now (429), in milliseconds. */
  get restedMs(): number {
    return this.parts.budget.restedMs;
  }

  /** @throws TransportError, TargetGone, Skip; the reason of the caller's signal if it aborts */
  async send(request: ClientRequest, caller: Caller): Promise<Answer> {
    const { spec, guard, budget } = this.parts;
    const at = operationAt(spec, request.method, request.path);
    await guard(request, at);
    if (kindMadeBy(at?.operation.operationId) !== null) budget.spendCreation();
    const began = performance.now();
    let waitedMs = 0;
    let leftMs = this.parts.waitsMs ?? WAITS_MS;
    for (let attempt = 1; ; attempt++) {
      const isInVain = this.#refusals.isOf(nameOf(request, at));
      const isLast = !request.retry || attempt >= MAX_ATTEMPTS || leftMs <= 0 || isInVain;
      if (this.#end !== null) throw new TargetGone(this.#end);
      if (this.#silence.isOf(nameOf(request, at)))
        throw new TransportError("ETIMEDOUT", "none of the last requests had one in time");
      await budget.turn(caller.signal);
      const answer = await this.#heard(request, at, caller).catch(async (error: unknown) => {
        if (!(error instanceof TransportError) || request.retry === "when-told") throw error;
        const isBack = await this.#waitsForTarget(error, caller.signal);
        const isUnsent = error.stage === "connecting" && isBack && attempt < MAX_ATTEMPTS;
        if (!isUnsent && (isLast || !isReading(request.method))) throw error;
        return null;
      });
      if (answer !== null && !LATER.has(answer.status)) {
        this.#servedAt = performance.now();
        this.#refusals.broken(nameOf(request, at));
        return answer;
      }
      if (answer !== null && isLast) {
        if (attempt > 1) this.#refusals.kept(nameOf(request, at));
        if (request.retry === true && this.#servedAt < began) await this.#servesStill(answer, caller);
        return answer;
      }
      const askedMs = waitOf(answer, attempt);
      const waitMs = Math.min(askedMs, leftMs);
      waitedMs += askedMs;
      if (answer !== null && waitedMs >= LONG_WAIT_MS)
        this.#tellWait({ status: answer.status, request: nameOf(request, at), waitMs, mostMs: leftMs });
      leftMs -= waitMs;
      if (answer?.status === 429) budget.rest(waitMs);
      else await pause(waitMs, undefined, { signal: caller.signal });
    }
  }

  /** As {@link #once}, unless the operation never answers. A clause that expects no answer (`retry` is false) does not count. */
  async #heard(request: ClientRequest, at: OperationAt | null, caller: Caller): Promise<Answer> {
    const operation = nameOf(request, at);
    try {
      const answer = await this.#once(request, at, caller);
      this.#silence.broken(operation);
      return answer;
    } catch (error) {
      const isSilent =
        error instanceof TransportError && error.code === "ETIMEDOUT" && error.stage === "sent";
      if (isSilent && request.retry !== false && this.#silence.kept(operation))
        await this.#answersStill(caller);
      throw error;
    }
  }

  /** Sends the first request of the run again. @throws TargetGone if that is not answered either */
  #answersStill({ signal }: Caller): Promise<void> {
    return this.#asksAgain(signal, SILENT, () => {
      this.#silence.broken("listProducts");
      return true;
    });
  }

  /** Sends it after all attempts of a request got `refusal`. @throws TargetGone if that is refused, too */
  #servesStill({ status }: Answer, { signal }: Caller): Promise<void> {
    const why = `the target answers nothing but HTTP ${status}: try again later`;
    return this.#asksAgain(signal, why, (again) => !LATER.has(again.status));
  }

  async #asksAgain(signal: AbortSignal, why: string, isGood: (answer: Incoming) => boolean): Promise<void> {
    const answer = await this.#firstAgain(signal);
    if (signal.aborted || (answer !== null && isGood(answer))) return;
    this.#end = why;
    throw new TargetGone(why);
  }

  /** The answer to the first request of the run; null if there is none. All that ask at the same time share it. */
  async #firstAgain(signal: AbortSignal): Promise<Incoming | null> {
    const first = { method: "GET", path: "/products", headers: {}, body: null, actor: "first" as const };
    for (;;) {
      const asks = (this.#asks ??= {
        signal,
        answer: this.parts.transport
          .send(this.#outgoing({ ...first, retry: false }), signal)
          .catch(() => null)
          .finally(() => (this.#asks = null)),
      });
      const answer = await asks.answer;
      // Of another one whose clause has ended meanwhile, a missing answer says nothing.
      if (answer !== null || !asks.signal.aborted || signal.aborted) return answer;
    }
  }

  /** One line for all requests that wait at the same time. */
  #tellWait(wait: Wait): void {
    const now = performance.now();
    if (now < this.#toldUntil) return;
    this.#toldUntil = now + wait.waitMs;
    this.parts.onWait?.(wait);
  }

  /** Waits until the target accepts connections, for example after a restart. @throws TargetGone if it does not */
  async #waitsForTarget({ code }: TransportError, signal: AbortSignal): Promise<boolean> {
    const { transport, target } = this.parts;
    for (let attempt = 1; !(await transport.accepts(target.url)); attempt++) {
      if (this.#isGone || attempt >= MAX_ATTEMPTS) {
        this.#isGone = true;
        throw new TargetGone(`the target cannot be reached any more (${code})`);
      }
      await pause(FIRST_WAIT_MS * 2 ** (attempt - 1), undefined, { signal });
    }
    this.#isGone = false;
    return true;
  }

  async #once(request: ClientRequest, at: OperationAt | null, caller: Caller): Promise<Answer> {
    const outgoing = this.#outgoing(request);
    const entry = this.#intend(request, at, caller);
    const began = performance.now();
    const record = (incoming: Incoming | null): ExchangeRecord => {
      const operation = at?.operation.operationId ?? null;
      const took = performance.now() - began;
      const exchange = exchangeRecord(
        operation,
        outgoing,
        incoming,
        took,
        this.parts.redactor,
        signedAs(request),
      );
      caller.record(exchange);
      return exchange;
    };
    let incoming: Incoming;
    try {
      incoming = await this.parts.transport.send(outgoing, caller.signal);
    } catch (error) {
      record(null);
      throw error;
    }
    const answer = answerOf(incoming, record(incoming));
    if (entry) this.parts.ledger.outcome(entry, incoming.status, idsMade(entry.kind, answer));
    return answer;
  }

  #intend({ body, json, actor }: ClientRequest, at: OperationAt | null, { clause }: Caller): Entry | null {
    const kind = kindMadeBy(at?.operation.operationId);
    const product = at?.path["product_id"];
    if (factsOf(at?.operation.operationId ?? "")?.does === "changes" && product !== undefined) {
      const { name } = marksOf(body, json);
      if (name !== undefined) this.parts.ledger.named(product, name);
    }
    if (kind === null || at === null) return null;
    return this.parts.ledger.intend({
      kind,
      clause,
      actor,
      operation: at.operation.operationId,
      ...(product === undefined ? {} : { product }),
      ...marksOf(body, json),
    });
  }

  #outgoing({ method, path, headers, body, actor, sign }: ClientRequest): Outgoing {
    const { target, run } = this.parts;
    const url = target.url + path;
    const all: Record<string, string> = { "user-agent": `spi-emulator-contract (${run})`, ...headers };
    const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
    const credentials = isGiven ? null : this.#credentials(actor, sign);
    if (credentials) all["authorization"] = authorization(method, url, credentials, sign ?? {});
    return { method, url, headers: all, body };
  }

  #credentials(actor: Actor, sign?: SignOtherwise): Credentials | null {
    const { target } = this.parts;
    if (actor === "anonymous" && sign?.credentials === undefined) return null;
    const own = actor === "second" ? target.second : target.credentials;
    if (!own) throw new Skip(target.lacks.get("second-account") ?? "no second account is known");
    return { ...own, ...sign?.credentials };
  }
}

/** The operation of a request, or the request itself if it is of none. */
const nameOf = ({ method, path }: ClientRequest, at: OperationAt | null): string =>
  at?.operation.operationId ?? `${method} ${path}`;

function signedAs({ actor, sign, headers }: ClientRequest): Signed {
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
  if (isGiven || sign !== undefined) return "otherwise";
  return actor === "anonymous" ? "no" : actor;
}

function authorization(method: string, url: string, credentials: Credentials, sign: SignOtherwise): string {
  const header = authorizationHeader({
    method,
    url: sign.url ?? url,
    credentials,
    signatureMethod: sign.method ?? "HMAC-SHA1",
    timestamp: sign.timestamp ?? Math.floor(Date.now() / 1000),
    nonce: sign.nonce ?? randomUUID(),
  });
  return sign.header ? sign.header(header) : header;
}

/** Methods that are safe to repeat. */
export const isReading = (method: string): boolean => ["GET", "HEAD"].includes(method.toUpperCase());

function waitOf(answer: Answer | null, attempt: number): number {
  const asked = retryAfterMs(answer?.headers["retry-after"]);
  return Math.min(asked ?? FIRST_WAIT_MS * 2 ** (attempt - 1), MAX_WAIT_MS);
}

/** Milliseconds of a Retry-After header: seconds, or a date (RFC 9110, section 10.2.3). */
function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
