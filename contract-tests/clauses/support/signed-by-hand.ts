import {
  percentEncode,
  plaintextSignature,
  signatureBaseString,
  signHmacSha1,
} from "../../../src/oauth1/signature.js";
import type { Answer } from "../../target/answer.js";
import type { ClauseContext } from "../clause.js";
import { clockAheadS } from "./clock.js";

export type Params = [name: string, value: string][];

/** How a request is signed by hand. */
export interface Signing {
  /** Changes the parameters before they are signed. */
  params?: (params: Params) => Params;
  /** Changes the parameters after signing. */
  sent?: (params: Params) => Params;
  method?: string;
  plaintext?: true;
  /** Writes the header. */
  write?: (params: Params) => string;
}

export const written = (params: Params, comma = ", "): string =>
  `OAuth ${params.map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`).join(comma)}`;

/** Sends a GET, signed by hand as the first account. After a 429 or 503 it is signed again, because the nonce may be used up. */
export async function send(t: ClauseContext, path: string, signing: Signing = {}): Promise<Answer> {
  const now = Math.floor(Date.now() / 1000) + (await clockAheadS(t));
  return t.until("an answer at once", async () => {
    const headers = { authorization: signedByHand(t, path, signing, now) };
    const answer = await t.send({ method: "GET", path, headers, retry: false });
    return answer.status === 429 || answer.status === 503 ? null : answer;
  });
}

/** @param now the target's time, in seconds since 1970 */
function signedByHand(t: ClauseContext, path: string, signing: Signing, now: number): string {
  const { consumer_key, consumer_secret, token_key, token_secret } = t.target.credentials;
  const secrets = [consumer_secret, token_secret] as const;
  const all: Params = [
    ["oauth_consumer_key", consumer_key],
    ["oauth_token", token_key],
    ["oauth_signature_method", signing.plaintext ? "PLAINTEXT" : "HMAC-SHA1"],
    ["oauth_timestamp", String(now)],
    ["oauth_nonce", t.uuid()],
    ["oauth_version", "1.0"],
  ];
  const params = signing.params?.(all) ?? all;
  const [method, url] = [signing.method ?? "GET", t.target.url + path];
  const signature = signing.plaintext
    ? plaintextSignature(...secrets)
    : signHmacSha1(signatureBaseString({ method, url, oauthParams: params }), ...secrets);
  const signed: Params = [...params, ["oauth_signature", signature]];
  return (signing.write ?? written)(signing.sent?.(signed) ?? signed);
}

export const without =
  (...names: string[]) =>
  (params: Params): Params =>
    params.filter(([name]) => !names.includes(name));

export const withValue =
  (name: string, value: string) =>
  (params: Params): Params =>
    params.map((pair) => (pair[0] === name ? [name, value] : pair));

export const words = (name: string): string => name.replaceAll("-", " ");
