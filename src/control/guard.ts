import type { MiddlewareHandler } from "hono";
import type { Config } from "../config.js";
import type { Env } from "../http/context.js";
import { isLoopback } from "../text/loopback.js";
import { sameText } from "../text/same-text.js";

/** What a process supervisor asks, without secrets. */
const PROBES = ["/_emulator/health", "/_emulator/ready"];

/**
 * Keeps strangers off the control plane. A web page cannot use it: a request with a foreign Origin (CSRF) or, on
 * loopback, for a foreign Host (DNS rebinding) is refused. With an admin token, every request must bear it. Where it
 * may be `linked` to, a page of another site can lead a visitor there, but neither read nor embed what it leads to.
 */
export function guard(
  config: Pick<Config, "host" | "publicUrl" | "adminToken">,
  { linked = false } = {},
): MiddlewareHandler<Env> {
  const publicHost = config.publicUrl === null ? null : new URL(config.publicUrl).host;
  return async (c, next) => {
    // Of this process, and let in already.
    if ((c.env as Env["Bindings"] | undefined)?.confined) return next();
    const host = c.req.header("host") ?? new URL(c.req.url).host;
    const known = host === publicHost || !isLoopback(config.host) || isLoopback(host.replace(/:\d+$/, ""));
    if (!known) {
      const message = `Host: got ${host}; accepted: a loopback name, so that no web page can reach the control plane`;
      return c.json({ id: "forbidden", message, url: null }, 403);
    }
    const origin = c.req.header("origin");
    const site = c.req.header("sec-fetch-site");
    const foreign = origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
    const followed =
      linked &&
      c.req.method === "GET" &&
      c.req.header("sec-fetch-mode") === "navigate" &&
      c.req.header("sec-fetch-dest") === "document";
    if (foreign || (site !== undefined && !followed && !["same-origin", "none"].includes(site))) {
      const message = `Origin: got ${origin ?? `a ${site ?? ""} request`}; the control plane takes no requests of other sites`;
      return c.json({ id: "forbidden", message, url: null }, 403);
    }
    const open = PROBES.includes(c.req.path);
    if (
      !open &&
      config.adminToken !== null &&
      !sameText(c.req.header("authorization") ?? "", `Bearer ${config.adminToken}`)
    ) {
      const message = "send Authorization: Bearer with the token of --admin-token";
      return c.json({ id: "unauthorized", message, url: null }, 401, { "WWW-Authenticate": "Bearer" });
    }
    return next();
  };
}
