import type { MiddlewareHandler } from "hono";
import type { Config } from "../config.js";
import type { Env } from "../http/context.js";
import { foreignSite } from "../http/foreign-site.js";
import { type AdminGate, bearerToken } from "../http/admin-gate.js";
import { tooMany } from "../http/problem.js";
import { toResponse } from "../http/reply.js";

/** The paths that process supervisors request, without a token. */
const PROBES = ["/_emulator/health", "/_emulator/ready"];

/**
 * Protects the control plane. Web pages of other sites cannot use it (CSRF); `http/host-check.ts` refuses foreign host
 * names (DNS rebinding). With a `gate`, every request must carry the admin token. With `linked`, other sites may link to
 * it, but neither read nor embed it.
 */
export function guard(
  { publicUrl }: Pick<Config, "publicUrl">,
  { gate = null, linked = false }: { gate?: AdminGate | null; linked?: boolean } = {},
): MiddlewareHandler<Env> {
  return async (c, next) => {
    // A request of this process, already authorised.
    if ((c.env as Env["Bindings"] | undefined)?.confined) return next();
    const foreign = foreignSite(c.req.raw, { publicUrl, linked });
    if (foreign !== null) return c.json({ id: "forbidden", message: foreign, url: null }, 403);
    if (gate === null || PROBES.includes(c.req.path)) return next();
    const token = bearerToken(c.req.header("authorization"));
    const verdict = token === undefined ? { right: false } : gate.judge(token, c.req.raw.headers, c.env);
    if ("waitMs" in verdict)
      return toResponse(tooMany({ refused: "too many wrong admin tokens; wait", waitMs: verdict.waitMs }));
    if (!verdict.right) {
      const message = "send Authorization: Bearer with the token of --admin-token";
      return c.json({ id: "unauthorized", message, url: null }, 401, { "WWW-Authenticate": "Bearer" });
    }
    return next();
  };
}
