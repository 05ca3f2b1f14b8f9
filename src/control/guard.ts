import type { MiddlewareHandler } from "hono";
import type { Config } from "../config.js";
import type { Env } from "../http/context.js";
import { foreignSite } from "../http/foreign-site.js";
import { sameText } from "../text/same-text.js";

/** The paths that process supervisors request, without a token. */
const PROBES = ["/_emulator/health", "/_emulator/ready"];

/**
 * Protects the control plane. Web pages of other sites cannot use it (CSRF); `http/host-check.ts` refuses foreign host
 * names (DNS rebinding). If an admin token is set, every request must carry it. With `linked`, other sites may link to
 * it, but neither read nor embed it.
 */
export function guard(
  { publicUrl, adminToken }: Pick<Config, "publicUrl" | "adminToken">,
  { linked = false } = {},
): MiddlewareHandler<Env> {
  return async (c, next) => {
    // A request of this process, already authorised.
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
