import type { MiddlewareHandler } from "hono";
import type { Config } from "../config.js";
import type { Env } from "../http/context.js";
import { foreignSite } from "../http/foreign-site.js";
import { sameText } from "../text/same-text.js";

/** What a process supervisor asks, without secrets. */
const PROBES = ["/_emulator/health", "/_emulator/ready"];

/**
 * Keeps strangers off the control plane. A web page of another site cannot use it (CSRF); one that makes its own name
 * lead here is refused before (`http/host-check.ts`). With an admin token, every request must bear it. Where it may be
 * `linked` to, a page of another site can lead a visitor there, but neither read nor embed what it leads to.
 */
export function guard(
  { publicUrl, adminToken }: Pick<Config, "publicUrl" | "adminToken">,
  { linked = false } = {},
): MiddlewareHandler<Env> {
  return async (c, next) => {
    // Of this process, and let in already.
    if ((c.env as Env["Bindings"] | undefined)?.confined) return next();
    const foreign = foreignSite(c.req.raw, { publicUrl, linked });
    if (foreign !== null) return c.json({ id: "forbidden", message: foreign, url: null }, 403);
    const isOpen = adminToken === null || PROBES.includes(c.req.path);
    if (!isOpen && !sameText(c.req.header("authorization") ?? "", `Bearer ${adminToken}`)) {
      const message = "send Authorization: Bearer with the token of --admin-token";
      return c.json({ id: "unauthorized", message, url: null }, 401, { "WWW-Authenticate": "Bearer" });
    }
    return next();
  };
}
