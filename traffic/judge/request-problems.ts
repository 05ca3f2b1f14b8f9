import { parametersOf } from "../parameters.js";
import {
  allOf,
  type Grounds,
  groundsOfBounds,
  groundsOfOperation,
  groundsOfPlace,
} from "../../contract-tests/judge/grounds.js";
import type { ContractSpec } from "../../contract-tests/run/contract-spec.js";
import type { OperationAt } from "../../contract-tests/run/operation-of.js";
import { judge, type Violation } from "../../src/schema/violation.js";
import { inWords } from "../../src/schema/words.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import { headerOf, jsonOf, type TrafficExchange } from "../exchange.js";

/** One way in which a request is not as the contract says. */
export interface RequestProblem {
  /** `body.revision: got "2"; accepted: a whole number`. */
  text: string;
  grounds: Grounds;
}

/** What is wrong with a request by the spec; null if it cannot be known, because the body was not kept whole. */
export function requestProblems(
  spec: ContractSpec,
  { operation, path }: OperationAt,
  exchange: TrafficExchange,
): RequestProblem[] | null {
  const { operationId, body } = operation;
  const declared = spec.reader.operation(operationId);
  const common = groundsOfOperation(operationId);
  const found: RequestProblem[] = [];
  const note = (
    root: string,
    violations: readonly Violation[],
    placeOf: (one: Violation) => SchemaView | null,
  ): void => {
    for (const violation of violations)
      found.push({
        text: textOf(root, violation),
        grounds: allOf(groundsOf(violation, placeOf(violation), root), common),
      });
  };
  const { query, repeated } = parametersOf(exchange.path);
  for (const [root, values] of [
    ["path", path],
    ["query", query],
  ] as const) {
    const validate = spec.validators[`${operationId}_${root}`];
    const parameterOf = (one: Violation): SchemaView | null =>
      declared.parameters.find(({ name, in: at }) => at === root && name === one.path[0])?.schema ?? null;
    if (validate) note(root, judge(validate, values), parameterOf);
  }
  for (const name of repeated) found.push({ text: `query.${name}: given twice`, grounds: ["A-24"] });
  if (!body) return found;
  const wrong = bodyProblem(exchange, body.required);
  if (wrong === "unknown") return null;
  if (wrong !== null) return [...found, { text: wrong, grounds: allOf(["A-01"], common) }];
  const validate = spec.validators[`${operationId}_body`];
  const json = jsonOf(exchange.body);
  if (validate && json !== undefined)
    note("body", judge(validate, json), (one) => declared.body!.schema.broken(one));
  return found;
}

/** What is wrong with a body before its content; `unknown` if that cannot be known. */
function bodyProblem({ body, headers }: TrafficExchange, isRequired: boolean): string | null {
  if (body.bytes === 0) return isRequired ? "body: missing" : null;
  if (body.isCut || body.text === null) return "unknown";
  const type = (headerOf(headers, "content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  if (type !== "application/json") return `Content-Type: got ${type === "" ? "none" : type}`;
  if (headerOf(headers, "content-encoding") !== undefined) return "unknown";
  return jsonOf(body) === undefined ? "body: not JSON" : null;
}

function textOf(root: string, violation: Violation): string {
  const { field, reason } = inWords(violation);
  return `${field === "" ? root : `${root}.${field}`}: ${reason}`;
}

/**
 * Documented is that a field is required, that a revision is an integer and the two maximal lengths of what is advertised
 * (contract.md §11); what else is refused is assumed.
 */
function groundsOf({ kind, keyword }: Violation, place: SchemaView | null, root: string): Grounds {
  if (kind === "unknown" || place === null) return ["A-24"];
  if (root !== "body") return allOf(groundsOfBounds(place), ["A-01"]);
  if (kind === "missing") return groundsOfPlace(place);
  if (keyword === "type" && place.get("type") === "integer") return groundsOfPlace(place);
  if (keyword === "maxLength") return groundsOfBounds(place);
  return allOf(groundsOfBounds(place), ["A-01"]);
}
