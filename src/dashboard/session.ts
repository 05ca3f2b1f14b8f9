import type { Context, Hono } from "hono";
import type { ControlClient, Endpoint } from "../api/control-client.js";
import type { Sandbox } from "../sandbox/sandbox.js";

/** Who looks, and what they may see and do. */
export interface DashboardSession {
  /** The sandbox that is shown and changed: on this request, and by the stream of events that this page opens. */
  sandbox: Sandbox;
  /** What every link and form carries in its query, so that the next request leads to the same sandbox. */
  carry: Readonly<Record<string, string>>;
  /** The sandboxes that can be chosen instead, by name, with the query that leads there; empty where none can. */
  others: readonly { name: string; carry: Readonly<Record<string, string>> }[];
  /**
   * Whether the dashboard may use an operation of the control plane here: null, or why not. Pages do not offer what it
   * refuses, and `View.control` throws it.
   */
  mayNot: (endpoint: Endpoint) => string | null;
  /** The control plane as this session has it; where left out, as the dashboard itself has it. */
  control?: Pick<ControlClient, "send">;
  /**
   * Takes a place for a stream of events: gives what gives it back, or null where all are taken. Where left out there
   * is no such limit.
   */
  takeStream?: () => (() => void) | null;
  /** A sentence for the sandbox bar, such as how long the sandbox lives; null for none. */
  notice: string | null;
  /** Where a form ends the session; null where there is none to end. */
  logOut: string | null;
}

/**
 * How a request finds its session: by a query parameter on a developer's machine, with a log-in where there is an admin
 * token, by a cookie on a demo host.
 */
export interface SessionStrategy {
  /**
   * The session of a request to a page, a form or the stream of events, or the answer that is given in its stead (a
   * log-in, a refusal). It may set cookies with `c.header("Set-Cookie", ..., { append: true })`.
   * @throws SandboxError where the request asks for a sandbox that is not there
   */
  open: (c: Context) => DashboardSession | Response | Promise<DashboardSession | Response>;
  /** Adds routes of its own, such as a log-in form, below the dashboard's root; asked before the pages. */
  addRoutes?: (app: Hono) => void;
}
