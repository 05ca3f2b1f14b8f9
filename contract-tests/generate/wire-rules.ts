import type { Operation } from "../../src/spec/operation-table.js";
import type { ContractSpec } from "../run/contract-spec.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import { type Place, valueAt, withValueAt } from "./places.js";
import { bodyOf, type PlainRequest, withBody } from "./plain-request.js";
import type { RequestRule, RuleKind } from "./rule.js";

/** One level more than the limit. */
const TOO_DEEP = 101;
/** Numbers that a double cannot represent, by the name in the clause id. */
const INEXACT = { integer: "12345678901234567890", exponent: "1e400" } as const;
const MARK = "number-to-come";

/** Rules for the form of a request: its method, content type, size and JSON. */
export function wireRules(spec: ContractSpec, operation: Operation): RequestRule[] {
  const rules = isFirstOfPath(spec, operation) ? [methodRule(operation)] : [];
  if (!operation.body) return rules;
  const { examples, schema } = spec.reader.operation(operation.operationId).body!;
  rules.push(contentTypeRule(operation), tooLargeRule(operation), brokenRule(operation));
  if (operation.body.required) rules.push(emptyRule(operation, examples[0]?.value));
  const opaque = opaquePlace(schema);
  if (opaque) rules.push(deepRule(operation, opaque), ...inexactRules(operation, opaque));
  return rules;
}

const isFirstOfPath = ({ operations }: ContractSpec, { path, operationId }: Operation): boolean =>
  operations.find((other) => other.path === path)?.operationId === operationId;

function methodRule(operation: Operation): RequestRule {
  return {
    ...ruleOf(operation, "method", "method"),
    id: `request.${operation.operationId}.method`,
    place: "method",
    title: `a method that ${operation.path} does not support is refused, with Allow`,
    expected: "405",
    provenance: ["A-25"],
    break: (request) => ({ ...request, method: "PATCH" }),
    repair: (request) =>
      request.method === "PATCH" ? { ...request, method: operation.method.toUpperCase() } : request,
  };
}

function contentTypeRule(operation: Operation): RequestRule {
  const declared = "415" in operation.responses;
  return {
    ...ruleOf(operation, "content-type", "content-type"),
    place: "headers.content-type",
    title: "a body that is not application/json is refused",
    expected: declared ? "415" : "400",
    provenance: declared ? ["A-01"] : ["A-33"],
    break: (request) => ({ ...request, headers: { ...request.headers, "content-type": "text/plain" } }),
    repair: (request) => ({
      ...request,
      headers: { ...request.headers, "content-type": "application/json" },
    }),
  };
}

function tooLargeRule(operation: Operation): RequestRule {
  const declared = "413" in operation.responses;
  const { maxBytes } = operation.body!;
  return {
    ...ruleOf(operation, "too-large", "too-large"),
    title: `a body of more than ${maxBytes} bytes is refused`,
    expected: declared ? "413" : "400",
    provenance: declared ? ["A-28"] : ["A-28", "A-33"],
    break: (request) => ({ ...request, body: (request.body ?? "").padEnd(maxBytes + 1) }),
    repair: (request) => (request.body ? { ...request, body: request.body.trim() } : request),
  };
}

function brokenRule(operation: Operation): RequestRule {
  return {
    ...ruleOf(operation, "json", "broken"),
    title: "a body that is not JSON is refused",
    provenance: "413" in operation.responses ? ["A-01"] : ["A-33"],
    break: (request) => ({ ...request, body: (request.body ?? "{}").slice(0, -1) }),
    repair(request) {
      const whole = { ...request, body: `${request.body ?? ""}}` };
      return bodyOf(request) === undefined && bodyOf(whole) !== undefined ? whole : request;
    },
  };
}

function emptyRule(operation: Operation, example: unknown): RequestRule {
  return {
    ...ruleOf(operation, "json", "empty"),
    title: "a request without its body is refused",
    provenance: "413" in operation.responses ? ["A-01"] : ["A-33"],
    break: (request) => ({ ...request, body: null }),
    repair: (request) => (request.body === null ? withBody(request, example) : request),
  };
}

function deepRule(operation: Operation, place: Place): RequestRule {
  return {
    ...ruleOf(operation, "json", "too-deep"),
    title: "a body nested deeper than 100 levels is refused",
    provenance: ["A-28"],
    break(request) {
      const deep = JSON.parse("[".repeat(TOO_DEEP) + "]".repeat(TOO_DEEP)) as unknown;
      return withBody(request, withValueAt(bodyOf(request), place, deep));
    },
    repair(request) {
      const body = bodyOf(request);
      const nested = JSON.stringify(valueAt(body, place) ?? null).startsWith("[".repeat(TOO_DEEP));
      return nested ? withBody(request, withValueAt(body, place, [])) : request;
    },
  };
}

function inexactRules(operation: Operation, place: Place): RequestRule[] {
  return Object.entries(INEXACT).map(([name, number]) => ({
    ...ruleOf(operation, "json", `inexact.${name}`),
    title: `a number that cannot be kept exactly (${number}) is refused`,
    provenance: ["A-28"],
    break(request: PlainRequest) {
      const marked = withBody(request, withValueAt(bodyOf(request), place, MARK));
      return { ...marked, body: marked.body!.replace(JSON.stringify(MARK), number) };
    },
    repair: (request: PlainRequest) =>
      request.body === null ? request : { ...request, body: request.body.replaceAll(number, "1") },
  }));
}

/** The common part of these rules. */
function ruleOf({ operationId }: Operation, kind: RuleKind, what: string) {
  return {
    id: `request.${operationId}.${what}`,
    operation: operationId,
    kind,
    place: "body",
    expected: "400",
    names: [],
    form: 0,
  };
}

/** A place in a body where any JSON is allowed; null if there is none. */
function opaquePlace(schema: SchemaView, place: Place = []): Place | null {
  if (schema.isOpaque) return place;
  const [first] = schema.forms;
  if (first) return opaquePlace(first, place);
  if (schema.items) return opaquePlace(schema.items, [...place, 0]);
  if (schema.get("type") !== "object") return null;
  for (const name of schema.propertyNames) {
    const found = opaquePlace(schema.property(name)!, [...place, name]);
    if (found) return found;
  }
  return typeof schema.get("additionalProperties") === "object"
    ? opaquePlace(schema.property("value")!, [...place, "value"])
    : null;
}
