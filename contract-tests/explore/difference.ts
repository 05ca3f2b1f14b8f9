import type { ContractSpec } from "../run/contract-spec.js";
import type { Answer } from "../target/answer.js";
import { answerInWords, judgeAnswer, judgeUnmatched } from "../judge/judge-answer.js";
import {
  allOf,
  type Grounds,
  groundsOfBounds,
  groundsOfCall,
  groundsOfCode,
  groundsOfOperation,
  groundsOfPlace,
  groundsOfTaking,
} from "../judge/grounds.js";
import { Mismatch } from "../judge/mismatch.js";
import { isObject } from "../../src/schema/json-type.js";
import { compare, type Comparison, type Difference } from "./compare.js";
import type { Outcome } from "./side.js";
import type { Step } from "./step.js";

/** What a step differs in, to recognize it in another sequence. */
export interface Found {
  error: unknown;
  /** The operation and the place or the statuses; without ids. */
  key: string;
  /** As `key`, without the filters of the request. */
  kind: string;
  /** The target's answer, if there is one. */
  answer: Answer | undefined;
  /** Whether the target may now hold other objects than the model. */
  parts: boolean;
}

/** How the target's answer to a step differs from the model's; null if it does not. */
export function differenceOf(
  spec: ContractSpec,
  step: Step,
  { model, target }: { model: Outcome; target: Outcome },
  how: Comparison,
): Found | null {
  if (target.kind === "unsent" || model.kind === "unsent") return null;
  if (model.kind === "error") throw model.error;
  const { operation, request, what } = step;
  const about = `${operation} ${what}`;
  const isReading = request.method === "GET";
  if (target.kind === "error") return foundOf(target.error, `${operation} error`, undefined, !isReading);
  const [right, got] = [model.answer, target.answer];
  const found = (error: unknown, kind: string, parts = false, shape = ""): Found =>
    foundOf(error, kind, got, parts, shape);
  if (right.status !== got.status)
    return found(
      statusMismatch(spec, step, right, got),
      `${about} ${right.status} ${got.status}`,
      !isReading && Math.min(right.status, got.status) < 400,
    );
  try {
    judgeForm(spec, operation, got);
  } catch (error) {
    return found(error, `${operation} ${got.status} form ${formKey(error)}`);
  }
  if (right.status >= 400) {
    const error = messageMismatch(operation, right, got);
    return error && found(error, `${operation} ${right.status} message`);
  }
  const difference = compare(right.json, got.json, how);
  if (!difference || isByTie(step, difference, how)) return null;
  const place = difference.place.filter((part) => typeof part === "string").join(".");
  return found(
    bodyMismatch(spec, step, difference, got),
    `${operation} ${difference.kind} ${place}`,
    !isReading,
    shapeOf(step),
  );
}

const foundOf = (
  error: unknown,
  kind: string,
  answer: Answer | undefined,
  parts: boolean,
  shape = "",
): Found => ({ error, kind, key: kind + shape, answer, parts });

/** Whether a filter by date may find other objects, because some have the same time. */
function isByTie({ request }: Step, { kind }: Difference, { like }: Comparison): boolean {
  return kind === "items" && like.hasTies && request.query.some(([name]) => name.endsWith("_date"));
}

/** Which filters a reading has. */
const shapeOf = ({ request }: Step): string =>
  request.query
    .map(([name]) => ` ${name}`)
    .sort()
    .join("");

/** The first problem of a form, without values. */
const formKey = (error: unknown): string =>
  error instanceof Mismatch
    ? error.what.expected
        .split(";")[0]!
        .replace(/\[\d+\]/g, "")
        .slice(0, 80)
    : "";

function judgeForm(spec: ContractSpec, operation: string, answer: Answer): void {
  if (answer.exchange.method === "HEAD") return;
  if (answer.status === 405) return judgeUnmatched(spec, "405", answer);
  if (spec.reader.answer(operation, String(answer.status)))
    judgeAnswer(spec, operation, String(answer.status), answer);
}

function statusMismatch(spec: ContractSpec, step: Step, right: Answer, got: Answer): Mismatch {
  const wrong = step.what === "right" ? "" : ` to a request that is wrong by ${step.what}`;
  const what = { expected: `status ${right.status}${wrong}`, got: answerInWords(got) };
  const isAccepted = got.status < 400;
  if (right.status < 400) {
    const grounds = allOf(groundsOfTaking(spec, step.operation), step.by);
    return new Mismatch(what, grounds, got.exchange, groundsOfCall(got.exchange, right.status));
  }
  const codes = isAccepted ? [] : groundsOfCode(right.status, step.operation);
  const grounds = allOf(groundsOfRefusal(step, right, got), groundsOfOperation(step.operation), codes);
  return new Mismatch(what, grounds, got.exchange, groundsOfCall(got.exchange, right.status));
}

/** The grounds of a refusal: what is wrong with the request, or with what it is about. */
function groundsOfRefusal({ operation, what, by, actor }: Step, right: Answer, got: Answer): Grounds {
  if (what !== "right" && what !== "unknown id") return by;
  const text = isObject(right.json) ? right.json["message"] : "";
  const isEmpty = text === "";
  // Data of another account: that it is not shown is documented, that it looks absent is not.
  if (actor === "second" && got.status < 300 && /^(get|list)/.test(operation))
    return hasContent(got.json) ? ["D 29-30"] : ["A-06"];
  if (right.status === 401) return ["D 29-30"];
  if (right.status === 409) return ["A-21"];
  if (operation === "legacyAdvertiseSnap")
    return isEmpty ? ["L 847-853"] : what === "unknown id" ? ["A-22"] : ["A-11"];
  if (operation === "legacyAdvertiseImage") return what === "unknown id" ? ["A-22"] : ["L 753-758"];
  if (operation.startsWith("legacy")) return ["A-22"];
  if (operation.startsWith("advertise"))
    return isEmpty ? ["A-10"] : isNoSpec(text) ? ["A-11"] : ["A-06", "A-29"];
  return right.status === 404 ? ["A-06", "A-29"] : ["A-01"];
}

/** Whether an answer shows something: an object, or a list that is not empty. */
const hasContent = (json: unknown): boolean =>
  isObject(json) && Object.values(json).some((value) => !Array.isArray(value) || value.length > 0);

const isNoSpec = (message: unknown): boolean =>
  typeof message === "string" && message.startsWith("Couldn't find a Spec for");

/** Texts are free, except those that the documents show (L 753-758, 851). */
function messageMismatch(operation: string, right: Answer, got: Answer): Mismatch | null {
  const [wanted, said] = [right, got].map(({ json }) => (isObject(json) ? json["message"] : undefined));
  if (right.status !== 404 || !/dvertise/.test(operation)) return null;
  const isLegacy = operation.startsWith("legacy");
  if (wanted === "" && said !== "")
    return new Mismatch(
      { expected: "an empty message", got: answerInWords(got) },
      isLegacy ? ["L 851"] : ["A-10"],
      got.exchange,
      groundsOfCall(got.exchange, right.status),
    );
  if (!isNoSpec(wanted) || isNoSpec(said)) return null;
  return new Mismatch(
    { expected: "a message that begins with: Couldn't find a Spec for", got: answerInWords(got) },
    operation === "legacyAdvertiseImage" ? ["L 753-758"] : ["A-11"],
    got.exchange,
    groundsOfCall(got.exchange, right.status),
  );
}

function bodyMismatch(spec: ContractSpec, step: Step, difference: Difference, answer: Answer): Mismatch {
  const { operation } = step;
  const { place, kind, expected, got } = difference;
  const path = place.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );
  const schema = spec.reader.answer(operation, String(answer.status))?.schema;
  const at = schema?.broken({ path: [...place], kind: "wrong", forms: [] });
  const ofPlace = at ? (kind === "missing" ? groundsOfPlace(at) : groundsOfBounds(at)) : [];
  const isList = place.length === 1 && (kind === "items" || kind === "order");
  const grounds = allOf(groundsOfOperation(operation), isList ? groundsOfList(step, kind) : ofPlace);
  return new Mismatch(
    { expected: `${path}: ${expected}`, got },
    grounds,
    answer.exchange,
    groundsOfCall(answer.exchange, answer.status),
  );
}

/** The grounds of the content and the order of a list. */
function groundsOfList({ operation, request }: Step, kind: Difference["kind"]): Grounds {
  const has = (name: string): boolean => request.query.some(([given]) => given === name);
  const hasDates = has("start_date") || has("end_date");
  const isLegacy = operation.startsWith("legacy");
  if (/dvertise/.test(operation)) return isLegacy ? ["L 708-713", "L 788-790"] : ["D 748", "D 832"];
  const one = isLegacy ? ["A-32"] : [];
  if (/TestEvents$/.test(operation)) {
    const isDocumented = kind === "items" && has("test_opportunity_id") && request.query.length === 1;
    return isDocumented ? [...one, "D 956"] : [...one, "A-23"];
  }
  if (!/TestResults/.test(operation)) return [];
  if (kind === "order") return [...one, "A-17"];
  return [...one, "D 1068", ...(hasDates ? ["A-17", "A-03"] : [])];
}
