import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "hono";
import type { Account, Instant } from "../domain/records.js";
import { newSecret } from "../ids.js";
import type { About } from "../operations/operation.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Snapshots } from "../sandbox/snapshots.js";
import type { Operation } from "../spec/operation-table.js";
import type { TakeRoom } from "./body-room.js";
import { keptHeaders, type RawHeaders, rawHeader } from "./raw-headers.js";

/** How a fault changes the delivery of an answer. */
export type Delivery =
  | { kind: "cut" }
  | { kind: "truncated" }
  /** In pieces over `ms` milliseconds; `pause` waits for a part of that time. */
  | { kind: "slow"; ms: number; pause: (ms: number) => Promise<void> };

/** Limits a caller of the control plane to one sandbox and some operations. */
export interface Confinement {
  sandbox: Sandbox;
  snapshots: Snapshots;
  /** Null if the caller may use an operation, such as `POST /_emulator/reset`, otherwise why not. */
  mayNot: (endpoint: string) => string | null;
}

/** Facts about a request from the server itself, never from a header. */
export interface Bindings {
  /** Both are set if the request came through a socket. */
  incoming?: IncomingMessage;
  outgoing?: ServerResponse;
  /** Takes room for what comes of the body; without it there is enough. */
  takeRoom?: TakeRoom;
  /** The pipeline sends a whole answer by itself. */
  sendsItself?: boolean;
  /** The request comes from the virtual lab in this process. */
  lab?: boolean;
  /** On the control plane: limits of the caller. */
  confined?: Confinement;
}

/** Hono's environment in this server. */
export interface Env {
  Bindings: Bindings;
}

/** A request as the router passes it on. */
export type HttpRequest = Context<Env>["req"];

/** Undefined bindings if the caller of `fetch` gave none. */
const bindingsOf = (bindings: Bindings = {}): Bindings => bindings;

const NOTHING: readonly string[] = [];

/** A request in the pipeline, with the facts that the steps found. */
export class RequestContext {
  readonly req: HttpRequest;
  readonly bindings: Bindings;
  /** Parameters in the path, decoded; ids in lower case. */
  readonly params: Readonly<Record<string, string>>;
  /** The body as received; null until a step reads it. */
  bytes: Uint8Array | null = null;
  /** All of a body that is read in steps; then `bytes` is the first piece. */
  pieces: readonly Uint8Array[] | null = null;
  /** Query and body after validation. */
  query: Readonly<Record<string, string>> = {};
  body: unknown = undefined;
  /** Where the request and the answer do not match the spec. */
  requestProblems = NOTHING;
  responseProblems = NOTHING;

  constructor(c: Context<Env>, operation: Operation | null = null) {
    this.req = c.req;
    this.bindings = bindingsOf(c.env);
    this.params = operation === null ? c.req.param() : paramsOf(c.req, operation);
  }

  /** All headers of the request. */
  get headers(): Headers | RawHeaders {
    return this.bindings.incoming?.rawHeaders ?? keptHeaders(this.req.raw.headers);
  }

  /** A header of the request. `name` is in lower case. */
  header(name: string): string | undefined {
    const { incoming } = this.bindings;
    return incoming === undefined ? this.req.header(name) : rawHeader(incoming.rawHeaders, name);
  }
}

const UPPER_CASE = /[A-F]/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The parameters in the path. Ids are sent in lower case and accepted in either. An invalid UUID stays, so that a refusal quotes it unchanged. */
function paramsOf(req: HttpRequest, { parameters }: Operation): Record<string, string> {
  const params: Record<string, string> = {};
  for (const { name, in: where, isId } of parameters) {
    const value = where === "path" ? req.param(name) : undefined;
    if (value === undefined) continue;
    params[name] = isId && UPPER_CASE.test(value) && UUID.test(value) ? value.toLowerCase() : value;
  }
  return params;
}

/** Form of a client's `X-Request-Id` that is accepted. */
const REQUEST_ID = /^[\w\-=]{1,255}$/;

/** A request of the product API. */
export class ProductRequest extends RequestContext {
  /** The client's `X-Request-Id`, or a generated one. */
  readonly id: string;
  /** The account that signed; null if unsigned. */
  account: Account | null = null;
  /** When the request arrived, on the sandbox's clock; null if it was refused before that was read. */
  cameAt: Instant | null = null;
  /** What the request is about, from its handler; null if the handler did not run. */
  about: About | null = null;
  /** The nearest path, if no operation matched. */
  nearest: string | null = null;
  /** The fault that was applied, and how it changes the delivery. */
  faultId: string | null = null;
  delivery: Delivery | null = null;
  /** Whether a fault needs the text of the whole answer, however long its list is. */
  needsWhole = false;
  /** The emulator's internal error. */
  error: Error | null = null;

  constructor(
    c: Context<Env>,
    /** The operation that it matched; null for none. */
    readonly operation: Operation | null,
    /** The main sandbox until the account is known. */
    public sandbox: Sandbox,
    /** Wall time in milliseconds since 1970. */
    readonly wallAt: number,
  ) {
    super(c, operation);
    const given = this.header("x-request-id");
    this.id = given !== undefined && REQUEST_ID.test(given) ? given : newSecret(8);
  }

  get fromLab(): boolean {
    return this.bindings.lab === true;
  }
}
