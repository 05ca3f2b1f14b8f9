import { isDeepStrictEqual } from "node:util";
import { isObject } from "../../../src/schema/json-type.js";
import type { Answer } from "../../target/answer.js";
import { allOf, groundsOfCall, groundsOfCode } from "../../judge/grounds.js";
import { listInWords } from "../../judge/list-in-words.js";
import { reading } from "../../judge/reading.js";
import { check, inWords, Mismatch, notOfGateway, notServerError, Refused } from "../../judge/mismatch.js";

/**
 * The body of an answer with this status, to be read by its schema.
 * @throws Mismatch if the status differs; while reading, if a field is missing that the spec requires
 */
export function answered<Body>(answer: Answer, status: number, by?: readonly string[]): Body {
  if (answer.status !== status) {
    notServerError(answer);
    const got = `status ${answer.status}${answer.text === "" ? "" : `: ${answer.text.slice(0, 200)}`}`;
    const what = { expected: `status ${status}`, got };
    const { operation, method } = answer.exchange;
    const isRefused = status < 300 && answer.status >= 400 && method !== "GET" && operation !== null;
    const isOtherCode = status >= 400 && answer.status >= 400;
    const also = allOf(
      groundsOfCall(answer.exchange, status),
      isOtherCode ? groundsOfCode(status, operation) : [],
    );
    throw isRefused
      ? new Refused(operation, what, by, answer.exchange, also)
      : new Mismatch(what, by, answer.exchange, also);
  }
  notOfGateway(answer);
  return reading(answer) as Body;
}

/** Compares two JSON values. The mismatch tells only what differs. @param what names the value: `the event log's queued_at` */
export function same(what: string, got: unknown, expected: unknown, by?: readonly string[]): void {
  if (isDeepStrictEqual(got, expected)) return;
  const [path, gotThere, expectedThere] = difference(got, expected);
  const name = `${what}${path === "" ? "" : `, ${path},`}`;
  if (SECRET.test(path === "" ? what : path)) check(false, `${name} to be as before`, "another value", by);
  const told = {
    expected: `${name} to be ${inWords(expectedThere)}`,
    got: listInWords(gotThere, expectedThere) ?? inWords(gotThere),
  };
  throw new Mismatch({ ...told, value: gotThere }, by);
}

/** The names of values that no report shows. */
const SECRET = /\b(password|otp|(consumer|token)_(key|secret))$/;

/** The innermost place that has the whole difference of two values, and both values there without what is equal. */
function difference(
  got: unknown,
  expected: unknown,
  path = "",
): [path: string, got: unknown, expected: unknown] {
  const whole: [string, unknown, unknown] = [path, got, expected];
  if (!isObject(got) || !isObject(expected)) return whole;
  const names = Object.keys(expected);
  if (names.length !== Object.keys(got).length || !names.every((name) => Object.hasOwn(got, name)))
    return whole;
  const differing = names.filter((name) => !isDeepStrictEqual(got[name], expected[name]));
  const [first] = differing;
  if (differing.length === 1 && first !== undefined)
    return difference(got[first], expected[first], path === "" ? first : `${path}.${first}`);
  const only = (all: Record<string, unknown>): unknown =>
    Object.fromEntries(differing.map((name) => [name, all[name]]));
  return [path, only(got), only(expected)];
}

/** Checks the id of a refusal other than 404. That each kind of error has its own id is assumed (A-01). */
export function errorId(got: unknown, expected: string, what = "id"): void {
  if (got === expected) return;
  throw new Mismatch(
    { expected: `${what} to be ${inWords(expected)}`, got: inWords(got) },
    undefined,
    undefined,
    ["A-01"],
  );
}

/** The value as an object; an empty one for other values, so that reading their fields gives a mismatch, not a crash. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** The list of this name in a body. @throws Mismatch if it does not exist */
export function list<Item>(body: unknown, name: string, by?: readonly string[]): Item[] {
  const found = fields(body)[name];
  check(Array.isArray(found), `a list ${name}`, body, by);
  return found as Item[];
}

/** A non-empty list. */
export type Filled<Item> = readonly [Item, ...Item[]];

/** As {@link list}. @throws Mismatch also if it is empty */
export function filled<Item>(body: unknown, name: string): Filled<Item> {
  const found = list<Item>(body, name);
  check(found.length > 0, `a non-empty list ${name}`, body);
  return found as [Item, ...Item[]];
}

/** Id and message of a refusal in the documented form (L 754-759). */
export interface Refusal {
  id: unknown;
  message: string;
}

/** The refusal in an answer. @throws Mismatch if the status or the form differs */
export function refused(answer: Answer, status: number, by?: readonly string[]): Refusal {
  const body = fields(answered(answer, status, by));
  const { id, message } = body;
  check(typeof message === "string", "a body with a message", answer.text, by);
  return { id, message };
}
