/**
 * Compiles an OpenAPI document into what the server needs at run time: the operation table and standalone validators.
 * Runs at build time for the product's own specs, and at start-up for `--spec FILE`.
 */
import SwaggerParser from "@apidevtools/swagger-parser";
import type { Ajv2020 } from "ajv/dist/2020.js";
import { schemaCompiler, standaloneModule } from "../schema/compiler.js";
import { predicateCompiler, withoutPlaces, withTags } from "../schema/predicates.js";
import type { Validate } from "../schema/violation.js";
import { asNode, type Node, valueAt } from "./document.js";
import type { CompiledSpec, LoadedSpec, Operation } from "./operation-table.js";
import {
  type DeclaredAnswer,
  type DeclaredHeader,
  type DeclaredOperation,
  readerOf,
  type SpecReader,
} from "./spec-reader.js";
import { boundedValue, readBoundedYaml } from "../text/bounded-yaml.js";
import { textOfFile } from "../text/file-text.js";

/** An invalid OpenAPI document, with a message for the user (exit code 2). */
export class SpecError extends Error {
  override name = "SpecError";
}

const DOCUMENT_ID = "spec";
/** Before the name of a schema of the document in a reference. */
const OWN = `${DOCUMENT_ID}#/components/schemas/`;
/** Keywords that validators do not need, besides `x-...`. `format` stays, because messages name it. */
const ANNOTATIONS = [
  "description",
  "examples",
  "example",
  "xml",
  "externalDocs",
  "discriminator",
  "deprecated",
];

/** Maximum number of lists inside of each other: Ajv looks through each of them twice, and so on inside. */
const MAX_LISTS = 12;
/** Maximum number of values when references are followed: the check looks at each as often as it is referred to. */
const MAX_FOLLOWED = 1_000_000;

/** An operation table with the Ajv instance that has the validators by name. */
export interface Compiled {
  spec: CompiledSpec;
  ajv: Ajv2020;
  /** The same for predicates. */
  predicates: Ajv2020;
  /** Validator by exported name; several names may share one. */
  names: Map<string, string>;
}

/** Reads, checks and compiles the document in `file` (YAML or JSON). @throws SpecError */
export async function compileSpec(file: string): Promise<Compiled> {
  const document = await readSpec(file);
  const reader = readerOf(document);
  const operations = reader.operations.map(entryOf);
  const { title, version } = document["info"] as { title: string; version: string };
  return { spec: { title, version, operations, document }, ...compileValidators(document, reader) };
}

/** The validators as the text of an ES module that exports them as `validators`, for the build. */
export const validatorSource = ({ ajv, names }: Compiled): string => moduleOf(ajv, names);

/** The same for the predicates. */
export const predicateSource = ({ predicates, names }: Compiled): string =>
  withoutPlaces(moduleOf(predicates, names));

function moduleOf(ajv: Ajv2020, names: Compiled["names"]): string {
  const unique = Object.fromEntries([...names.values()].map((key) => [key, key]));
  const table = [...names].map(([name, key]) => `  ${name}: ${key},`);
  return `${standaloneModule(ajv, unique)}\nexport const validators = {\n${table.join("\n")}\n};\n`;
}

/** The validators as functions, for `--spec FILE`. */
export function liveValidators({ ajv, predicates, names }: Compiled): LoadedSpec["validators"] {
  const validators = [...names].map(([name, key]) => {
    const fits = predicates.getSchema(key) as Validate;
    return [name, Object.assign(ajv.getSchema(key) as Validate, { fits })];
  });
  return Object.fromEntries(validators) as LoadedSpec["validators"];
}

async function readSpec(file: string): Promise<Node> {
  let document: Node;
  try {
    const read = readBoundedYaml(textOfFile(file));
    const [problem] = read.problems;
    if (problem) throw new Error(`line ${problem.line}: not YAML: ${problem.message}`);
    document = boundedValue(read) as Node;
    if (followedSize(document) > MAX_FOLLOWED)
      throw new Error(`more than ${MAX_FOLLOWED} values, where references are followed`);
    if (listsIn(document) > MAX_LISTS) throw new Error(`more than ${MAX_LISTS} lists inside of each other`);
  } catch (error) {
    throw new SpecError(`${file}: ${firstLine(error)}`);
  }
  try {
    await SwaggerParser.validate(structuredClone(document) as never, { resolve: { external: false } });
  } catch (error) {
    throw new SpecError(`${file}: not a valid OpenAPI document: ${firstLine(error)}`);
  }
  return document;
}

/**
 * How many values the document has when each reference within it is followed, as its check does. One that leads back into itself is
 * followed once. @throws Error for a reference that leads out of the document
 */
function followedSize(document: Node): number {
  const known = new Map<object, number>();
  const size = (value: unknown): number => {
    if (typeof value !== "object" || value === null) return 1;
    const found = known.get(value);
    if (found !== undefined) return found;
    known.set(value, 1);
    const { $ref } = value as Node;
    if (typeof $ref === "string" && !$ref.startsWith("#"))
      throw new Error(`the reference ${$ref} leads out of the document`);
    // The check also reads what stands beside a reference.
    const inner = Object.values(value);
    if (typeof $ref === "string") inner.push(valueAt(document, $ref));
    const total = inner.reduce<number>((sum, one) => sum + size(one), 1);
    known.set(value, total);
    return total;
  };
  return size(document);
}

/** How many lists are inside of each other. */
function listsIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const most = Object.values(value).reduce<number>((deepest, inner) => Math.max(deepest, listsIn(inner)), 0);
  return Array.isArray(value) ? most + 1 : most;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n")[0]!;
}

/** The entry of an operation in the table. @throws SpecError */
function entryOf({ answers, parameters, body, ...declared }: DeclaredOperation): Operation {
  const { operationId, method, path, tag, summary, deprecated, aliasOf, security } = declared;
  if (operationId === "") throw new SpecError(`${method.toUpperCase()} ${path} has no operationId`);
  return {
    ...{ operationId, method, path, tag, summary, deprecated, aliasOf, security },
    parameters: parameters.map(({ name, in: place, required, description, schema }) => ({
      ...{ name, in: place, required, description, isId: schema.get("format") === "uuid" },
    })),
    body: body && {
      required: body.required,
      contentTypes: [...body.contentTypes],
      maxBytes: body.maxBytes,
    },
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, { contentType, headers }]) => [
        status,
        { contentType, headers: headers.filter(({ required }) => required).map(({ name }) => name) },
      ]),
    ),
  };
}

/** Names of the exported validators: see `operation-table.ts`. */
function compileValidators(document: Node, reader: SpecReader): Omit<Compiled, "spec"> {
  const options = {
    code: { source: true, esm: true, lines: false },
    ...{ strict: true, strictRequired: false, strictTypes: false },
  };
  const ajv = schemaCompiler({ ...options, inlineRefs: false });
  const schemas = schemasOf(document) as Node;
  const predicates = predicateCompiler(options, document);
  const tagged = (schema: unknown): object =>
    withTags(schema, (ref) => schemas[ref.slice(OWN.length)]) as object;
  for (const [compiler, all] of [[ajv, schemas] as const, [predicates, tagged(schemas)] as const]) {
    compiler.addKeyword("components");
    compiler.addSchema({ $id: DOCUMENT_ID, components: { schemas: all } }, DOCUMENT_ID, false, false);
  }
  const names = new Map<string, string>();
  const keys = new Map<string, string>();
  const add = (name: string, schema: unknown): void => {
    const bare = bareSchema(schema) as object;
    const text = JSON.stringify(bare);
    if (!keys.has(text)) {
      ajv.addSchema(bare, name);
      predicates.addSchema(tagged(bare), name);
    }
    keys.set(text, keys.get(text) ?? name);
    names.set(name, keys.get(text)!);
  };
  const addAnswer = (name: string, { schema, headers }: DeclaredAnswer): void => {
    if (schema) add(name, schema.source);
    if (headers.length > 0) add(`${name}_headers`, schemaByName(headers));
  };
  for (const { operationId, parameters, body, answers } of reader.operations) {
    for (const place of ["path", "query"] as const)
      add(`${operationId}_${place}`, schemaByName(parameters.filter((parameter) => parameter.in === place)));
    if (body) add(`${operationId}_body`, body.schema.source);
    for (const [status, answer] of Object.entries(answers)) addAnswer(`${operationId}_${status}`, answer);
  }
  for (const [status, answer] of Object.entries(reader.unmatchedAnswers))
    addAnswer(`unmatched_${status}`, answer);
  return { ajv, predicates, names };
}

/** The schema of parameters or of headers by their names. */
function schemaByName(parts: readonly Pick<DeclaredHeader, "name" | "required" | "schema">[]): Node {
  return {
    type: "object",
    properties: Object.fromEntries(parts.map(({ name, schema }) => [name, schema.source])),
    required: parts.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

function schemasOf(document: Node): unknown {
  return bareSchema(asNode(document["components"])["schemas"] ?? {}, true);
}

/** A schema without annotations, whose references (`#/components/...`) point into the document. */
function bareSchema(node: unknown, isMap = false): unknown {
  if (Array.isArray(node)) return node.map((item) => bareSchema(item));
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => isMap || !(ANNOTATIONS.includes(key) || key.startsWith("x-")))
      .map(([key, value]) => {
        if (key === "$ref" && typeof value === "string") return [key, value.replace(/^#/, `${DOCUMENT_ID}#`)];
        return [key, bareSchema(value, !isMap && (key === "properties" || key === "$defs"))];
      }),
  );
}
