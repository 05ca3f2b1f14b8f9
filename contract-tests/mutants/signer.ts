import { parseAuthorization } from "../../src/oauth1/header.js";
import { authorizationHeader, type Credentials, type SignatureMethod } from "../../src/oauth1/sign.js";
import { plaintextSignature, signatureBaseString, signHmacSha1 } from "../../src/oauth1/signature.js";
import type { World } from "./mutant.js";

/** What of a request its signature covers, and the header. */
export interface Signed {
  method: string;
  /** Absolute, with its query, as it came. */
  url: string;
  authorization: string | null;
}

/** What is signed otherwise. */
export interface Resign {
  method?: string;
  url?: string;
  credentials?: Credentials;
  /** Takes a new nonce and the time of now; else both stay. */
  fresh?: boolean;
}

/** Reads and makes signatures of the accounts that are known. */
export class Signer {
  constructor(private readonly world: Pick<World, "accounts" | "now" | "nonce">) {}

  /** The account that the request names; undefined where it names none that is known. */
  accountOf(request: Signed): Credentials | undefined {
    const key = this.#params(request)?.get("oauth_token");
    return this.world.accounts.find(({ token_key }) => token_key === key);
  }

  /** Whether the request is signed by an account that is known, over the URL and method given. */
  isGenuine(request: Signed): boolean {
    const params = this.#params(request);
    const account = this.accountOf(request);
    if (params === null || account === undefined) return false;
    if (account.consumer_key !== params.get("oauth_consumer_key")) return false;
    const secrets = [account.consumer_secret, account.token_secret] as const;
    const { method, url } = request;
    const right =
      params.get("oauth_signature_method") === "PLAINTEXT"
        ? plaintextSignature(...secrets)
        : signHmacSha1(signatureBaseString({ method, url, oauthParams: params }), ...secrets);
    return params.get("oauth_signature") === right;
  }

  /** The header for the request as it is changed, whether or not it was genuine. Null where it names no known account. */
  header(request: Signed, change: Resign = {}): string | null {
    const params = this.#params(request);
    const credentials = change.credentials ?? this.accountOf(request);
    if (credentials === undefined) return null;
    const fresh = change.fresh === true || params?.get("oauth_nonce") === undefined;
    return authorizationHeader({
      method: change.method ?? request.method,
      url: change.url ?? request.url,
      credentials,
      signatureMethod: (params?.get("oauth_signature_method") ?? "HMAC-SHA1") as SignatureMethod,
      nonce: fresh ? this.world.nonce() : params.get("oauth_nonce")!,
      timestamp: fresh ? this.world.now() : Number(params.get("oauth_timestamp")),
    });
  }

  #params({ authorization }: Signed): ReadonlyMap<string, string> | null {
    if (authorization === null) return null;
    const header = parseAuthorization(authorization);
    return "problem" in header ? null : header.params;
  }
}
