import { type ContractSpec, contractSpec } from "../../contract-tests/run/contract-spec.js";
import { answerProblems } from "../../contract-tests/judge/judge-answer.js";
import type { Answer } from "../../contract-tests/target/answer.js";
import { headerPlace, placeOfField, placesIn, WHOLE } from "../../src/parity/places.js";

/** What one answer of a deployment shows. */
export interface Evidence {
  operation: string;
  status: string;
  isDeclared: boolean;
  agrees: ReadonlySet<string>;
  differs: ReadonlyMap<string, { expected: string; by: readonly string[] }>;
}

/** The longest text of what was expected. */
const MAX_EXPECTED = 200;

/**
 * Compares an answer with the contract, place by place. Null if it says nothing: a page of a gateway, or a body that is not
 * known whole.
 */
export function evidenceOf(
  operation: string,
  answer: Answer,
  spec: ContractSpec = contractSpec,
): Evidence | null {
  const status = String(answer.status);
  const declared = spec.reader.answer(operation, status);
  const base = { operation, status, isDeclared: declared !== null };
  if (declared === null) {
    // What stands before a service has pages of its own.
    if (answer.contentType !== "application/json" && answer.text !== "") return null;
    const expected = `a status of ${Object.keys(spec.reader.operation(operation).answers).join(", ")}`;
    return { ...base, agrees: new Set(), differs: new Map([[WHOLE, { expected, by: [] }]]) };
  }
  if (
    declared.contentType === "application/json" &&
    answer.contentType !== "application/json" &&
    answer.status >= 400
  )
    return null;
  const problems = answerProblems(spec, declared, answer, `${operation}_${status}`);
  const headers = declared.headers.map(({ name }) => name);
  const placeOf = (path: string): string =>
    headers.includes(path) ? headerPlace(path) : placeOfField(path === "Content-Type" ? "" : path);
  const differs = new Map(
    problems.map(({ path, expected, grounds }) => [
      placeOf(path),
      { expected: expected.slice(0, MAX_EXPECTED), by: grounds },
    ]),
  );
  const [first] = differs.values();
  if (first !== undefined && !differs.has(WHOLE)) differs.set(WHOLE, first);
  const seen = [
    ...(declared.schema === null || answer.json === undefined ? [] : placesIn(declared.schema, answer.json)),
    ...headers.filter((name) => answer.headers[name.toLowerCase()] !== undefined).map(headerPlace),
    ...(problems.length === 0 ? [WHOLE] : []),
  ];
  return { ...base, agrees: new Set(seen.filter((place) => !differs.has(place))), differs };
}
