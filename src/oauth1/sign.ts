import { formatAuthorization } from "./header.js";
import { isPlain, plainBaseString } from "./plain-request.js";
import { percentEncode, plaintextSignature, signHmacSha1, signatureBaseString } from "./signature.js";

/** Credentials, with the field names of the ini file and the token endpoint (contract.md §3). */
export interface Credentials {
  consumer_key: string;
  consumer_secret: string;
  token_key: string;
  token_secret: string;
}

/** The methods that clients of the time used (contract.md §3). */
export type SignatureMethod = "HMAC-SHA1" | "PLAINTEXT";

/** One request to sign. */
export interface RequestToSign {
  method: string;
  /** Absolute, with its query, exactly as it is sent. */
  url: string;
  credentials: Credentials;
  signatureMethod: SignatureMethod;
  /** Seconds since 1970, a whole number. */
  timestamp: number;
  /** Never used before with this timestamp. */
  nonce: string;
}

/** The value of the Authorization header that signs a request; same parameters and order as python's oauthlib. */
export function authorizationHeader(request: RequestToSign): string {
  const { method, url, credentials, signatureMethod } = request;
  const params: [string, string][] = [
    ["oauth_nonce", request.nonce],
    ["oauth_timestamp", String(request.timestamp)],
    ["oauth_version", "1.0"],
    ["oauth_signature_method", signatureMethod],
    ["oauth_consumer_key", credentials.consumer_key],
    ["oauth_token", credentials.token_key],
  ];
  const secrets = [credentials.consumer_secret, credentials.token_secret] as const;
  const signature =
    signatureMethod === "PLAINTEXT"
      ? plaintextSignature(...secrets)
      : signHmacSha1(
          plainBase(request) ?? signatureBaseString({ method, url, oauthParams: params }),
          ...secrets,
        );
  return formatAuthorization({ params: [...params, ["oauth_signature", signature]] });
}

/** The base string of an ordinary request; null for another. */
function plainBase({ method, url, credentials, nonce, timestamp }: RequestToSign): string | null {
  const { consumer_key: consumerKey, token_key: token } = credentials;
  const signed = { consumerKey, token, nonce, timestamp: String(timestamp) };
  return Object.values(signed).every(isPlain)
    ? plainBaseString(method, url, { ...signed, hasVersion: true })
    : null;
}

/**
 * Makes PLAINTEXT headers for one client, from a time in seconds and a nonce. All but these two is written once.
 */
export function plaintextSigner(credentials: Credentials): (timestamp: number, nonce: string) => string {
  const [before, after] = authorizationHeader({
    ...{ method: "", url: "", credentials, signatureMethod: "PLAINTEXT", timestamp: 0, nonce: "" },
  }).split('oauth_nonce="", oauth_timestamp="0"') as [string, string];
  return (timestamp, nonce) =>
    `${before}oauth_nonce="${percentEncode(nonce)}", oauth_timestamp="${timestamp}"${after}`;
}

/** What signing needs from outside. */
export interface SigningOptions {
  fetch: (input: string, init?: RequestInit) => Promise<Response>;
  /** Real time in milliseconds since 1970, which servers compare with their own. */
  now: () => number;
  /** Returns a new nonce at each call. */
  nonce: () => string;
  /** HMAC-SHA1 by default. */
  signatureMethod?: SignatureMethod;
  /** Maps the sent URL to the URL to sign, for a server with a different public URL. */
  signUrl?: (url: string) => string;
}

/**
 * A fetch that signs. The URL is normalised first, as fetch would do, so that the signed URL is the sent one.
 * Redirects are returned to the caller unless `init.redirect` is set, because a signature is valid for one URL.
 * Bodies are not signed (JSON).
 */
export function signedFetch(
  credentials: Credentials,
  options: SigningOptions,
): (input: string, init?: RequestInit) => Promise<Response> {
  const { fetch, now, nonce, signatureMethod = "HMAC-SHA1", signUrl = (url: string) => url } = options;
  return async (input, init = {}) => {
    const url = new URL(input).href;
    const headers = new Headers(init.headers);
    headers.set(
      "authorization",
      authorizationHeader({
        method: init.method ?? "GET",
        url: signUrl(url),
        credentials,
        signatureMethod,
        timestamp: Math.floor(now() / 1000),
        nonce: nonce(),
      }),
    );
    return fetch(url, { redirect: "manual", ...init, headers });
  };
}
