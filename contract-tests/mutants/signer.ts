import { parseAuthorization } from "../../src/oauth1/header.js";
import { authorizationHeader, type Credentials, type SignatureMethod } from "../../src/oauth1/sign.js";
import { plaintextSignature, signatureBaseString, signHmacSha1 } from "../../src/oauth1/signature.js";
import type { World } from "./mutant.js";

/** The signed parts of a request, and its header. */
export interface Signed {
  method: string;
  /** Absolute, with the query, as received. */
  url: string;
  authorization: string | null;
}

/** Changes of the signed parts. */
export interface Resign {
  method?: string;
  url?: string;
  credentials?: Credentials;
  /** Uses a new nonce and the current time; otherwise both stay. */
  fresh?: boolean;
}

/** Reads and creates signatures of the known accounts. */
export class Signer {
  constructor(private readonly world: Pick<World, "accounts" | "now" | "nonce">) {}

  /** The account that the request names; undefined if unknown. */
  accountOf(request: Signed): Credentials | undefined {
    const key = this.#params(request)?.get("oauth_token");
    return this.world.accounts.find(({ token_key }) => token_key === key);
  }

  /** Whether a known account has signed this URL and method. */
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

  /** The header for the changed request, even if the original was not genuine. Null if it names no known account. */
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
