import { wallTime } from "../clock/clock.js";
import type { Account } from "../domain/records.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { SandboxTime } from "./sandbox-time.js";
import type { ProductRequest } from "./context.js";
import { type VerifyDeps, verifyRequest } from "./oauth-verify.js";
import { CHALLENGE, problem } from "./problem.js";
import type { Reply } from "./reply.js";
import { clientUrls } from "./request-url.js";

/** How requests are authenticated. */
export interface AuthOptions {
  /** `none` treats every request as one of the main sandbox's first account. */
  auth: "oauth" | "none";
  /** `sandbox`: timestamps may also be in the time of the sandbox's clock. */
  oauthClock?: "machine" | "sandbox";
  /** The URL that clients use if there is a proxy in front of the server. */
  publicUrl: string | null;
}

/** Finds the sandbox and the account of a request, or answers 401 with the reason. */
export function authenticator(
  registry: SandboxRegistry,
  { auth, oauthClock, publicUrl }: AuthOptions,
): (request: ProductRequest) => Reply | null {
  if (auth === "none") {
    return (request) => {
      request.account = request.sandbox.state.accounts()[0] ?? null;
      return null;
    };
  }
  const otherClock = oauthClock === "sandbox" ? new SandboxTime(registry) : null;
  const urlsOf = clientUrls(publicUrl);
  // The facts of one request; verification is synchronous.
  let found: { sandbox: Sandbox; account: Account } | undefined;
  /** Nothing of a request stays here: it may be the last one of its sandbox. */
  const takeFound = (): typeof found => {
    const taken = found;
    found = undefined;
    return taken;
  };
  const nonces: VerifyDeps["nonces"] = {
    use: (nonce, at) =>
      found !== undefined &&
      found.sandbox.nonces.use(nonce, at) &&
      (otherClock === null || otherClock.use(found.sandbox, nonce)),
    get notBefore() {
      return found?.sandbox.nonces.notBefore ?? null;
    },
  };
  const deps: VerifyDeps = {
    findConsumer(key) {
      found = registry.byConsumer(key);
      if (found === undefined) registry.expectNotLeft(key);
      return found && { secret: found.account.consumer_secret };
    },
    findToken(key) {
      const token = found?.sandbox.state.token(key);
      const owner = token && found?.sandbox.state.tables.accounts.get(token.account_id);
      return token && owner && { secret: token.token_secret, consumerKey: owner.consumer_key };
    },
    nonces,
    now: 0,
    ...(otherClock && { otherNow: (consumerKey) => otherClock.now(consumerKey) }),
  };
  return (request) => {
    deps.now = wallTime();
    const signed = {
      method: request.req.method,
      urls: urlsOf(request),
      authorization: request.header("authorization"),
      contentType: request.header("content-type"),
    };
    const verdict = verifyRequest(signed, deps);
    const signer = takeFound();
    if (!verdict.ok || !signer) {
      const message = verdict.ok ? "" : verdict.message;
      return problem({ id: "unauthorized", message, headers: { "www-authenticate": CHALLENGE } });
    }
    request.sandbox = signer.sandbox;
    request.account = signer.account;
    return null;
  };
}

/**
 * Finds the account of a request again after its body has come: a reset or a snapshot may have replaced the accounts meanwhile,
 * and nothing may be written for one that is gone.
 */
export function stillKnown(
  registry: SandboxRegistry,
  { auth }: Pick<AuthOptions, "auth">,
): (request: ProductRequest) => Reply | null {
  return (request) => {
    const { account, sandbox } = request;
    if (account === null) return null;
    if (auth === "none") {
      request.account = sandbox.state.accounts()[0] ?? null;
      return null;
    }
    const found = registry.byConsumer(account.consumer_key);
    if (found?.sandbox === sandbox) {
      request.account = found.account;
      return null;
    }
    registry.expectNotLeft(account.consumer_key);
    const message = "the account was removed while the request came; nothing was done";
    return problem({ id: "unauthorized", message, headers: { "www-authenticate": CHALLENGE } });
  };
}
