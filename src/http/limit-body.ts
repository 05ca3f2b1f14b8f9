import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Operation } from "../spec/operation-table.js";
import type { Env } from "./context.js";
import { problem, ssoProblem } from "./problem.js";

/** The largest body of an operation that declares none. */
const DEFAULT_MAX_BYTES = 1024 * 1024;

/** Refuses a body over the operation's limit, or over `most` bytes, with 413, before it is read whole. */
export function limitBody({ body, tag }: Operation, most = Infinity): MiddlewareHandler<Env> {
  const maxSize = Math.min(body?.maxBytes ?? DEFAULT_MAX_BYTES, most);
  const message = `body: larger than ${maxSize} bytes; accepted: at most ${maxSize} bytes`;
  const refuse = (c: Context<Env>): Response =>
    tag === "tokens"
      ? ssoProblem(c, { status: 400, code: "INVALID_DATA", message, extra: {} })
      : problem(c, { id: "payload-too-large", message });
  const limitUntold = bodyLimit({ maxSize, onError: refuse });
  return async (c, next) => {
    const told = c.req.header("transfer-encoding") === undefined ? c.req.header("content-length") : undefined;
    // The usual case first: the stream of a body need not be made to see that there is one.
    if (told === undefined) return limitUntold(c, next);
    return Number.parseInt(told, 10) > maxSize ? refuse(c) : next();
  };
}
