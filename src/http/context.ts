import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "hono";
import type { Account, Instant } from "../domain/records.js";
import { newSecret } from "../ids.js";
import type { About } from "../operations/operation.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Snapshots } from "../sandbox/snapshots.js";
import type { Operation } from "../spec/operation-table.js";

/** How a fault has an answer go out; without one it goes out as it is. */
export type Delivery =
  | { kind: "cut" }
  | { kind: "truncated" }
  /** Over `ms` in all; `pause` waits for a part of it. */
  | { kind: "slow"; ms: number; pause: (ms: number) => Promise<void> };

/** One sandbox, and what may be done to it, of all that the control plane rules over. */
export interface Confinement {
  sandbox: Sandbox;
  snapshots: Snapshots;
  /** Whether an operation may be used, such as `POST /_emulator/reset`: null, or why not. */
  mayNot: (endpoint: string) => string | null;
}

/** What comes with a request beside itself. No header can say any of it. */
export interface Bindings {
  /** Both are there when the request came through a socket. */
  incoming?: IncomingMessage;
  outgoing?: ServerResponse;
  /** The request is one of the virtual lab in this process. */
  lab?: boolean;
  /** On the control plane: the caller gets no more than this. */
  confined?: Confinement;
}

/** Hono's environment in this server. */
export interface Env {
  Bindings: Bindings;
}

/** A request as the router hands it on. */
export type HttpRequest = Context<Env>["req"];

/** Hono hands on none where the caller gave none. */
const bindingsOf = (bindings: Bindings = {}): Bindings => bindings;

const NOTHING: readonly string[] = [];

/** A request on its way through the steps, and what they found out about it. */
export class RequestContext {
  readonly req: HttpRequest;
  readonly bindings: Bindings;
  /** Parameters in the path, decoded; ids in lower case. */
  readonly params: Readonly<Record<string, string>>;
  /** The body as it came; null as long as nobody has read it. */
  bytes: Uint8Array | null = null;
  /** Query and body, once they are known to be valid. */
  query: Readonly<Record<string, string>> = {};
  body: unknown = undefined;
  /** Where the request breaks the spec, and where the answer did. */
  requestProblems = NOTHING;
  responseProblems = NOTHING;

  constructor(c: Context<Env>, operation: Operation | null = null) {
    this.req = c.req;
    this.bindings = bindingsOf(c.env);
    this.params = withIdsInLowerCase(c.req.param(), operation);
  }
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Ids are sent in lower case and taken in either. What is no UUID stays, so that a refusal quotes it as it came. */
function withIdsInLowerCase(
  params: Record<string, string>,
  operation: Operation | null,
): Record<string, string> {
  for (const { name, isId } of operation?.parameters ?? []) {
    const value = params[name];
    if (isId && value !== undefined && UUID.test(value)) params[name] = value.toLowerCase();
  }
  return params;
}

/** Characters of an id that a client may give its request. */
const REQUEST_ID = /^[\w\-=]{1,255}$/;

/** A request of the product API. */
export class ProductRequest extends RequestContext {
  /** The client's own `X-Request-Id`, or one of ours. */
  readonly id: string;
  /** Who signed; null where nobody did. */
  account: Account | null = null;
  /** When it came, by the sandbox's clock; null where it was refused before that. */
  cameAt: Instant | null = null;
  /** What it turned out to be about; null where its handler had no say. */
  about: About | null = null;
  /** The nearest path, where no operation matched. */
  nearest: string | null = null;
  /** The fault that struck it, and how that has the answer go out. */
  faultId: string | null = null;
  delivery: Delivery | null = null;
  /** What broke inside the emulator. */
  error: Error | null = null;

  constructor(
    c: Context<Env>,
    /** What it matched; null for nothing. */
    readonly operation: Operation | null,
    /** The main one, until it is known whose request it is. */
    public sandbox: Sandbox,
    /** Wall time in milliseconds since 1970. */
    readonly wallAt: number,
  ) {
    super(c, operation);
    const given = c.req.header("x-request-id");
    this.id = given !== undefined && REQUEST_ID.test(given) ? given : newSecret(8);
  }

  get fromLab(): boolean {
    return this.bindings.lab === true;
  }
}
