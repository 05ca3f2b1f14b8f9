import type { Operation } from "../../src/spec/operation-table.js";
import type { ContractSpec } from "../run/contract-spec.js";
import type { DeclaredParameter } from "../../src/spec/spec-reader.js";
import { allOf } from "../judge/grounds.js";
import { boundsOf } from "./bounds.js";
import type { PlainRequest } from "./plain-request.js";
import type { RequestRule } from "./rule.js";

/** A query parameter that no operation has. */
export const UNKNOWN_PARAMETER = "unexpected_parameter";
/** Milliseconds since 1970, which clients often send, but which is not a documented form. */
const NO_DATE = "1451926708805";

/** Rules for malformed, unknown and repeated parameters of path and query. */
export function parameterRules(spec: ContractSpec, operation: Operation): RequestRule[] {
  const parameters = spec.reader.operation(operation.operationId).parameters;
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  return [
    ...parameters.flatMap((parameter) => boundRules(operation, parameter)),
    ...inQuery.filter(isDate).map((parameter) => dateRule(operation, parameter)),
    ...inQuery.map((parameter) => repeatedRule(operation, parameter)),
    unknownRule(operation, inQuery),
  ];
}

const isDate = ({ schema }: DeclaredParameter): boolean => schema.schemaName === "DateFilter";

function boundRules(operation: Operation, parameter: DeclaredParameter): RequestRule[] {
  // A path without a value is another path; a date that is too long is not a date anyway.
  const bounds = boundsOf(parameter.schema).filter(
    ({ keyword }) => !(parameter.in === "path" && keyword === "minLength") && !isDate(parameter),
  );
  return bounds.map((bound) => ({
    ...ruleFor(operation, parameter, `.${bound.keyword}`),
    title: `${parameter.name} ${bound.words} is refused`,
    // The documented lengths apply to advertisements; a longer filter may also find nothing.
    provenance: bound.keyword === "maxLength" ? allOf(bound.provenance, ["A-01"]) : bound.provenance,
    break: (request) => withParameter(request, parameter, String(bound.cross(valueOf(request, parameter)))),
    repair(request) {
      const value = valueOf(request, parameter);
      if (value === undefined || !bound.isCrossed(value)) return request;
      return parameter.in === "path"
        ? withParameter(request, parameter, String(bound.clamp(value)))
        : withoutParameter(request, parameter.name);
    },
  }));
}

function dateRule(operation: Operation, parameter: DeclaredParameter): RequestRule {
  return {
    ...ruleFor(operation, parameter, ".date"),
    title: `${parameter.name} that is not a date is refused`,
    provenance: ["A-01"],
    break: (request) => withParameter(request, parameter, NO_DATE),
    repair: (request) =>
      valueOf(request, parameter) === NO_DATE ? withoutParameter(request, parameter.name) : request,
  };
}

function repeatedRule(operation: Operation, parameter: DeclaredParameter): RequestRule {
  const { name, examples } = parameter;
  return {
    ...ruleFor(operation, parameter, ""),
    id: `request.${operation.operationId}.query.repeated.${name}`,
    kind: "repeated-query",
    title: `${name} given twice is refused`,
    provenance: ["A-24"],
    break(request) {
      const value = valueOf(request, parameter) ?? (examples[0]?.value as string | undefined) ?? "x";
      return {
        ...withParameter(request, parameter, value),
        query: [...others(request, name), [name, value], [name, value]],
      };
    },
    repair: (request) => ({
      ...request,
      query: request.query.filter(
        ([other], index) => other !== name || index === request.query.findIndex(([first]) => first === name),
      ),
    }),
  };
}

function unknownRule({ operationId }: Operation, known: readonly DeclaredParameter[]): RequestRule {
  return {
    id: `request.${operationId}.query.unknown`,
    operation: operationId,
    kind: "unknown-query",
    place: `query.${UNKNOWN_PARAMETER}`,
    title: "an unknown query parameter is refused",
    expected: "400",
    names: [UNKNOWN_PARAMETER],
    provenance: ["A-24"],
    form: 0,
    break: (request) => ({ ...request, query: [...request.query, [UNKNOWN_PARAMETER, "x"]] }),
    repair: (request) => ({
      ...request,
      query: request.query.filter(([name]) => known.some((parameter) => parameter.name === name)),
    }),
  };
}

/** The common part of the rules of a parameter. */
function ruleFor({ operationId }: Operation, parameter: DeclaredParameter, suffix: string) {
  const place = parameter.in === "path" ? ("path" as const) : ("query" as const);
  return {
    id: `request.${operationId}.${place}.${parameter.name}${suffix}`,
    operation: operationId,
    kind: place,
    place: `${place}.${parameter.name}`,
    expected: "400",
    names: [parameter.name],
    form: 0,
  };
}

function valueOf(request: PlainRequest, parameter: DeclaredParameter): string | undefined {
  return parameter.in === "path"
    ? request.path[parameter.name]
    : request.query.find(([name]) => name === parameter.name)?.[1];
}

function withParameter(request: PlainRequest, parameter: DeclaredParameter, value: string): PlainRequest {
  const { name } = parameter;
  if (parameter.in === "path") return { ...request, path: { ...request.path, [name]: value } };
  return { ...request, query: [...others(request, name), [name, value]] };
}

const withoutParameter = (request: PlainRequest, name: string): PlainRequest => ({
  ...request,
  query: others(request, name),
});

const others = ({ query }: PlainRequest, name: string): PlainRequest["query"] =>
  query.filter(([other]) => other !== name);
