/** Payloads of Test Specs and results that do not come back as they were sent. */
import { deep, flawsOf, isFields, without, wrap } from "../changes.js";
import { at, each, ofText, ofNumber, dropping, ofList, isEmpty, parsed } from "./opaque-changes.js";

const PAYLOAD = "`4.test-payload`";

const RESULT = "`6.result` (`result_payload`)";

const ofKeys = (change: (key: string) => string) => (part: unknown) =>
  isFields(part)
    ? Object.fromEntries(Object.entries(part).map(([key, value]) => [change(key), value]))
    : part;

const camel = (key: string): string => key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

export const payloadFlaws = flawsOf("opaque values", {
  "test-payload-falsy-null": [
    `${PAYLOAD}: an empty payload comes back as null.`,
    at("test_payload", (value) => (isEmpty(value) ? null : value)),
  ],
  "test-payload-null-object": [
    `${PAYLOAD}: null comes back as {}.`,
    at("test_payload", (value) => value ?? {}),
  ],
  "test-payload-parsed": [
    `${PAYLOAD}: a string that holds JSON comes back parsed.`,
    at("test_payload", (value) => ofText(parsed)(value)),
  ],
  "test-payload-python": [
    `${PAYLOAD}: a string with single quotes comes back with double ones (L 1064).`,
    at("test_payload", (value) => ofText((text) => text.replaceAll("'", '"'))(value)),
  ],
  "test-payload-stringified": [
    `${PAYLOAD}: an object comes back as a string.`,
    at("test_payload", (value) => (isFields(value) ? JSON.stringify(value) : value)),
  ],
  "test-payload-trimmed": [
    `${PAYLOAD}: strings are trimmed.`,
    each(
      "test_payload",
      ofText((text) => text.trim()),
    ),
  ],
  "test-payload-line-ends": [
    `${PAYLOAD}: \\r\\n comes back as \\n.`,
    each(
      "test_payload",
      ofText((text) => text.replaceAll("\r\n", "\n")),
    ),
  ],
  "test-payload-no-emoji": [
    `${PAYLOAD}: characters beyond U+FFFF come back as ? (three-byte UTF-8).`,
    each(
      "test_payload",
      ofText((text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, "?")),
    ),
  ],
  "test-payload-camel-case": [
    `${PAYLOAD}: keys with underscores come back in camel case.`,
    each("test_payload", ofKeys(camel)),
  ],
  "test-payload-decimals": [
    `${PAYLOAD}: numbers are rounded to six decimal digits.`,
    each(
      "test_payload",
      ofNumber((number) => Number(number.toFixed(6))),
    ),
  ],
  "test-payload-nulls-dropped": [
    `${PAYLOAD}: members of objects that are null are dropped.`,
    each(
      "test_payload",
      dropping((_key, value) => value === null),
    ),
  ],
  "test-payload-one-command": [
    `${PAYLOAD}: a list of one comes back as its element (XML).`,
    each(
      "test_payload",
      ofList((list) => (list.length === 1 ? list[0] : list)),
    ),
  ],
  "test-payload-pick-spec-differs": [
    "`7.opportunity`: the `test_payload` of an opportunity is null where the Test Spec's is a string.",
    (p) =>
      wrap(p.views, "opportunity", (right) => (o) => ({
        ...right(o),
        test_payload: typeof o.spec.testPayload === "string" ? null : o.spec.testPayload,
      })),
  ],
  "result-payload-proto": [
    `${RESULT}: a key __proto__ is lost (assignment to an object).`,
    each("result_payload", (part) => (isFields(part) ? without(part, "__proto__") : part)),
  ],
  "result-payload-lower-case": [
    `${RESULT}: keys come back in lower case.`,
    each(
      "result_payload",
      ofKeys((key) => key.toLowerCase()),
    ),
  ],
  "result-payload-dots": [
    `${RESULT}: dots in keys come back as underscores (MongoDB).`,
    each(
      "result_payload",
      ofKeys((key) => key.replaceAll(".", "_")),
    ),
  ],
  "result-payload-dollar": [
    `${RESULT}: keys that begin with $ are dropped (MongoDB).`,
    each(
      "result_payload",
      dropping((key) => key.startsWith("$")),
    ),
  ],
  "result-payload-empty-keys": [
    `${RESULT}: an empty key is dropped.`,
    each(
      "result_payload",
      dropping((key) => key === ""),
    ),
  ],
  "result-payload-nfc": [
    `${RESULT}: strings come back in Unicode's composed form.`,
    each(
      "result_payload",
      ofText((text) => text.normalize("NFC")),
    ),
  ],
  "result-payload-nul": [
    `${RESULT}: U+0000 is taken out of strings (PostgreSQL).`,
    each(
      "result_payload",
      ofText((text) => text.replaceAll("\u0000", "")),
    ),
  ],
  "result-payload-64k": [
    `${RESULT}: strings are cut after 65,535 characters (TEXT).`,
    each(
      "result_payload",
      ofText((text) => text.slice(0, 65_535)),
    ),
  ],
  "result-payload-int32": [
    `${RESULT}: whole numbers wrap at 32 bits.`,
    each(
      "result_payload",
      ofNumber((number) => (Number.isInteger(number) ? number | 0 : number)),
    ),
  ],
  "result-payload-numbers-text": [
    `${RESULT}: strings of digits come back as numbers.`,
    each(
      "result_payload",
      ofText((text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : text)),
    ),
  ],
  "result-payload-dates": [
    `${RESULT}: strings that look like times come back in the form of toISOString.`,
    each(
      "result_payload",
      ofText((text) =>
        /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text))
          ? new Date(text).toISOString()
          : text,
      ),
    ),
  ],
  "result-payload-empty-object": [
    `${RESULT}: an empty object within comes back as an empty list (PHP).`,
    at("result_payload", (value) => {
      const root = value as Record<string, unknown>;
      const shown = (part: unknown): unknown =>
        deep(part, (inner) => (isFields(inner) && isEmpty(inner) ? [] : inner));
      return Object.fromEntries(Object.entries(root).map(([key, part]) => [key, shown(part)]));
    }),
  ],
  "result-payload-long-lists": [
    `${RESULT}: lists are cut after 100 elements.`,
    each(
      "result_payload",
      ofList((list) => list.slice(0, 100)),
    ),
  ],
  "result-payload-deep": [
    `${RESULT}: what is nested deeper than 20 levels is null.`,
    at("result_payload", (value) => {
      const cut = (part: unknown, depth: number): unknown => {
        if (typeof part !== "object" || part === null) return part;
        if (depth > 20) return null;
        if (Array.isArray(part)) return part.map((inner) => cut(inner, depth + 1));
        return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, cut(inner, depth + 1)]));
      };
      return cut(value, 1);
    }),
  ],
  "result-payload-known-keys": [
    `${RESULT}: only the keys output, log, summary and results of a kit are kept, where one of them is there.`,
    at("result_payload", (value) => {
      const known = Object.entries(value as object).filter(([key]) =>
        /^(output|log|summary|results)$/.test(key),
      );
      return known.length > 0 ? Object.fromEntries(known) : value;
    }),
  ],
  "timing-milliseconds": [
    "`6.result-rest`: the timing of an agent comes back with milliseconds.",
    each(
      "agent",
      ofText((text) => text.replace(/(\.\d{3})\d{3}$/, "$1000")),
    ),
  ],
  "timing-utc": [
    "`6.result-rest`: the timing of an agent comes back with an offset.",
    each(
      "agent",
      ofText((text) => `${text}+00:00`),
    ),
  ],
  "timing-known-names": [
    "`7.post`: of the timing only setup_start and its like are kept.",
    each(
      "agent",
      dropping((key) => key !== "timing" && !/_(start|end)$/.test(key)),
    ),
  ],
  "timing-empty-null": [
    "`6.result-rest`: an agent without timing entries comes back as null.",
    at("agent", (value) => (value && isEmpty((value as { timing: object }).timing) ? null : value)),
  ],
});
