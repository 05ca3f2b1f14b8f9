import type { Context, Hono } from "hono";
import type { ControlClient, Endpoint } from "../api/control-client.js";
import type { Sandbox } from "../sandbox/sandbox.js";

/** A visitor's session: what they may see and do. */
export interface DashboardSession {
  /** The sandbox that this request, and the event stream of its page, show and change. */
  sandbox: Sandbox;
  /** Query parameters that every link and form carries, so that the next request finds the same sandbox. */
  carry: Readonly<Record<string, string>>;
  /** The other sandboxes that the visitor can choose, with the query parameters for each. */
  others: readonly {
    name: string;
    carry: Readonly<Record<string, string>>;
    /** Where it lives, if there are several replicas. */
    where?: string;
  }[];
  /**
   * Why the dashboard may not use an operation of the control plane; null if it may. Pages do not offer refused
   * operations, and `View.control` throws for them.
   */
  mayNot: (endpoint: Endpoint) => string | null;
  /** The session's client of the control plane; by default the dashboard's own. */
  control?: Pick<ControlClient, "send">;
  /**
   * Reserves an event stream. Returns the function that releases it, or null if all are in use. By default there is no limit.
   */
  takeStream?: () => (() => void) | null;
  /** A sentence for the sandbox bar, such as the sandbox's lifetime; null for none. */
  notice: string | null;
  /** What new visitors should know before their first click, in paragraphs; null where they know it. */
  greeting?: readonly string[] | null;
  /** The address of the log-out form; null if there is no log-in. */
  logOut: string | null;
}

/**
 * How a request finds its session: by a query parameter on a developer's machine, by a log-in with an admin token, by
 * a cookie on a demo host.
 */
export interface SessionStrategy {
  /**
   * The session of a request to a page, a form or the event stream, or the answer to give instead (a log-in, a
   * refusal). It may set cookies with `c.header("Set-Cookie", ..., { append: true })`.
   * @throws SandboxError if the request names a sandbox that does not exist
   */
  open: (c: Context) => DashboardSession | Response | Promise<DashboardSession | Response>;
  /** Adds the strategy's own routes below the dashboard's root, such as a log-in form. They come before the pages. */
  addRoutes?: (app: Hono) => void;
}

/** Whether a script of an open page asks: for a part of the page, or for its events. Without a session that is refused (401). */
export function isPartOfPage(url: string): boolean {
  const { pathname, searchParams } = new URL(url);
  return pathname.endsWith("/events") || searchParams.has("fragment");
}
