import { parseAuthorization, type OAuthHeader } from "../oauth1/header.js";
import { plainBaseString, readPlainHeader } from "../oauth1/plain-request.js";
import {
  plaintextSignature,
  readSignedUrl,
  signatureBaseString,
  type SignedUrl,
  signHmacSha1,
} from "../oauth1/signature.js";
import { TIMESTAMP_WINDOW_S, type NonceStore } from "../sandbox/nonce-store.js";
import { sameText } from "../text/same-text.js";
import { diagnoseHmac, diagnosePlaintext } from "./oauth-diagnosis.js";

/** The parts of a request that its signature covers. */
export interface SignedRequest {
  method: string;
  /**
   * The absolute URLs that the client may have used, with the raw path and query as they came: the public URL's form
   * first, then that of the Host header. A signature over any of them is accepted.
   */
  urls: readonly string[];
  authorization: string | undefined;
  /** Content-Type; only for the message to a client that sent OAuth parameters in a form. */
  contentType?: string | undefined;
  /** URLs that are not accepted but help to say what a client signed instead, such as that of X-Forwarded-Host. */
  hintUrls?: readonly string[];
}

/** What verification depends on. */
export interface VerifyDeps {
  findConsumer(consumerKey: string): { secret: string } | undefined;
  findToken(tokenKey: string): { secret: string; consumerKey: string } | undefined;
  nonces: Pick<NonceStore, "use" | "notBefore">;
  /** Wall time in milliseconds since 1970 (A-04). */
  now: number;
  /** Another time by which timestamps of this consumer's requests may be, in milliseconds since 1970; null if none. */
  otherNow?: (consumerKey: string) => number | null;
}

/** The outcome. A refusal's message says what was received and what to do, and holds no secret. */
export type Verification =
  { ok: true; consumerKey: string; tokenKey: string } | { ok: false; message: string };

const METHODS = ["HMAC-SHA1", "PLAINTEXT"] as const;
const HOW = "sign requests with OAuth 1.0a, credentials are in conf.ini";
const IN_HEADER = "send OAuth parameters in the Authorization header";

/** Replaces an unknown secret, so that an unknown key takes the same time as a wrong secret. */
const NO_SECRET = "0".repeat(32);

/** Verifies a request's OAuth 1.0a signature (contract.md §3; A-04). */
export function verifyRequest(request: SignedRequest, deps: VerifyDeps): Verification {
  return verifyPlain(request, deps) ?? verifyAny(request, deps);
}

/** Accepts a good ordinary request; null for all others, good and bad. */
function verifyPlain({ method, urls, authorization }: SignedRequest, deps: VerifyDeps): Verification | null {
  const header = authorization === undefined ? null : readPlainHeader(authorization);
  if (header === null) return null;
  const { consumerKey, token: tokenKey, nonce, signature } = header;
  const timestamp = Number(header.timestamp);
  const now = Math.floor(deps.now / 1000);
  if (Math.abs(timestamp - now) > TIMESTAMP_WINDOW_S) return null;
  const consumer = deps.findConsumer(consumerKey);
  const token = deps.findToken(tokenKey);
  // Signed also where a key is unknown: it must not show in the time taken.
  const secrets = [consumer?.secret ?? NO_SECRET, token?.secret ?? NO_SECRET] as const;
  const fits = (url: string): boolean => {
    const base = plainBaseString(method, url, header);
    if (header.isPlaintext) return base !== null && sameText(plaintextSignature(...secrets), signature);
    return base !== null && sameSignature(signHmacSha1(base, ...secrets), signature);
  };
  if (!urls.some(fits) || !consumer || token?.consumerKey !== consumerKey) return null;
  // Which nonces count is known once the token was found.
  if (isEarly(timestamp, deps)) return null;
  if (!deps.nonces.use({ consumerKey, tokenKey, timestamp, nonce }, now)) return null;
  return { ok: true, consumerKey, tokenKey };
}

/** Compares texts of a length that everybody knows, in a time that tells nothing else. */
function sameSignature(expected: string, got: string): boolean {
  if (expected.length !== got.length) return false;
  let difference = 0;
  for (let at = 0; at < expected.length; at++) difference |= expected.charCodeAt(at) ^ got.charCodeAt(at);
  return difference === 0;
}

/** Verifies whatever comes, and says what is wrong with it. */
function verifyAny(request: SignedRequest, deps: VerifyDeps): Verification {
  const urls = request.urls.flatMap(readUrl);
  if (urls.length === 0) return refuse("the request's URL cannot be determined: send a valid Host header");
  const misplaced = [...new Set(urls[0]!.query.map(([name]) => name))].filter((name) =>
    name.startsWith("oauth_"),
  );
  if (misplaced.length > 0) return refuse(`${quoted(misplaced)} in the query string: ${IN_HEADER}`);
  if (request.authorization === undefined) return refuse(withoutHeader(request));
  const header = parseAuthorization(request.authorization);
  if ("problem" in header) return refuse(malformed(request.authorization, header.problem));
  const problem = parameterProblem(header.params) ?? timeProblem(header.params, deps);
  return problem === undefined ? verifySignature(request, urls, header, deps) : refuse(problem);
}

function verifySignature(
  request: SignedRequest,
  urls: readonly ReadUrl[],
  { realm, params }: OAuthHeader,
  deps: VerifyDeps,
): Verification {
  const [consumerKey, tokenKey] = [params.get("oauth_consumer_key")!, params.get("oauth_token")!];
  const consumer = deps.findConsumer(consumerKey);
  const token = deps.findToken(tokenKey);
  const secrets = [consumer?.secret ?? NO_SECRET, token?.secret ?? NO_SECRET] as const;
  const signature = params.get("oauth_signature")!;
  const isHmac = params.get("oauth_signature_method") === "HMAC-SHA1";
  const fits = (expected: string): boolean => sameText(expected, signature);
  const expected = isHmac
    ? urls.map((url) =>
        signHmacSha1(signatureBaseString({ method: request.method, url, oauthParams: params }), ...secrets),
      )
    : [plaintextSignature(...secrets)];
  const genuine = expected.some(fits);
  // Computed even for an unknown key, so that the time taken reveals nothing.
  const { method, hintUrls = [], contentType } = request;
  const diagnosis = genuine
    ? ""
    : isHmac
      ? diagnoseHmac({
          method,
          urls: urls.map(({ url }) => url),
          hintUrls,
          contentType,
          params,
          realm,
          secrets,
          fits,
        })
      : diagnosePlaintext({ secrets, fits });
  if (!consumer) return refuse(`unknown consumer_key ${quote(consumerKey)}: ${HOW}`);
  if (!token) return refuse(`unknown token_key ${quote(tokenKey)}: ${HOW}`);
  if (token.consumerKey !== consumerKey) {
    return refuse(
      `token_key ${quote(tokenKey)} does not belong to consumer_key ${quote(consumerKey)}: ${HOW}`,
    );
  }
  if (!genuine) return refuse(diagnosis);
  const early = earlyProblem(params, deps);
  if (early !== undefined) return refuse(early);
  return isFresh(params, deps) ? { ok: true, consumerKey, tokenKey } : refuse(reused(params));
}

/** An earlier run that was killed may have executed a request that was signed before the start that followed it. */
const isEarly = (timestamp: number, { nonces, now }: VerifyDeps): boolean =>
  nonces.notBefore !== null && timestamp < nonces.notBefore && isNear(timestamp, now);

/** Whether a timestamp is within the window around a time in milliseconds. */
const isNear = (timestamp: number, now: number): boolean =>
  Math.abs(timestamp - Math.floor(now / 1000)) <= TIMESTAMP_WINDOW_S;

function earlyProblem(params: OAuthHeader["params"], deps: VerifyDeps): string | undefined {
  const sent = params.get("oauth_timestamp");
  if (sent === undefined || !isEarly(Number(sent), deps)) return undefined;
  return (
    `oauth_timestamp ${sent} is before a start of the server, and the nonces used before it are unknown, ` +
    "because the run before it did not end cleanly: sign the request again"
  );
}

/** Records the nonce of a verified request; without one (PLAINTEXT) there is nothing to record. */
function isFresh(params: OAuthHeader["params"], { nonces, now }: VerifyDeps): boolean {
  const nonce = params.get("oauth_nonce");
  if (nonce === undefined) return true;
  const sent = params.get("oauth_timestamp");
  const timestamp = sent === undefined ? undefined : Number(sent);
  const [consumerKey, tokenKey] = [params.get("oauth_consumer_key")!, params.get("oauth_token")!];
  return nonces.use({ consumerKey, tokenKey, timestamp, nonce }, Math.floor(now / 1000));
}

function reused(params: OAuthHeader["params"]): string {
  const when = params.has("oauth_timestamp") ? ` with oauth_timestamp ${params.get("oauth_timestamp")!}` : "";
  const what = `oauth_nonce ${quote(params.get("oauth_nonce")!)} was used before${when}`;
  return `${what}: each request needs a new nonce; sign a retry again`;
}

/** Missing parameters, method and version. */
function parameterProblem(params: OAuthHeader["params"]): string | undefined {
  const method = params.get("oauth_signature_method");
  if (method && !METHODS.some((known) => known === method)) {
    return `oauth_signature_method ${quote(method)} is not supported: use ${METHODS.join(" or ")}`;
  }
  const always = ["oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_signature"];
  const once = ["oauth_timestamp", "oauth_nonce"].filter(
    (name) => method !== "PLAINTEXT" || params.has(name),
  );
  const missing = [...always, ...once].filter((name) => !params.get(name));
  if (missing.length > 0) return `the Authorization header lacks a value for ${missing.join(", ")}: ${HOW}`;
  const version = params.get("oauth_version");
  if (version !== undefined && version !== "1.0")
    return `oauth_version ${quote(version)}: it must be "1.0" or absent`;
  return undefined;
}

function timeProblem(
  params: OAuthHeader["params"],
  { now, otherNow }: Pick<VerifyDeps, "now" | "otherNow">,
): string | undefined {
  const sent = params.get("oauth_timestamp");
  if (sent === undefined) return undefined;
  if (!/^[1-9][0-9]{0,14}$/.test(sent)) {
    return `oauth_timestamp ${quote(sent)} is not a positive whole number of seconds since 1970`;
  }
  const off = Number(sent) - Math.floor(now / 1000);
  if (isNear(Number(sent), now)) return undefined;
  const other = otherNow?.(params.get("oauth_consumer_key") ?? "") ?? null;
  if (other !== null && isNear(Number(sent), other)) return undefined;
  const isMillis = Math.abs(Number(sent) - now) <= TIMESTAMP_WINDOW_S * 1000;
  const advice = isMillis ? "these are milliseconds, send seconds" : "set the client's clock";
  const side = off > 0 ? "ahead of" : "behind";
  const also = other === null ? "" : ` (and the sandbox's clock says ${Math.floor(other / 1000)})`;
  return `oauth_timestamp ${sent} is ${Math.abs(off)} s ${side} the server's clock${also}, ${TIMESTAMP_WINDOW_S} s are allowed: ${advice}`;
}

function withoutHeader({ contentType }: SignedRequest): string {
  const isForm = contentType?.toLowerCase().startsWith("application/x-www-form-urlencoded") ?? false;
  return `no Authorization header; ${isForm ? `a form body is not read for it: ${IN_HEADER}; ` : ""}${HOW}`;
}

/** A header of another scheme, or a malformed one. Shows only the scheme: the rest may be a secret. */
function malformed(authorization: string, problem: string): string {
  if (/^\s*oauth(?:[ \t]|$)/i.test(authorization))
    return `the Authorization header cannot be read: ${problem}`;
  const scheme = /^\s*([a-z][a-z0-9-]{0,19})[ \t]+\S/i.exec(authorization)?.[1] ?? "of no known scheme";
  return `the Authorization header is ${scheme}, not OAuth: ${HOW}`;
}

function refuse(message: string): Verification {
  return { ok: false, message };
}

/** A URL as received and as signatures use it. */
interface ReadUrl extends SignedUrl {
  url: string;
}

/** The URL, if a signature can be computed over it. */
function readUrl(url: string): ReadUrl[] {
  try {
    return [{ url, ...readSignedUrl(url) }];
  } catch {
    return [];
  }
}

/** What a client sent, fit for a message: short and printable. */
function quote(text: string): string {
  const short = text.length > 100 ? `${text.slice(0, 100)}...` : text;
  return `'${short.replace(/[^ -~]/g, "?")}'`;
}

function quoted(names: readonly string[]): string {
  return names
    .slice(0, 10)
    .map((name) => name.slice(0, 40).replace(/[^ -~]/g, "?"))
    .join(", ");
}
