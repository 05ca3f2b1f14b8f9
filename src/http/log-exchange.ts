import type { MiddlewareHandler } from "hono";
import type { Logger } from "../log.js";
import type { Env } from "./context.js";

/** One line for each request: `debug` where it went well, `info` for a refusal, `error` for the emulator's own faults. */
export function logExchange(log: Logger): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    const { status } = c.res;
    const facts = { requestId: c.get("requestId"), method: c.req.method, path: c.req.path, status };
    if (status < 400) {
      log.debug(facts, "request");
      return;
    }
    const body = (await c.res
      .clone()
      .json()
      .catch(() => ({}))) as { message?: string };
    log[status < 500 ? "info" : "error"]({ ...facts, reason: body.message }, "request refused");
  };
}
