/**
 * Compiles an OpenAPI document into what the server needs at run time: the operation table and standalone validators.
 * Runs at build time for the product's own specs, and at start-up for `--spec FILE`.
 */
import { readFileSync } from "node:fs";
import SwaggerParser from "@apidevtools/swagger-parser";
import type { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { schemaCompiler, standaloneModule } from "../schema/compiler.js";
import type { Validate } from "../schema/violation.js";
import type { CompiledSpec, LoadedSpec, Method, Operation, Parameter, Security } from "./operation-table.js";

/** An OpenAPI document that cannot be used, in words for the user (exit code 2). */
export class SpecError extends Error {
  override name = "SpecError";
}

type Node = Record<string, unknown>;
const METHODS: readonly Method[] = ["get", "put", "post", "delete", "patch"];
const DOCUMENT_ID = "spec";
/** What a validator has no use for; `x-...` goes as well. `format` stays: messages tell it. */
const ANNOTATIONS = [
  "description",
  "examples",
  "example",
  "xml",
  "externalDocs",
  "discriminator",
  "deprecated",
];

/** An operation table with the validators' Ajv, which knows each of them by its name. */
export interface Compiled {
  spec: CompiledSpec;
  ajv: Ajv2020;
  /** Validator by exported name; several names may share one. */
  names: Map<string, string>;
}

/** Reads, checks and compiles the document in `file` (YAML or JSON). @throws SpecError */
export async function compileSpec(file: string): Promise<Compiled> {
  const document = await readSpec(file);
  const operations = operationsOf(document);
  const { title, version } = document["info"] as { title: string; version: string };
  return { spec: { title, version, operations, document }, ...compileValidators(document, operations) };
}

/** The validators as the text of an ES module that exports them as `validators`, for the build. */
export function validatorSource({ ajv, names }: Compiled): string {
  const unique = Object.fromEntries([...names.values()].map((key) => [key, key]));
  const table = [...names].map(([name, key]) => `  ${name}: ${key},`);
  return `${standaloneModule(ajv, unique)}\nexport const validators = {\n${table.join("\n")}\n};\n`;
}

/** The validators as functions, for `--spec FILE`. */
export function liveValidators({ ajv, names }: Compiled): LoadedSpec["validators"] {
  return Object.fromEntries([...names].map(([name, key]) => [name, ajv.getSchema(key) as Validate]));
}

async function readSpec(file: string): Promise<Node> {
  let document: Node;
  try {
    document = parse(readFileSync(file, "utf8")) as Node;
  } catch (error) {
    throw new SpecError(`${file}: ${firstLine(error)}`);
  }
  try {
    await SwaggerParser.validate(structuredClone(document) as never);
  } catch (error) {
    throw new SpecError(`${file}: not a valid OpenAPI document: ${firstLine(error)}`);
  }
  return document;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n")[0]!;
}

function resolve(document: Node, node: unknown): Node {
  let current = node as Node;
  while (typeof current["$ref"] === "string") {
    const pointer = current["$ref"].slice(2).split("/");
    current = pointer.reduce(
      (at, key) => at[key.replaceAll("~1", "/").replaceAll("~0", "~")] as Node,
      document,
    );
  }
  return current;
}

function operationsOf(document: Node): Operation[] {
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries((document["paths"] ?? {}) as Record<string, Node>)) {
    for (const method of METHODS) {
      if (item[method]) operations.push(operationOf(document, path, item, method));
    }
  }
  return operations;
}

function operationOf(document: Node, path: string, item: Node, method: Method): Operation {
  const node = item[method] as Node;
  const operationId = node["operationId"];
  if (typeof operationId !== "string")
    throw new SpecError(`${method.toUpperCase()} ${path} has no operationId`);
  const body = node["requestBody"] ? resolve(document, node["requestBody"]) : undefined;
  return {
    operationId,
    method,
    path,
    tag: (node["tags"] as string[] | undefined)?.[0] ?? "default",
    summary: (node["summary"] as string | undefined) ?? "",
    deprecated: node["deprecated"] === true,
    aliasOf: (node["x-alias-of"] as string | undefined) ?? null,
    security: securityOf((node["security"] ?? document["security"] ?? []) as Node[]),
    parameters: [...((item["parameters"] ?? []) as Node[]), ...((node["parameters"] ?? []) as Node[])].map(
      (p) => parameterOf(document, p),
    ),
    body: body
      ? {
          required: body["required"] === true,
          contentTypes: Object.keys(body["content"] as Node),
          maxBytes: Number(body["x-max-bytes"] ?? 1024 * 1024),
        }
      : null,
    responses: Object.fromEntries(
      Object.entries((node["responses"] ?? {}) as Record<string, Node>).map(([status, ref]) => {
        const response = resolve(document, ref);
        return [
          status,
          {
            contentType: Object.keys(response["content"] ?? {})[0] ?? null,
            headers: Object.entries((response["headers"] ?? {}) as Record<string, Node>)
              .filter(([, header]) => resolve(document, header)["required"] === true)
              .map(([name]) => name),
          },
        ];
      }),
    ),
  };
}

function securityOf(requirements: Node[]): Security {
  return requirements.some((requirement) => "oauth" in requirement) ? "oauth" : "none";
}

function parameterOf(document: Node, ref: Node): Parameter {
  const node = resolve(document, ref);
  return {
    name: String(node["name"]),
    in: node["in"] as Parameter["in"],
    required: node["required"] === true,
    description: (node["description"] as string | undefined) ?? "",
  };
}

/** Names of the exported validators: see `operation-table.ts`. */
function compileValidators(
  document: Node,
  operations: Operation[],
): { ajv: Ajv2020; names: Map<string, string> } {
  const ajv = schemaCompiler({
    code: { source: true, esm: true, lines: false },
    ...{ strict: true, strictRequired: false, strictTypes: false, inlineRefs: false },
  });
  ajv.addKeyword("components");
  ajv.addSchema(
    { $id: DOCUMENT_ID, components: { schemas: schemasOf(document) } },
    DOCUMENT_ID,
    false,
    false,
  );
  const names = new Map<string, string>();
  const keys = new Map<string, string>();
  const add = (name: string, schema: unknown): void => {
    const bare = bareSchema(schema) as object;
    const text = JSON.stringify(bare);
    if (!keys.has(text)) ajv.addSchema(bare, name);
    keys.set(text, keys.get(text) ?? name);
    names.set(name, keys.get(text)!);
  };
  for (const { operationId, path, method, parameters } of operations) {
    const item = (document["paths"] as Record<string, Node>)[path]!;
    const node = item[method] as Node;
    for (const place of ["path", "query"] as const) {
      add(`${operationId}_${place}`, parameterSchema(document, item, node, parameters, place));
    }
    if (node["requestBody"]) {
      const body = resolve(document, node["requestBody"]);
      add(`${operationId}_body`, Object.values(body["content"] as Record<string, Node>)[0]!["schema"]);
    }
    for (const [status, ref] of Object.entries((node["responses"] ?? {}) as Record<string, Node>)) {
      const content = Object.values((resolve(document, ref)["content"] ?? {}) as Record<string, Node>)[0];
      if (content?.["schema"]) add(`${operationId}_${status}`, content["schema"]);
    }
  }
  return { ajv, names };
}

function parameterSchema(
  document: Node,
  item: Node,
  node: Node,
  known: Parameter[],
  place: "path" | "query",
): Node {
  const refs = [...((item["parameters"] ?? []) as Node[]), ...((node["parameters"] ?? []) as Node[])];
  const properties: Record<string, unknown> = {};
  for (const ref of refs) {
    const parameter = resolve(document, ref);
    if (parameter["in"] === place) properties[String(parameter["name"])] = parameter["schema"] ?? {};
  }
  const required = known.filter((p) => p.in === place && p.required).map((p) => p.name);
  return { type: "object", properties, required, additionalProperties: false };
}

function schemasOf(document: Node): unknown {
  return bareSchema((document["components"] as Node | undefined)?.["schemas"] ?? {}, true);
}

/** A schema without annotations, its references (`#/components/...`) made to mean the document's. */
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
