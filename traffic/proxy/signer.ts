import { verifyRequest } from "../../src/http/oauth-verify.js";
import { parseAuthorization } from "../../src/oauth1/header.js";
import { authorizationHeader, type Credentials, type SignatureMethod } from "../../src/oauth1/sign.js";
import { NonceStore } from "../../src/sandbox/nonce-store.js";

/** An account of the target, and the credentials with which clients sign for it. */
export interface ProxyAccount {
  /** Its name in recordings and reports. */
  name: string;
  /** What clients of the proxy sign with. */
  client: Credentials;
  /** What the target knows. */
  target: Credentials;
}

/** A request that a client signed for the proxy. */
export interface SignedForProxy {
  method: string;
  authorization: string | undefined;
  /** The URLs that the client may have signed. */
  urls: readonly string[];
  /** The URL at the target. */
  targetUrl: string;
  /** The body of a form, whose fields a client signs as it does those of the query; undefined for any other body. */
  form: string | undefined;
}

/** What goes on to the target. */
export type Signing =
  /** Signed again. */
  | { authorization: string; account: string }
  /** As it came: unsigned, or with a signature that the proxy does not know or that is wrong, for the target to refuse. */
  | { authorization: null; account: null; why: string | null };

/** What signing needs from outside. */
export interface SignerDeps {
  /** Milliseconds since 1970. */
  now: () => number;
  nonce: () => string;
}

/**
 * Verifies what clients signed for the proxy's URL and signs it again for the target's. What cannot be verified goes on as
 * it came, so that the target refuses it in its own way: the proxy never signs for somebody who did not.
 */
export class Signer {
  readonly #nonces = new NonceStore();

  constructor(
    private readonly accounts: readonly ProxyAccount[],
    private readonly deps: SignerDeps,
  ) {}

  /** The signature for the target. */
  sign({ method, authorization, urls, targetUrl, form }: SignedForProxy): Signing {
    if (authorization === undefined) return { authorization: null, account: null, why: null };
    const with_ = (url: string): string => withForm(url, form);
    const verified = verifyRequest(
      { method, authorization, urls: urls.map(with_) },
      {
        ...{ findConsumer: this.#consumer, findToken: this.#token },
        ...{ nonces: this.#nonces, now: this.deps.now() },
      },
    );
    if (!verified.ok) return { authorization: null, account: null, why: verified.message };
    const { consumerKey, tokenKey } = verified;
    const account = this.accounts.find(
      ({ client }) => client.consumer_key === consumerKey && client.token_key === tokenKey,
    )!;
    const again = authorizationHeader({
      ...{ method, url: with_(targetUrl), credentials: account.target },
      signatureMethod: methodOf(authorization),
      timestamp: Math.floor(this.deps.now() / 1000),
      nonce: this.deps.nonce(),
    });
    return { authorization: again, account: account.name };
  }

  readonly #consumer = (key: string): { secret: string } | undefined => {
    const found = this.accounts.find(({ client }) => client.consumer_key === key);
    return found && { secret: found.client.consumer_secret };
  };

  readonly #token = (key: string): { secret: string; consumerKey: string } | undefined => {
    const found = this.accounts.find(({ client }) => client.token_key === key);
    return found && { secret: found.client.token_secret, consumerKey: found.client.consumer_key };
  };
}

/** The name of the account whose keys a header names, without a look at its signature; null if it names none. */
export function namedAccount(
  authorization: string | undefined,
  accounts: readonly ProxyAccount[],
): string | null {
  if (authorization === undefined) return null;
  const header = parseAuthorization(authorization);
  if ("problem" in header) return null;
  const key = header.params.get("oauth_token");
  return accounts.find(({ target }) => target.token_key === key)?.name ?? null;
}

/** The client's own method, so that the target sees what the client does. */
function methodOf(authorization: string): SignatureMethod {
  const header = parseAuthorization(authorization);
  const method = "problem" in header ? undefined : header.params.get("oauth_signature_method");
  return method === "PLAINTEXT" ? "PLAINTEXT" : "HMAC-SHA1";
}

/**
 * A form's fields are signed as those of the query are, all in one order (RFC 5849, section 3.4.1.3), so that the signature
 * over a form is that of a URL with its fields.
 */
function withForm(url: string, form: string | undefined): string {
  if (form === undefined || form === "") return url;
  return `${url}${url.includes("?") ? "&" : "?"}${form}`;
}
