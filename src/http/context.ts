import type { IncomingMessage, ServerResponse } from "node:http";
import type { Account, Instant } from "../domain/records.js";
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

/** What the steps of one request hand on to the next. */
export interface Variables {
  requestId: string;
  sandbox: Sandbox;
  /** Who signed; absent where the operation is open. */
  account: Account;
  path: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  /** The answer before it became text, and the text; set by whoever makes an answer with a body (`send-json.ts`). */
  answer: { status: number; body: unknown; text?: string };

  // For the exchange log; each is absent where there is nothing to tell.
  /** What the request matched. */
  operation: Operation | undefined;
  /** When the request came, by the sandbox's clock. */
  cameAt: Instant | undefined;
  /** The request's body, as far as it was read. */
  bytes: ArrayBuffer | undefined;
  /** Where the request breaks the spec, and where the answer did. */
  requestProblems: readonly string[] | undefined;
  responseProblems: readonly string[] | undefined;
  /** The nearest path, where no operation matched. */
  nearest: string | undefined;
  /** The fault that struck the request. */
  faultId: string | undefined;
  /** A fault cut the connection before any of the answer. */
  cut: true | undefined;
  /** How a fault has the answer go out. */
  delivery: Delivery | undefined;
}

/** Hono's environment in this server. `incoming` is there when the request came through a socket. */
export interface Env {
  Variables: Variables;
  /** `lab`: the request is one of the virtual lab in this process. No header can say so. */
  Bindings: {
    incoming?: IncomingMessage;
    outgoing?: ServerResponse;
    lab?: boolean;
    /** On the control plane: the caller gets no more than this. No header can say so. */
    confined?: Confinement;
  };
}
