import type { Answer } from "../target/answer.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { inWords, Mismatch } from "./mismatch.js";
import { type DeclaredAnswer, declaredAnswer, unmatchedAnswer } from "./schema/operation-schemas.js";
import { isAssumed } from "./grounds.js";
import { isObject, type SchemaProblem, schemaProblems } from "./schema/schema-problems.js";
import type { SchemaView } from "./schema/schema-view.js";

/** Most problems of one answer that a message tells. */
const MAX_PROBLEMS = 4;
/** Most characters of a body that a message shows. */
const MAX_BODY_LENGTH = 200;

/** The `id` of an error body by its status; only that of 404 is documented (L 756), the others are A-01. */
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
 * Judges an answer by the spec: status, content type, headers, body. `status` is the one that the clause expects; a
 * wrong one is judged by the clause's own statements, unless `by` names others.
 * @throws Mismatch
 */
export function judgeAnswer(
  spec: ContractSpec,
  operationId: string,
  status: string,
  answer: Answer,
  by?: readonly string[],
): void {
  if (String(answer.status) !== status) {
    throw new Mismatch({ expected: `status ${status}`, got: answerInWords(answer) }, by);
  }
  const declared = declaredAnswer(spec, operationId, status);
  if (!declared) throw new Error(`the spec declares no ${status} of ${operationId}`);
  throwWorst(answerProblems(spec, declared, answer, spec.validators[`${operationId}_${status}`]));
}

/** As {@link judgeAnswer}, for a request that is no operation (`x-unmatched-answers`). @throws Mismatch */
export function judgeUnmatched(spec: ContractSpec, status: "404" | "405", answer: Answer): void {
  const declared = unmatchedAnswer(spec, status);
  if (String(answer.status) !== status) {
    throw new Mismatch({ expected: `status ${status}`, got: answerInWords(answer) }, declared.provenance);
  }
  throwWorst(answerProblems(spec, declared, answer));
}

/** Status and body of an answer, short, for messages. */
export function answerInWords({ status, text }: Answer): string {
  const shown =
    text.length > MAX_BODY_LENGTH ? `${text.slice(0, MAX_BODY_LENGTH)}... (${text.length} characters)` : text;
  return `status ${status}${text === "" ? ", no body" : `: ${shown}`}`;
}

/** Everything that is wrong with the form of an answer, given that its status is right. */
function answerProblems(
  spec: ContractSpec,
  declared: DeclaredAnswer,
  answer: Answer,
  validate?: (data: unknown) => boolean,
): SchemaProblem[] {
  const problems = Object.entries(declared.headers).flatMap(([name, schema]) =>
    headerProblems(name, schema, answer.headers[name.toLowerCase()]),
  );
  const wrong = (path: string, expected: string, got: string): SchemaProblem => ({
    path,
    expected,
    got,
    provenance: declared.provenance,
  });
  if (declared.contentType === null) {
    return answer.text === "" ? problems : [...problems, wrong("", "no body", inWords(answer.text))];
  }
  if (answer.contentType !== declared.contentType) {
    const got = answer.contentType === "" ? "none" : answer.contentType;
    return [...problems, wrong("Content-Type", declared.contentType, got)];
  }
  if (answer.json === undefined) return [...problems, wrong("", "JSON", inWords(answer.text))];
  return [...problems, ...bodyProblems(declared, answer, validate)];
}

function bodyProblems(
  { schema, provenance }: DeclaredAnswer,
  { json, status }: Answer,
  validate?: (data: unknown) => boolean,
): SchemaProblem[] {
  const found = schema ? schemaProblems(json, schema) : [];
  const problems = found.filter(({ path }) => path !== "id" || schema?.schemaName !== "Error");
  if (schema?.schemaName === "Error" && isObject(json)) problems.push(...errorIdProblems(json, status));
  // The compiled validator has the last word; what is said about it is found by looking ourselves.
  if (problems.length === 0 && validate && !validate(json)) {
    problems.push({ path: "", expected: "a body that fits its schema", got: inWords(json), provenance });
  }
  return problems;
}

function errorIdProblems({ id }: Record<string, unknown>, status: number): SchemaProblem[] {
  const expected = ERROR_IDS[String(status)];
  if (expected === undefined || id === expected) return [];
  const provenance = status === 404 ? ["L 756", "L 850"] : ["A-01"];
  return [{ path: "id", expected: inWords(expected), got: inWords(id), provenance }];
}

function headerProblems(name: string, schema: SchemaView, text: string | undefined): SchemaProblem[] {
  const { provenance } = schema;
  if (text === undefined) return [{ path: name, expected: "the header", got: "none", provenance }];
  const value = schema.get("type") === "integer" && /^\d+$/.test(text) ? Number(text) : text;
  return schemaProblems(value, schema, name);
}

/** The problems that break a document, or else those that only refute assumptions, as one mismatch. */
function throwWorst(problems: readonly SchemaProblem[]): void {
  if (problems.length === 0) return;
  const documented = problems.filter(({ provenance }) => !isAssumed(provenance));
  const told = documented.length > 0 ? documented : problems;
  const at = (path: string): string => (path === "" ? "" : `${path}: `);
  const words = (part: "expected" | "got"): string =>
    told
      .slice(0, MAX_PROBLEMS)
      .map((problem) => at(problem.path) + problem[part])
      .join("; ");
  const more = told.length > MAX_PROBLEMS ? `; and ${told.length - MAX_PROBLEMS} more` : "";
  const by = [...new Set(told.flatMap(({ provenance }) => provenance))];
  throw new Mismatch({ expected: words("expected") + more, got: words("got") }, by);
}
