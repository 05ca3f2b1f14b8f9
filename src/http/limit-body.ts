import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Operation } from "../spec/operation-table.js";
import type { Env } from "./context.js";
import { problem, ssoProblem } from "./problem.js";

/** The largest body of an operation that declares none. */
const DEFAULT_MAX_BYTES = 1024 * 1024;

/** Refuses a body over the operation's limit with 413, before it is read whole. */
export function limitBody({ body, tag }: Operation): MiddlewareHandler<Env> {
  const maxSize = body?.maxBytes ?? DEFAULT_MAX_BYTES;
  const message = `body: larger than ${maxSize} bytes; accepted: at most ${maxSize} bytes`;
  return bodyLimit({
    maxSize,
    onError: (c) =>
      tag === "tokens"
        ? ssoProblem(c, { status: 400, code: "INVALID_DATA", message, extra: {} })
        : problem(c, { id: "payload-too-large", message }),
  });
}
