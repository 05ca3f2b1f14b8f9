import { hmacSha1 } from "./hmac-sha1.js";

/**
 * Signatures of OAuth 1.0a (RFC 5849, section 3.4), compatible with Debian's python oauthlib 3, which clients of the
 * time used (contract.md §3). Pure: no clock, no randomness.
 */

/** Decoded name and value of a parameter. */
export type Pair = readonly [name: string, value: string];

/** The parts of a URL, not decoded or normalised. `query` is undefined without a `?`. */
export interface UrlParts {
  scheme: string;
  authority: string;
  path: string;
  query: string | undefined;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };
const MAX_PORT = 65_535;

/**
 * Percent-encoding of RFC 5849, section 3.6: UTF-8, everything except letters, digits and `-._~`, upper-case hex
 * digits. A lone surrogate becomes U+FFFD.
 */
export function percentEncode(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  const wellFormed = Buffer.from(text, "utf8").toString("utf8");
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (mark) => "%" + mark.charCodeAt(0).toString(16).toUpperCase(),
  );
}

/** Splits an absolute URL into parts without changing them; a fragment is dropped. @throws TypeError for other URLs */
export function splitUrl(url: string): UrlParts {
  const found = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/i.exec(url);
  if (!found) throw new TypeError("not an absolute URL (scheme://host/path)");
  return { scheme: found[1]!, authority: found[2]!, path: found[3]!, query: found[4] };
}

/**
 * The base string URI (RFC 5849, section 3.4.1.2): scheme and host in lower case, no default port, no user, no query.
 * The path stays as the client sent it (including `%7E`, `..`, `//`), except that a space becomes `%20` and a final
 * `;` is dropped, as by oauthlib. @throws TypeError if the URL is not absolute or its port is invalid
 */
export const baseStringUri = (url: string): string => uriOf(splitUrl(url));

function uriOf(parts: UrlParts): string {
  const scheme = parts.scheme.toLowerCase();
  const { host, port } = splitAuthority(parts.authority);
  const shown = port === undefined || port === DEFAULT_PORTS[scheme] ? host : `${host}:${port}`;
  const path = parts.path.replace(/(^|\/)([^/;]*);$/, "$1$2") || "/";
  return `${scheme}://${shown}${path}`.replaceAll(" ", "%20");
}

function splitAuthority(authority: string): { host: string; port: number | undefined } {
  const found = /^(\[[^[\]]*\]|[^:[\]]+)(?::(\d*))?$/.exec(authority.slice(authority.lastIndexOf("@") + 1));
  if (!found) throw new TypeError("the URL has no host, or a malformed one");
  const port = found[2] ? Number(found[2]) : undefined;
  if (port !== undefined && (port < 1 || port > MAX_PORT))
    throw new TypeError("the URL's port is out of range");
  return { host: normalHost(found[1]!.toLowerCase()), port };
}

/** An IPv6 address in its shortest form, as oauthlib writes it; any other host as it is. */
function normalHost(host: string): string {
  if (!host.startsWith("[")) return host;
  return URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`).hostname : host;
}

/**
 * The parameters of a URL's query, decoded as application/x-www-form-urlencoded: `+` is a space, `&` separates,
 * duplicates and empty values are kept. A `%` without two hex digits stands for itself.
 */
export const queryPairs = (url: string): Pair[] => pairsOf(splitUrl(url));

function pairsOf({ query }: UrlParts): Pair[] {
  return (query ?? "")
    .split("&")
    .filter((field) => field !== "")
    .map((field) => {
      const equals = field.indexOf("=");
      if (equals < 0) return [decodeForm(field), ""];
      return [decodeForm(field.slice(0, equals)), decodeForm(field.slice(equals + 1))];
    });
}

function decodeForm(text: string): string {
  if (!/[%+]/.test(text)) return text;
  const bytes = Buffer.from(text.replaceAll("+", " "), "utf8").toString("latin1");
  const decoded = bytes.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(decoded, "latin1").toString("utf8");
}

/** The parts of a URL that are signed, parsed once for several signatures. */
export interface SignedUrl {
  /** The base string URI. */
  uri: string;
  query: readonly Pair[];
}

/** Parses a URL for signatures. @throws TypeError like {@link baseStringUri} */
export function readSignedUrl(url: string): SignedUrl {
  const parts = splitUrl(url);
  return { uri: uriOf(parts), query: pairsOf(parts) };
}

/** The input of a signature. */
export interface SignatureInput {
  method: string;
  /** The absolute URL with its query, as sent, or already parsed. */
  url: string | SignedUrl;
  /** Decoded parameters of the Authorization header (without realm); `oauth_signature` is left out here. */
  oauthParams: Iterable<Pair>;
}

/**
 * The signature base string (RFC 5849, section 3.4.1.1). Bodies are not included, because the API's are JSON.
 * Contains no secret.
 */
export function signatureBaseString({ method, url, oauthParams }: SignatureInput): string {
  const { uri, query } = typeof url === "string" ? readSignedUrl(url) : url;
  const parameters = [...query, ...oauthParams]
    .filter(([name]) => name !== "oauth_signature")
    .map(([name, value]): Pair => [percentEncode(name), percentEncode(value)])
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  return [method.toUpperCase(), uri, parameters].map(percentEncode).join("&");
}

/** Compares ASCII texts by bytes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** HMAC-SHA1 over a base string (RFC 5849, section 3.4.2), in base64. */
export const signHmacSha1 = (baseString: string, consumerSecret: string, tokenSecret: string): string =>
  hmacSha1(plaintextSignature(consumerSecret, tokenSecret), baseString);

/** The PLAINTEXT signature (RFC 5849, section 3.4.4): both secrets, encoded, joined with `&`. Itself a secret. */
export function plaintextSignature(consumerSecret: string, tokenSecret: string): string {
  return `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`;
}
