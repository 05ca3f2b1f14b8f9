import { parseAuthorization } from "../../src/oauth1/header.js";
import { HIDDEN, isSecretHeader, tokenKeyIn } from "../../src/http/secrets.js";
import { isSecretName } from "../../src/text/secret-name.js";
import { headerOf, type HeaderPair } from "../exchange.js";
import { percentDecoded } from "../../src/text/percent-decoded.js";

/** Whether a field or a parameter of this name holds a consumer key. */
export const isConsumerKey = (name: string): boolean => /^(?:oauth_)?consumer_?key$/i.test(name);

/**
 * The secrets in the head of a request that are good for more than this request: tokens, consumer keys, PLAINTEXT
 * signatures, user and password. A signature by HMAC-SHA1 is good for nothing else.
 */
export function lastingSecretsOf({
  path,
  headers,
}: {
  path: string;
  headers: readonly HeaderPair[];
}): string[] {
  const at = path.indexOf("?");
  const key = tokenKeyIn(path);
  return [
    ...(key === null ? [] : [key, percentDecoded(key)]),
    ...(at < 0 ? [] : lastingIn([...new URLSearchParams(path.slice(at))])),
    ...["authorization", "proxy-authorization"].flatMap((name) => {
      const value = headerOf(headers, name);
      return value === undefined ? [] : inAuthorization(value);
    }),
    ...inOtherHeaders(headers),
    ...cookiesIn(headers),
  ];
}

/** Keys and tokens in other headers. */
const inOtherHeaders = (headers: readonly HeaderPair[]): string[] =>
  headers.flatMap(([name, value]) => (isSecretHeader(name) && !isCookie(name) ? [value] : []));

/** The values of cookies, which a request sends and an answer sets, without what they are set for. */
export const cookiesIn = (headers: readonly HeaderPair[]): string[] =>
  headers.flatMap(([name, value]) => {
    if (!isCookie(name)) return [];
    const pairs = value.split(";").slice(0, /^set-/i.test(name) ? 1 : undefined);
    return pairs.map((pair) => pair.slice(pair.indexOf("=") + 1).trim());
  });

const isCookie = (name: string): boolean => /^(set-)?cookie2?$/i.test(name);

function inAuthorization(authorization: string): string[] {
  const read = parseAuthorization(authorization);
  if ("params" in read) return lastingIn([...read.params]);
  const [, scheme, value] = /^(\S+)\s+(.*)$/s.exec(authorization.trim()) ?? [];
  if (value === undefined) return [];
  if (scheme!.toLowerCase() !== "basic") return [value];
  const pair = Buffer.from(value, "base64").toString("utf8");
  return [value, pair, pair.slice(pair.indexOf(":") + 1)];
}

/** The lasting secrets among parameters, which a header, a query or a form may hold. */
export function lastingIn(parameters: readonly [name: string, value: string][]): string[] {
  const isPlain = parameters.some(
    ([name, value]) => name === "oauth_signature_method" && value.toUpperCase() === "PLAINTEXT",
  );
  return parameters.flatMap(([name, value]) => {
    if (name === "oauth_signature") return isPlain ? [value, ...value.split("&").map(percentDecoded)] : [];
    return isSecretName(name) || isConsumerKey(name) ? [value] : [];
  });
}

/** `Authorization` without its consumer key. */
export const withoutConsumerKey = (authorization: string): string =>
  authorization.replace(/(oauth_consumer_key=")[^"]*(")/i, `$1${HIDDEN}$2`);
