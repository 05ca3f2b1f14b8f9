import type { MiddlewareHandler } from "hono";
import { wallTime } from "../clock/clock.js";
import type { Account } from "../domain/records.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Operation } from "../spec/operation-table.js";
import type { Env } from "./context.js";
import { verifyRequest } from "./oauth-verify.js";
import { CHALLENGE, problem } from "./problem.js";
import { clientUrls } from "./request-url.js";

/** How requests are authenticated. */
export interface AuthOptions {
  /** `none` takes every request for one of the main sandbox's first account. */
  auth: "oauth" | "none";
  /** The address that clients use, where a proxy stands before the server. */
  publicUrl: string | null;
}

/** Finds sandbox and account from the OAuth signature, or answers 401 with the reason. */
export function authenticate(
  { security }: Operation,
  registry: SandboxRegistry,
  { auth, publicUrl }: AuthOptions,
): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (security === "none" || auth === "none") {
      // One that was found from the request already stays.
      const sandbox = (c.var as Partial<typeof c.var>).sandbox ?? registry.main;
      c.set("sandbox", sandbox);
      const account = sandbox.state.accounts()[0];
      if (account) c.set("account", account);
      return next();
    }
    let found: { sandbox: Sandbox; account: Account } | undefined;
    const verdict = verifyRequest(
      {
        method: c.req.method,
        urls: clientUrls(c, publicUrl),
        authorization: c.req.header("authorization"),
        contentType: c.req.header("content-type"),
      },
      {
        findConsumer(key) {
          found = registry.byConsumer(key);
          return found && { secret: found.account.consumer_secret };
        },
        findToken(key) {
          const token = found?.sandbox.state.token(key);
          const owner = token && found?.sandbox.state.tables.accounts.get(token.account_id);
          return token && owner && { secret: token.token_secret, consumerKey: owner.consumer_key };
        },
        nonces: { use: (nonce, at) => found?.sandbox.nonces.use(nonce, at) ?? false },
        now: wallTime(),
      },
    );
    if (!verdict.ok || !found) {
      const message = verdict.ok ? "" : verdict.message;
      return problem(c, {
        id: "unauthorized",
        message,
        headers: { "WWW-Authenticate": CHALLENGE },
      });
    }
    c.set("sandbox", found.sandbox);
    c.set("account", found.account);
    return next();
  };
}
