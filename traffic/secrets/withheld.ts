import { HIDDEN } from "../../src/http/secrets.js";
import type { HeaderPair } from "../exchange.js";

/**
 * What is shown of the head of an exchange whose bodies have secrets that nobody has read: the head may quote them, so only
 * words of the protocol are shown.
 */

/** The words in the paths of the API. */
export const API_WORDS: ReadonlySet<string> = new Set(
  (
    "agents api events gold-masters images oauth orgs pick products results snap-revisions snaps test-opportunities " +
    "test-specs tests tokens v2"
  ).split(" "),
);
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const NAMES: ReadonlySet<string> = new Set(
  (
    "accept accept-encoding accept-language allow authorization cache-control connection content-encoding content-length " +
    "content-type cookie date expect host location origin referer retry-after server set-cookie transfer-encoding " +
    "user-agent vary via www-authenticate x-request-id"
  ).split(" "),
);
const HIDDEN_NAME = "redacted";
const TYPE = /^(?:application\/(?:json|octet-stream|x-www-form-urlencoded)|text\/(?:html|plain))(?=;|$)/i;

/** A path with its known words and ids only, and without its query. */
export function withheldPath(path: string): string {
  const [before, ...query] = path.split("?");
  const segments = before!.split("/").map((segment) => (isPlain(segment) ? segment : HIDDEN));
  return segments.join("/") + (query.length > 0 ? `?${HIDDEN}` : "");
}

const isPlain = (segment: string): boolean => segment === "" || API_WORDS.has(segment) || UUID.test(segment);

/** Headers with their usual names and without values, except the type of the content. */
export const withheldHeaders = (headers: readonly HeaderPair[]): HeaderPair[] =>
  headers.map(([name, value]) => {
    const lower = name.toLowerCase();
    if (!NAMES.has(lower)) return [HIDDEN_NAME, HIDDEN];
    return [name, (lower === "content-type" && TYPE.exec(value.trim())?.[0]) || HIDDEN];
  });
