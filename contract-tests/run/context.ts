import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Answer, CallInput, ExchangeRecord, RawRequest } from "../target/answer.js";
import type { Actor, ClauseContext, TestData } from "../clauses/clause.js";
import type { Client } from "../target/client.js";
import type { ContractSpec } from "./contract-spec.js";
import { ContextTestData, type SharedTestData } from "./test-data.js";
import { groundsOfOperation } from "../judge/grounds.js";
import { Mismatch, notServerError, ServerFailure, Skip } from "../judge/mismatch.js";
import { operationAt } from "./operation-of.js";
import { type Body, TransportError } from "../target/transport.js";
import type { RunNames } from "./names.js";
import type { Target } from "../target/target.js";

/** The parts that all clauses of a run share. */
export interface RunParts {
  target: Target;
  spec: ContractSpec;
  names: RunNames;
  client: Client;
  /** Aborts when the run is interrupted. */
  signal: AbortSignal;
  shared: SharedTestData;
}

/** Pauses between two polls, in milliseconds; they grow with each poll. */
const FIRST_LOOK_WAIT_MS = 2;
const MAX_LOOK_WAIT_MS = 500;

/** The context of one clause, with its recorded exchanges. */
export class Context implements ClauseContext {
  readonly target: Target;
  readonly spec: ContractSpec;
  readonly run: string;
  readonly make: TestData;
  readonly exchanges: ExchangeRecord[] = [];
  readonly shared: (readonly ExchangeRecord[])[] = [];
  #expectsServerErrors = false;

  /** @param retries default of a request's `retry` */
  constructor(
    private readonly parts: RunParts,
    private readonly clause: string,
    readonly signal: AbortSignal,
    private readonly retries = true,
  ) {
    this.target = parts.target;
    this.spec = parts.spec;
    this.run = parts.names.run;
    this.make = new ContextTestData(this, parts.shared);
  }

  call(operationId: string, input: CallInput = {}, actor?: Actor): Promise<Answer> {
    const operation = this.spec.operation(operationId);
    const { path = {}, query = {}, body, headers = {}, retry } = input;
    const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = path[name];
      if (value === undefined) throw new Error(`${operationId} needs the path parameter ${name}`);
      return encodeURIComponent(value);
    });
    const json: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    const request = {
      method: operation.method.toUpperCase(),
      path: filled + queryText(query),
      headers: { ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(retry === undefined ? {} : { retry }),
    };
    return this.#send(actor ?? (operation.security === "none" ? "anonymous" : "first"), request, body);
  }

  send(request: RawRequest, actor: Actor = "first"): Promise<Answer> {
    return this.#send(actor, request);
  }

  name(what: string): string {
    return this.parts.names.next(what);
  }

  uuid(): string {
    return randomUUID();
  }

  async until<T>(
    what: string,
    look: () => Promise<T | null>,
    patienceMs = this.target.patienceMs,
  ): Promise<T> {
    const { client } = this.parts;
    const [began, rested] = [performance.now(), client.restedMs];
    // The target's own pauses are no time in which it could have done the work.
    const waitedMs = (): number => performance.now() - began - (client.restedMs - rested);
    for (let waitMs = FIRST_LOOK_WAIT_MS; ; waitMs = Math.min(waitMs * 1.5, MAX_LOOK_WAIT_MS)) {
      const found = await look();
      if (found !== null) return found;
      if (waitedMs() >= patienceMs)
        throw new Mismatch({ expected: `${what} within ${patienceMs / 1000} s`, got: "no such answer" });
      await pause(waitMs, undefined, { signal: this.signal });
    }
  }

  async expectingServerErrors<T>(work: () => Promise<T>): Promise<T> {
    this.#expectsServerErrors = true;
    try {
      return await work();
    } finally {
      this.#expectsServerErrors = false;
    }
  }

  /** @param json the value that the body was made from */
  async #send(actor: Actor, request: RawRequest, json?: unknown): Promise<Answer> {
    const operation = operationAt(this.spec, request.method, request.path)?.operation.operationId;
    const answer = await this.#sent(actor, request, json).catch((error: unknown) => {
      if (error instanceof TransportError) error.operation = operation ?? `${request.method} ${request.path}`;
      throw error;
    });
    if (answer.status === 429 && this.retries && request.retry !== false)
      throw new ServerFailure(
        `${operation ?? request.path} answers 429 again and again`,
        answer.text,
        answer.exchange,
      );
    const isAsked = this.#expectsServerErrors || (answer.status === 503 && request.retry === false);
    if (answer.status < 500 || isAsked) return answer;
    if (answer.status === 501 && operation !== undefined && groundsOfOperation(operation).length > 0)
      throw new Skip(`the target has no ${operation}: it is answered with HTTP 501`);
    notServerError(answer);
    return answer;
  }

  #sent(
    actor: Actor,
    { method, path, headers = {}, body, sign, retry }: RawRequest,
    json: unknown,
  ): Promise<Answer> {
    const sent = body === undefined ? null : bodyOf(body);
    const request = { method, path, headers, body: sent, json, actor, sign, retry: retry ?? this.retries };
    const record = (exchange: ExchangeRecord): void => this.#record(exchange);
    return this.parts.client.send(request, { clause: this.clause, signal: this.signal, record });
  }

  /** Of polls with equal answers, only the last is kept. */
  #record(exchange: ExchangeRecord): void {
    const last = this.exchanges.at(-1);
    const repeats =
      last?.method === "GET" &&
      last.url === exchange.url &&
      last.status === exchange.status &&
      exchange.status !== null;
    if (repeats && exchange.method === "GET") this.exchanges.pop();
    this.exchanges.push(exchange);
  }
}

/** A body as it is sent; bytes are not copied. */
const bodyOf = (body: string | Uint8Array): Body =>
  typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);

function queryText(query: Readonly<Record<string, string | readonly string[]>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
