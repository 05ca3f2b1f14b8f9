/**
 * Checks that everything in the spec names its sources: `x-provenance`, a list of `D n` and `L n` (lines of the API
 * reference), `P` (public clients of the time) and `A-nn` (`assumptions.yaml`); and that its contradictions are
 * listed.
 */
import { pointerBelow } from "../src/schema/field-path.js";
import { valueAt } from "../src/spec/document.js";

type Node = Record<string, unknown>;

/** One `x-provenance` of the spec. */
export interface Citation {
  /** JSON pointer of what has it: `#/components/schemas/Product/properties/name`. */
  pointer: string;
  tags: unknown[];
}

/** A place that must name its sources. */
interface Place {
  pointer: string;
  kind: "operation" | "parameter" | "answer" | "property";
  node: Node;
}

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
const TAG = /^(?:[DL] (?<first>\d+)(?:-(?<last>\d+))?|P|(?<assumption>A-\d\d))$/;
/** Keywords whose values are data, which is not checked. */
const DATA = new Set(["example", "examples", "default", "const", "enum"]);

/**
 * The provenance problems of a parsed (not dereferenced) OpenAPI document, one line each. References are checked at
 * their definition.
 */
export function provenanceProblems(document: unknown, assumptionIds: ReadonlySet<string>): string[] {
  const problems = [...placesOf(document as Node)]
    .filter(({ node }) => !hasTags(node, document as Node))
    .map(({ pointer, kind }) => `${pointer}: ${kind} without x-provenance`);
  const cited = new Set<string>();
  for (const { pointer, tags } of citationsOf(document)) {
    for (const tag of tags) {
      const problem = tagProblem(tag, assumptionIds);
      if (problem) problems.push(`${pointer}: ${problem}`);
      else cited.add(String(tag));
    }
  }
  for (const id of assumptionIds) {
    if (!cited.has(id)) problems.push(`${id}: no place in the spec cites it`);
  }
  return [...problems, ...contradictionProblems(document as Node)];
}

/** Each `x-contradiction` must be one of the root's `x-contradictions`, and each of those must be used. */
function contradictionProblems(document: Node): string[] {
  const listed = Object.keys(document["x-contradictions"] ?? {});
  const named = [...valuesOf("x-contradiction", document)];
  return [
    ...named
      .filter(({ value }) => !listed.includes(String(value)))
      .map(({ pointer, value }) => `${pointer}: ${JSON.stringify(value)} is not in x-contradictions`),
    ...listed
      .filter((id) => !named.some(({ value }) => value === id))
      .map((id) => `${id}: no place in the spec has this contradiction`),
  ];
}

/** Every `x-provenance` in a document, in its order. */
export function* citationsOf(document: unknown): Generator<Citation> {
  for (const { pointer, value } of valuesOf("x-provenance", document))
    yield { pointer, tags: Array.isArray(value) ? value : [value] };
}

/** Every value of the extension `name` in a document, in its order. */
function* valuesOf(
  name: string,
  node: unknown,
  pointer = "#",
): Generator<{ pointer: string; value: unknown }> {
  if (typeof node !== "object" || node === null) return;
  const value = (node as Node)[name];
  if (value !== undefined) yield { pointer, value };
  // Under `properties` the keys are names: a property called `default` is not data.
  const names = pointer.endsWith("/properties");
  for (const [key, inner] of Object.entries(node)) {
    if (key !== name && (names || !DATA.has(key))) yield* valuesOf(name, inner, pointerBelow(pointer, key));
  }
}

function tagProblem(tag: unknown, assumptionIds: ReadonlySet<string>): string | null {
  const match = typeof tag === "string" ? TAG.exec(tag) : null;
  if (!match) return `${JSON.stringify(tag)} is not one of "D n", "D n-m", "L n", "L n-m", "P", "A-nn"`;
  const { first, last, assumption } = match.groups!;
  if (last !== undefined && Number(last) <= Number(first)) return `"${match[0]}" ends before it begins`;
  if (assumption !== undefined && !assumptionIds.has(assumption))
    return `${assumption} is not in the list of assumptions`;
  return null;
}

/** A bare `$ref` inherits the sources of its target; with other keys it is a separate definition. */
function hasTags(node: Node, document: Node): boolean {
  const tags = node["x-provenance"];
  if (tags !== undefined) return !Array.isArray(tags) || tags.length > 0;
  const ref = node["$ref"];
  if (typeof ref !== "string" || Object.keys(node).length > 1) return false;
  const target = valueAt(document, ref);
  return target !== undefined && hasTags(target as Node, document);
}

function* placesOf(document: Node): Generator<Place> {
  for (const [path, item, pointer] of children(document, "paths", "#")) {
    yield* parametersOf(item, pointer);
    for (const method of METHODS) {
      const operation = item[method] as Node | undefined;
      if (!operation || path.startsWith("x-")) continue;
      const at = pointerBelow(pointer, method);
      yield { pointer: at, kind: "operation", node: operation };
      yield* parametersOf(operation, at);
      yield* contentOf((operation["requestBody"] ?? {}) as Node, `${at}/requestBody`);
      yield* answersOf(operation, "responses", at);
    }
  }
  yield* answersOf(document, "x-unmatched-answers", "#");
  const components = (document["components"] ?? {}) as Node;
  yield* parametersOf(components, "#/components");
  yield* answersOf(components, "responses", "#/components");
  for (const [, body, at] of children(components, "requestBodies", "#/components"))
    yield* contentOf(body, at);
  for (const [, header, at] of children(components, "headers", "#/components"))
    yield* schemaUnder(header, at);
  for (const [, schema, at] of children(components, "schemas", "#/components"))
    yield* propertiesOf(schema, at);
}

function* parametersOf(node: Node, pointer: string): Generator<Place> {
  for (const [, parameter, at] of children(node, "parameters", pointer)) {
    yield { pointer: at, kind: "parameter", node: parameter };
    yield* schemaUnder(parameter, at);
  }
}

function* answersOf(node: Node, key: string, pointer: string): Generator<Place> {
  for (const [, answer, at] of children(node, key, pointer)) {
    yield { pointer: at, kind: "answer", node: answer };
    yield* contentOf(answer, at);
    for (const [, header, headerAt] of children(answer, "headers", at)) yield* schemaUnder(header, headerAt);
  }
}

function* contentOf(node: Node, pointer: string): Generator<Place> {
  for (const [, media, at] of children(node, "content", pointer)) yield* schemaUnder(media, at);
}

function* schemaUnder(node: Node, pointer: string): Generator<Place> {
  if (node["schema"]) yield* propertiesOf(node["schema"] as Node, `${pointer}/schema`);
}

/** The properties of a schema and of every schema in it. */
function* propertiesOf(schema: Node, pointer: string): Generator<Place> {
  if (typeof schema !== "object") return;
  for (const key of ["properties", "patternProperties"]) {
    for (const [, property, at] of children(schema, key, pointer)) {
      yield { pointer: at, kind: "property", node: property };
      yield* propertiesOf(property, at);
    }
  }
  for (const key of ["oneOf", "anyOf", "allOf", "prefixItems", "$defs"]) {
    for (const [, part, at] of children(schema, key, pointer)) yield* propertiesOf(part, at);
  }
  for (const key of ["items", "additionalProperties", "not", "if", "then", "else"]) {
    if (schema[key]) yield* propertiesOf(schema[key] as Node, pointerBelow(pointer, key));
  }
}

/** The entries of a map or list: name or index, value, pointer. */
function children(node: Node, key: string, pointer: string): [string, Node, string][] {
  const at = pointerBelow(pointer, key);
  return Object.entries((node[key] ?? {}) as Record<string, Node>).map(([name, value]) => [
    name,
    value,
    pointerBelow(at, name),
  ]);
}
