import { isObject } from "../../src/schema/json-type.js";
import { judge, type Validate, type Violation } from "../../src/schema/violation.js";
import { inWords as violationInWords } from "../../src/schema/words.js";
import {
  allOf,
  assumptionsIn,
  formGrounds,
  type Grounds,
  groundsOfAnswer,
  groundsOfBounds,
  groundsOfCall,
  groundsOfOperation,
  groundsOfPlace,
  groundsOfText,
} from "./grounds.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import type { DeclaredAnswer } from "../../src/spec/spec-reader.js";
import type { ContractSpec } from "../run/contract-spec.js";
import type { Answer } from "../target/answer.js";
import { inWords, Mismatch, notOfGateway, notServerError } from "./mismatch.js";
import { missing } from "./missing.js";

/** A difference between an answer and the spec. */
export interface AnswerProblem {
  /** `products[0].snaps`, `Retry-After`; empty for the body itself. */
  path: string;
  expected: string;
  got: string;
  /** Its grounds. */
  grounds: Grounds;
}

/** The maximum number of problems in a message. */
const MAX_PROBLEMS = 4;
/** The maximum number of characters of a body in a message. */
const MAX_BODY_LENGTH = 200;

/** The `id` of an error body by status; only that of 404 is documented (L 756), the others are A-01. */
const ERROR_IDS: Readonly<Record<string, string>> = {
  "400": "invalid-data",
  "401": "unauthorized",
  "403": "forbidden",
  "404": "resource-not-found",
  "405": "method-not-allowed",
  "409": "conflict",
  "413": "payload-too-large",
  "415": "unsupported-media-type",
  "429": "too-many-requests",
  "500": "internal-error",
  "501": "not-implemented",
  "503": "service-unavailable",
};

/**
 * Judges an answer by the spec: status, content type, headers, body. `status` is the expected one; another
 * status is judged by the clause's own grounds, unless `grounds` is given.
 * @throws Mismatch
 */
export function judgeAnswer(
  spec: ContractSpec,
  operationId: string,
  status: string,
  answer: Answer,
  grounds?: Grounds,
): void {
  if (String(answer.status) !== status) {
    notServerError(answer);
    const what = { expected: `status ${status}`, got: answerInWords(answer) };
    throw new Mismatch(what, grounds, answer.exchange, groundsOfCall(answer.exchange, Number(status)));
  }
  const declared = spec.reader.answer(operationId, status);
  if (!declared) throw new Error(`the spec declares no ${status} for ${operationId}`);
  notOfGateway(answer);
  const problems = answerProblems(spec, declared, answer, `${operationId}_${status}`);
  throwWorst(problems, allOf(groundsOfOperation(operationId), groundsOfAnswer(status, declared)), answer);
}

/** As {@link judgeAnswer}, for a request that matches no operation (`x-unmatched-answers`). @throws Mismatch */
export function judgeUnmatched(spec: ContractSpec, status: "404" | "405", answer: Answer): void {
  const declared = spec.reader.unmatchedAnswer(status);
  if (String(answer.status) !== status) {
    const what = { expected: `status ${status}`, got: answerInWords(answer) };
    throw new Mismatch(what, declared.provenance, answer.exchange, groundsOfCall(answer.exchange));
  }
  notOfGateway(answer);
  throwWorst(
    answerProblems(spec, declared, answer, `unmatched_${status}`),
    groundsOfAnswer(status, declared),
    answer,
  );
}

/** Status and body of an answer, short, for messages. */
export function answerInWords({ status, text, textLength = text.length }: Answer): string {
  const shown =
    textLength > MAX_BODY_LENGTH ? `${text.slice(0, MAX_BODY_LENGTH)}... (${textLength} characters)` : text;
  return `status ${status}${text === "" ? ", no body" : `: ${shown}`}`;
}

/** All problems of the form of an answer with the correct status. */
export function answerProblems(
  { validators }: ContractSpec,
  declared: DeclaredAnswer,
  answer: Answer,
  validator: string,
): AnswerProblem[] {
  const problems = headerProblems(declared, answer, validators[`${validator}_headers`]);
  const wrong = (path: string, expected: string, got: string): AnswerProblem => ({
    path,
    expected,
    got,
    grounds: formGrounds(declared.provenance),
  });
  if (declared.contentType === null) {
    return answer.text === "" ? problems : [...problems, wrong("", "no body", inWords(answer.text))];
  }
  if (answer.contentType !== declared.contentType) {
    const got = answer.contentType === "" ? "none" : answer.contentType;
    return [...problems, wrong("Content-Type", declared.contentType, got)];
  }
  if (answer.json === undefined) return [...problems, wrong("", "JSON", inWords(answer.text))];
  const { schema } = declared;
  return schema ? [...problems, ...bodyProblems(schema, answer, validators[validator]!)] : problems;
}

function bodyProblems(schema: SchemaView, { json, status }: Answer, validate: Validate): AnswerProblem[] {
  const isError = schema.schemaName === "Error";
  const problems = judge(validate, json)
    // No document closes an object: a field more is no problem.
    .filter(({ path, kind }) => kind !== "unknown" && !(isError && path[0] === "id"))
    .map((violation) => problemOf(violation, schema.broken(violation), json));
  return isError && isObject(json) ? [...problems, ...errorIdProblems(json, status)] : problems;
}

function headerProblems(
  { headers }: DeclaredAnswer,
  answer: Answer,
  validate: Validate | undefined,
): AnswerProblem[] {
  if (!validate) return [];
  const came = headers.flatMap(({ name, schema }) => {
    const text = answer.headers[name.toLowerCase()];
    const isNumber = schema.get("type") === "integer" && /^\d+$/.test(text ?? "");
    return text === undefined ? [] : [[name, isNumber ? Number(text) : text] as const];
  });
  return judge(validate, Object.fromEntries(came)).map((violation) => {
    const { schema } = headers.find(({ name }) => name === violation.path[0])!;
    const path = violation.path.slice(1);
    const problem = problemOf(violation, schema.broken({ ...violation, path }), {});
    return violation.kind === "missing" ? { ...problem, expected: "the header", got: "none" } : problem;
  });
}

/** A violation with its grounds. */
function problemOf(violation: Violation, place: SchemaView, body: unknown): AnswerProblem {
  const { field: path, accepted, got } = violationInWords(violation);
  if (violation.kind !== "missing") {
    return { path, expected: accepted, got, grounds: groundsOfValue(violation, place) };
  }
  const around = violation.path.slice(0, -1).reduce((at, key) => (at as Record<string, unknown>)[key], body);
  const name = String(violation.path.at(-1));
  return { path, expected: accepted, ...missing(name, around as object, place) };
}

/** The grounds of a wrong value: those of its bounds if it violates them, otherwise of its type or form. */
function groundsOfValue({ keyword }: Violation, place: SchemaView): Grounds {
  if (["minLength", "maxLength"].includes(keyword)) return groundsOfText(place);
  const isControl = (place.get<string>("pattern") ?? "").includes("\\u0000");
  if (keyword === "pattern" && isControl) return allOf(groundsOfPlace(place), ["A-31"]);
  return ["enum", "minimum", "maximum"].includes(keyword) ? groundsOfBounds(place) : groundsOfPlace(place);
}

function errorIdProblems({ id }: Record<string, unknown>, status: number): AnswerProblem[] {
  const expected = ERROR_IDS[String(status)];
  if (expected === undefined || id === expected) return [];
  const grounds = status === 404 ? ["L 756", "L 850"] : ["A-01"];
  return [{ path: "id", expected: inWords(expected), got: inWords(id), grounds }];
}

/** One mismatch with the problems that violate a document or, without such, those that refute an assumption. */
function throwWorst(found: readonly AnswerProblem[], common: Grounds, { exchange }: Answer): void {
  if (found.length === 0) return;
  const problems = found.map((problem) => ({ ...problem, grounds: allOf(problem.grounds, common) }));
  const documented = problems.filter(({ grounds }) => assumptionsIn(grounds).length === 0);
  const told = documented.length > 0 ? documented : problems;
  const at = (path: string): string => (path === "" ? "" : `${path}: `);
  const words = (part: "expected" | "got"): string =>
    told
      .slice(0, MAX_PROBLEMS)
      .map((problem) => at(problem.path) + problem[part])
      .join("; ");
  const more = told.length > MAX_PROBLEMS ? `; and ${told.length - MAX_PROBLEMS} more` : "";
  const grounds = allOf(...told.map((problem) => problem.grounds));
  throw new Mismatch({ expected: words("expected") + more, got: words("got") }, grounds, exchange);
}
