/**
 * The ordinary signed request: HMAC-SHA1 or PLAINTEXT, and nothing in header, path or query that would be encoded. It is read in one
 * pass and taken as it came, for what needs no encoding is the same decoded, encoded and encoded twice. Whatever is out
 * of the ordinary gives null: `header.ts` and `signature.ts` read everything.
 */

/** What an ordinary Authorization header holds. */
export interface PlainHeader {
  consumerKey: string;
  token: string;
  nonce: string;
  timestamp: string;
  hasVersion: boolean;
  isPlaintext: boolean;
  /** Decoded. */
  signature: string;
}

const SCHEME = "OAuth ";
const PLAIN = /^[\w.~-]+$/;
/** Whether a text is signed as it is. */
export const isPlain = (text: string): boolean => PLAIN.test(text);
const TIMESTAMP = /^[1-9]\d{0,14}$/;
const COMMA = 0x2c;
const SPACE = 0x20;

/** Reads an ordinary header; null where it is none, which says nothing of whether it is good. */
export function readPlainHeader(header: string): PlainHeader | null {
  if (!header.startsWith(SCHEME)) return null;
  let [consumerKey, token, nonce, timestamp, signature, method, version] = ["", "", "", "", "", "", ""];
  for (let at = SCHEME.length; ;) {
    const equals = header.indexOf('="', at);
    const end = equals < 0 ? -1 : header.indexOf('"', equals + 2);
    if (end < 0) return null;
    const value = header.slice(equals + 2, end);
    const name = header.slice(at, equals);
    // A name that is given twice has its value already.
    if (name === "oauth_signature" && signature === "") signature = value;
    else if (!isPlain(value)) return null;
    else if (name === "oauth_consumer_key" && consumerKey === "") consumerKey = value;
    else if (name === "oauth_token" && token === "") token = value;
    else if (name === "oauth_nonce" && nonce === "") nonce = value;
    else if (name === "oauth_timestamp" && timestamp === "") timestamp = value;
    else if (name === "oauth_signature_method" && method === "") method = value;
    else if (name === "oauth_version" && version === "") version = value;
    else return null;
    at = end + 1;
    if (at === header.length) break;
    if (header.charCodeAt(at) !== COMMA) return null;
    at += header.charCodeAt(at + 1) === SPACE ? 2 : 1;
  }
  const isWhole = consumerKey !== "" && token !== "" && nonce !== "" && signature !== "";
  const isPlaintext = method === "PLAINTEXT";
  if (!isWhole || !(isPlaintext || method === "HMAC-SHA1") || (version !== "" && version !== "1.0"))
    return null;
  if (!TIMESTAMP.test(timestamp)) return null;
  const decoded = decode(signature);
  if (decoded === null) return null;
  return {
    consumerKey,
    token,
    nonce,
    timestamp,
    hasVersion: version !== "",
    isPlaintext,
    signature: decoded,
  };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const URL_PARTS = /^(https?):\/\/([a-z0-9.-]+)(?::([1-9]\d{0,4}))?(\/[\w.~/-]*)(?:\?([\w.~=&-]+))?$/;
const METHOD = /^[A-Z]+$/;
const MAX_PORT = 65_535;
/** Every name between the first and the last of OAuth's begins so; a query may hold none. */
const OAUTH = "oauth_";

/** The signature base string of an ordinary request, as `signatureBaseString` makes it; null for another. */
export function plainBaseString(
  method: string,
  url: string,
  header: Omit<PlainHeader, "isPlaintext" | "signature">,
): string | null {
  const parts = METHOD.test(method) ? partsOf(url) : null;
  if (parts === null) return null;
  const { consumerKey, token, nonce, timestamp, hasVersion } = header;
  const own =
    `oauth_consumer_key%3D${consumerKey}%26oauth_nonce%3D${nonce}%26oauth_signature_method%3DHMAC-SHA1` +
    `%26oauth_timestamp%3D${timestamp}%26oauth_token%3D${token}${hasVersion ? "%26oauth_version%3D1.0" : ""}`;
  return `${method}&${parts.before}${own}${parts.after}`;
}

/** The parts of a base string that a URL makes: before and after OAuth's own parameters. */
interface UrlParts {
  before: string;
  after: string;
}

/** Clients ask for the same addresses again and again. */
const known = new Map<string, UrlParts | null>();
const MAX_KNOWN = 256;
const MAX_KNOWN_LENGTH = 512;

function partsOf(url: string): UrlParts | null {
  const found = known.get(url);
  if (found !== undefined) return found;
  const parts = readUrl(url);
  if (url.length > MAX_KNOWN_LENGTH) return parts;
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(url, parts);
  return parts;
}

/** Null for an unusual URL. */
function readUrl(url: string): UrlParts | null {
  const parts = URL_PARTS.exec(url);
  if (parts === null) return null;
  const [, scheme, host, port, path, query] = parts;
  // Ports that are left out where they are the scheme's own.
  if (port === "80" || port === "443" || Number(port) > MAX_PORT) return null;
  const uri = `${scheme}%3A%2F%2F${host}${port === undefined ? "" : `%3A${port}`}${path!.replaceAll("/", "%2F")}`;
  const around = query === undefined ? NOTHING : aroundOAuth(query);
  return around && { before: `${uri}&${around.before}`, after: around.after };
}

const NOTHING: UrlParts = { before: "", after: "" };

/** The parameters of a query that stand before and after OAuth's in order, encoded; null for an unusual query. */
function aroundOAuth(query: string): UrlParts | null {
  const pairs: [name: string, value: string][] = [];
  for (const field of query.split("&")) {
    const equals = field.indexOf("=");
    if (equals < 1 || field.includes("=", equals + 1) || field.startsWith(OAUTH)) return null;
    pairs.push([field.slice(0, equals), field.slice(equals + 1)]);
  }
  if (pairs.length > 1) {
    pairs.sort(([nameA, a], [nameB, b]) => (nameA === nameB ? compare(a, b) : compare(nameA, nameB)));
  }
  let [before, after] = ["", ""];
  for (const [name, value] of pairs) {
    if (name < OAUTH) before += `${name}%3D${value}%26`;
    else after += `%26${name}%3D${value}`;
  }
  return { before, after };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
