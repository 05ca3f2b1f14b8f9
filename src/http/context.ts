import type { Account } from "../domain/records.js";
import type { Sandbox } from "../sandbox/sandbox.js";

/** What the steps of one request hand on to the next. */
export interface Variables {
  requestId: string;
  sandbox: Sandbox;
  /** Who signed; absent where the operation is open. */
  account: Account;
  path: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  /** The answer before it became text, for `validate-response.ts`. */
  answer: { status: number; body: unknown };
}

/** Hono's environment in this server. `incoming` is there when the request came through a socket. */
export interface Env {
  Variables: Variables;
  Bindings: { incoming?: { url?: string } };
}
