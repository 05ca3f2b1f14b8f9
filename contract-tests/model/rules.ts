/** What a field may hold (section 2, Values, and the tables of sections 4, 7 and 8). */
import { Refusal } from "./records.js";
import type { Dates } from "./dates.js";

export interface Length {
  min: number;
  max: number;
}

export type Fields = Record<string, unknown>;

export const CHANNELS = ["edge", "beta", "candidate", "stable"];
export const TEST_STATUSES = ["PASSED", "FAILED", "ERROR"];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function rightRules(dates: Dates) {
  const rules = {
    imageUniqueId: { min: 1, max: 36 },
    /** Of an image_unique_id in a query. */
    filteredImageId: { min: 1, max: 36 },
    snapName: { min: 1, max: 200 },
    imageName: { min: 0, max: 200 },
    /** Of all other names. */
    name: { min: 1, max: 200 },
    greatestRevision: Number.MAX_SAFE_INTEGER,
    control: /[\u0000-\u001f\u007f]/, // eslint-disable-line no-control-regex
    channels: CHANNELS,
    statuses: TEST_STATUSES,

    /** In characters, of which one may be two code units. */
    lengthOf: (text: string): number => [...text].length,
    refuse(field: string, accepted: string): never {
      throw new Refusal(400, `${field} must be ${accepted}.`, field);
    },
    /** The body as an object of these fields and no other. */
    object(value: unknown, field: string, known: string[]): Fields {
      const fields = rules.anyObject(value, field);
      for (const name of Object.keys(fields)) if (!known.includes(name)) rules.unknownField(name, known);
      return fields;
    },
    anyObject(value: unknown, field: string): Fields {
      return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Fields)
        : rules.refuse(field, "an object");
    },
    unknownField(name: string, known: string[]): void {
      throw new Refusal(400, `${name} is not a field; there are ${known.join(", ")}.`, name);
    },
    unknownParameter(name: string, known: string[]): void {
      const accepted = known.length > 0 ? known.join(", ") : "none";
      throw new Refusal(400, `${name} is not a query parameter; accepted: ${accepted}.`, name);
    },
    repeatedParameter(name: string): void {
      throw new Refusal(400, `${name} is a query parameter that may come once.`, name);
    },
    required(fields: Fields, field: string): unknown {
      if (!Object.hasOwn(fields, field)) throw new Refusal(400, `${field} is required.`, field);
      return fields[field];
    },
    text(value: unknown, field: string, length: Length): string {
      const accepted = `a string of ${length.min}-${length.max} characters without control characters`;
      if (typeof value !== "string") return rules.refuse(field, accepted);
      const size = rules.lengthOf(value);
      const right = size >= length.min && size <= length.max && !rules.control.test(value);
      return right ? value : rules.refuse(field, accepted);
    },
    /** Null where it is null or left out. */
    textOrNull(value: unknown, field: string, length: Length): string | null {
      return value === undefined || value === null ? null : rules.text(value, field, length);
    },
    channel(value: unknown, field: string): string {
      return typeof value === "string" && rules.channels.includes(value)
        ? value
        : rules.refuse(field, `one of ${rules.channels.join(", ")}`);
    },
    revision(value: unknown, field: string): number {
      const right =
        typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= rules.greatestRevision;
      return right ? value : rules.refuse(field, `a whole number from 0 to ${rules.greatestRevision}`);
    },
    list(value: unknown, field: string): unknown[] {
      return Array.isArray(value) ? (value as unknown[]) : rules.refuse(field, "a list");
    },
    status(value: unknown, field: string): string {
      return typeof value === "string" && rules.statuses.includes(value)
        ? value
        : rules.refuse(field, `one of ${rules.statuses.join(", ")}`);
    },
    /** A lower-case UUID. */
    uuid(value: string, field: string): string {
      return UUID.test(value) ? value.toLowerCase() : rules.refuse(field, "a UUID");
    },
    date(value: string, field: string): number {
      return (
        dates.parse(value) ??
        rules.refuse(
          field,
          "a date such as 20150826T00:00:00, 20150914 17:51:31, 20150914 175131, 2015-08-26T00:00:00, " +
            "2015-08-26 or 20150826, seconds also with a fraction, each also with Z or an offset such as +02:00",
        )
      );
    },
    naiveTime(value: unknown, field: string): string {
      return typeof value === "string" && dates.isNaive(value)
        ? value
        : rules.refuse(field, "a time such as 2016-01-04T17:34:39.093142");
    },
  };
  return rules;
}

export type Rules = ReturnType<typeof rightRules>;
