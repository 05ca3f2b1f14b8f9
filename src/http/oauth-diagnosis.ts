import {
  baseStringUri,
  percentEncode,
  plaintextSignature,
  signHmacSha1,
  signatureBaseString,
  splitUrl,
} from "../oauth1/signature.js";

/** A request whose HMAC-SHA1 signature does not match. */
export interface HmacMismatch {
  method: string;
  /** The URLs that were tried; at least one. */
  urls: readonly string[];
  hintUrls: readonly string[];
  contentType: string | undefined;
  params: ReadonlyMap<string, string>;
  realm: string | undefined;
  /** Consumer secret, token secret. */
  secrets: readonly [string, string];
  /** Whether the client's signature is this one. */
  fits: (signature: string) => boolean;
}

/** What a client may have signed instead, and the advice in that case. */
interface Mistake {
  url?: string;
  method?: string;
  secrets?: readonly [string, string];
  realm?: string;
  advice: string;
}

/** The origin of a real deployment, for which a client may be configured. */
const REAL_ORIGIN = "https://spi.canonical.com";

/** Longer URLs are not diagnosed because that takes too long. */
const MAX_DIAGNOSED_LENGTH = 2000;
const HTTP_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/**
 * Explains why an HMAC-SHA1 signature does not match: finds the mistake that gives this signature, or else shows the base
 * string to compare with. The message holds no secret.
 */
export function diagnoseHmac(mismatch: HmacMismatch): string {
  for (const mistake of mistakes(mismatch)) {
    const { url = mismatch.urls[0]!, method = mismatch.method, secrets = mismatch.secrets } = mistake;
    const realm = mistake.realm === undefined ? [] : [["realm", mistake.realm] as const];
    const base = signatureBaseString({ method, url, oauthParams: [...mismatch.params, ...realm] });
    // Not upper-cased, because one mistake is a lower-case method.
    const signed = base.replace(/^[^&]*/, (given) => mistake.method ?? given);
    if (mismatch.fits(signHmacSha1(signed, ...secrets)))
      return `oauth_signature does not match: ${mistake.advice}`;
  }
  const { method, params, contentType } = mismatch;
  const bases = mismatch.urls.map((url) => signatureBaseString({ method, url, oauthParams: params }));
  const isForm = contentType?.toLowerCase().startsWith("application/x-www-form-urlencoded") ?? false;
  return [
    "oauth_signature does not match: check consumer_secret and token_secret",
    ...(isForm ? ["send JSON, since a client signs a form's parameters too"] : []),
    `compare the base string expected here: ${[...new Set(bases)].join(" or ")}`,
  ].join("; ");
}

function* mistakes(mismatch: HmacMismatch): Generator<Mistake> {
  for (const url of mismatch.urls) {
    if (url.length > MAX_DIAGNOSED_LENGTH) continue;
    yield* secretMistakes(url, mismatch.secrets);
    yield* originMistakes(url, mismatch.hintUrls);
    yield* queryMistakes(url);
    yield* pathMistakes(url);
    yield* methodMistakes(url, mismatch.method);
    if (mismatch.realm !== undefined) {
      yield {
        url,
        realm: mismatch.realm,
        advice: "the signature includes realm; remove it from the base string",
      };
    }
  }
}

function* secretMistakes(url: string, [consumer, token]: readonly [string, string]): Generator<Mistake> {
  const rule = "the key is consumer_secret&token_secret";
  yield { url, secrets: [consumer, ""], advice: `the signature fits without the token secret; ${rule}` };
  yield { url, secrets: ["", token], advice: `the signature fits without the consumer secret; ${rule}` };
  yield {
    url,
    secrets: [token, consumer],
    advice: `the signature fits with the two secrets swapped; ${rule}`,
  };
}

/** A scheme, host or port that is not accepted. */
function* originMistakes(url: string, hintUrls: readonly string[]): Generator<Mistake> {
  const { scheme, authority } = splitUrl(url);
  const rest = url.slice(scheme.length + 3 + authority.length);
  const other = scheme.toLowerCase() === "https" ? "http" : "https";
  const host = authority.replace(/:\d*$/, "");
  const origins = [`${other}://${authority}`, `${scheme}://${host}`, `${other}://${host}`, REAL_ORIGIN];
  for (const signed of [...origins.map((origin) => origin + rest), ...hintUrls]) {
    const shown = shownUrl(signed);
    if (shown === undefined) continue;
    const here = baseStringUri(url);
    const advice = `the signature fits ${shown}: start with --public-url ${originOf(shown)}, or sign for ${here}`;
    yield { url: signed, advice };
  }
}

function* queryMistakes(url: string): Generator<Mistake> {
  const start = url.indexOf("?");
  if (start < 0) return;
  const [path, query] = [url.slice(0, start), url.slice(start)];
  yield { url: path, advice: "the signature fits without the query string; its parameters are signed too" };
  const plus = query.replaceAll("+", "%2B");
  const plusAdvice =
    "the signature fits with '+' taken literally; in a query '+' is a space, a plus sign is %2B";
  if (plus !== query) yield { url: path + plus, advice: plusAdvice };
  const raw = query.replaceAll("%", "%25").replaceAll("+", "%2B");
  const rawAdvice = "the signature fits the query as it is encoded in the URL; decode names and values first";
  if (raw !== query) yield { url: path + raw, advice: rawAdvice };
}

/** A missing or additional prefix, a slash, a path that was decoded before it was signed. */
function* pathMistakes(url: string): Generator<Mistake> {
  const { scheme, authority, path, query } = splitUrl(url);
  const withPath = (other: string): string =>
    `${scheme}://${authority}${other}${query === undefined ? "" : `?${query}`}`;
  const fitsPath = (other: string): string =>
    `the signature fits the path ${printable(other)}, not ${printable(path)}`;
  const segments = path.split("/").slice(1);
  for (let left = 1; left <= Math.min(3, segments.length - 1); left += 1) {
    const short = `/${segments.slice(left).join("/")}`;
    const prefix = printable(path.slice(0, -short.length));
    yield {
      url: withPath(short),
      advice: `${fitsPath(short)}: the prefix ${prefix} is missing; sign the whole path`,
    };
  }
  const slashed = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
  yield { url: withPath(slashed), advice: `${fitsPath(slashed)}: sign the path as it is sent` };
  const decoded = decode(path);
  if (decoded !== undefined && decoded !== path && !/[?#]/.test(decoded)) {
    yield { url: withPath(decoded), advice: `${fitsPath(decoded)}: sign the path as it is sent, encoded` };
  }
}

function* methodMistakes(url: string, method: string): Generator<Mistake> {
  const lower = method.toLowerCase();
  yield {
    url,
    method: lower,
    advice: `the signature fits the method '${lower}'; it is signed in upper case`,
  };
  for (const other of HTTP_METHODS) {
    if (other === method.toUpperCase()) continue;
    const advice = `the signature fits the method ${other}, but the request is ${method.toUpperCase()}`;
    yield { url, method: other, advice };
  }
}

/** Explains why a PLAINTEXT signature does not match. */
export function diagnosePlaintext({ secrets, fits }: Pick<HmacMismatch, "secrets" | "fits">): string {
  const [consumer, token] = secrets;
  const forms: [string, string][] = [
    [plaintextSignature(consumer, ""), "the token secret is missing"],
    [plaintextSignature("", token), "the consumer secret is missing"],
    [plaintextSignature(token, consumer), "the two secrets are swapped"],
    [percentEncode(plaintextSignature(consumer, token)), 'the "&" is encoded twice'],
    [`${consumer}${token}`, 'the "&" is missing'],
    [consumer, 'the "&" and the token secret are missing'],
  ];
  const found = forms.filter(([form]) => fits(form)).map(([, what]) => what);
  const what = found[0] ?? "check consumer_secret and token_secret";
  return `oauth_signature does not match: ${what}; for PLAINTEXT it is consumer_secret&token_secret`;
}

/** Scheme, host, port and path as signed; undefined for an invalid URL. */
function shownUrl(url: string): string | undefined {
  try {
    return printable(baseStringUri(url));
  } catch {
    return undefined;
  }
}

function originOf(url: string): string {
  return url.split("/", 3).join("/");
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function printable(text: string): string {
  return text.replace(/[^ -~]/g, "?");
}
