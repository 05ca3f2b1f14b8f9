import type { MiddlewareHandler } from "hono";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Operation } from "../spec/operation-table.js";
import type { Env } from "./context.js";
import { ssoProblem } from "./problem.js";

/** What an emulator adds to the steps of a request where its clients are strangers to each other. */
export interface Strangers {
  /** Lets an authenticated request go ahead, or answers in its stead. */
  admit: MiddlewareHandler<Env>;
  /** The sandbox that an account is in: there is none that is everybody's. */
  sandboxOfEmail: (email: string) => Sandbox | null;
  /** Most bytes of a body. */
  maxBodyBytes: number;
}

/**
 * The sandbox of a request that nobody signs: it is that of the account in its body. Who names none that there is gets
 * the same answer as who gives a wrong password. Reads the body: its size must have been limited before.
 */
export function sandboxByEmail({ security }: Operation, strangers: Strangers): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (security !== "none") return next();
    const body = (await c.req.json<unknown>().catch(() => null)) as { email?: unknown } | null;
    const sandbox = typeof body?.email === "string" ? strangers.sandboxOfEmail(body.email) : null;
    if (sandbox === null) {
      const message = "Provided email/password is not correct.";
      return ssoProblem(c, { status: 401, code: "INVALID_CREDENTIALS", message, extra: {} });
    }
    c.set("sandbox", sandbox);
    return next();
  };
}
