import type { LoadedSpec, Operation } from "../../spec/operation-table.js";
import { asNode, type Node, resolve, text, texts } from "./resolve.js";
import { schemaView, type SchemaView } from "./schema-view.js";

/** An example of a value, as the spec has it. */
export interface Example {
  name: string;
  summary: string;
  description: string;
  value: unknown;
}

export interface ParameterView {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  /** With the parameter's own description and provenance. */
  schema: SchemaView;
  examples: Example[];
}

export interface AnswerView {
  status: string;
  description: string;
  provenance: string[];
  headers: { name: string; schema: SchemaView }[];
  /** Null where the answer has no body. */
  schema: SchemaView | null;
  examples: Example[];
}

/** An operation with all that the spec says of it, for reading and for forms. */
export interface OperationView {
  operation: Operation;
  description: string;
  provenance: string[];
  contradiction: string | null;
  parameters: ParameterView[];
  body: { description: string; required: boolean; schema: SchemaView; examples: Example[] } | null;
  answers: AnswerView[];
}

/** The view of an operation of `spec`. */
export function operationView(spec: LoadedSpec, operation: Operation): OperationView {
  const document: Node = spec.document;
  const item = asNode(asNode(document["paths"])[operation.path]);
  const node = asNode(item[operation.method]);
  const parameters = [...list(item["parameters"]), ...list(node["parameters"])];
  return {
    operation,
    description: text(node["description"]),
    provenance: texts(node["x-provenance"]),
    contradiction: typeof node["x-contradiction"] === "string" ? node["x-contradiction"] : null,
    parameters: parameters.map((parameter) => parameterView(document, parameter)),
    body: node["requestBody"] === undefined ? null : bodyView(document, node["requestBody"]),
    answers: Object.entries(asNode(node["responses"]))
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([status, answer]) => answerView(document, status, answer)),
  };
}

function parameterView(document: Node, piece: unknown): ParameterView {
  const { node } = resolve(document, piece);
  return {
    name: text(node["name"]),
    in: node["in"] as ParameterView["in"],
    required: node["required"] === true,
    schema: annotated(document, node),
    examples: examplesOf(document, node),
  };
}

function bodyView(document: Node, piece: unknown): OperationView["body"] {
  const { node } = resolve(document, piece);
  const media = mediaOf(node);
  return {
    description: text(node["description"]),
    required: node["required"] === true,
    schema: schemaView(document, media["schema"]),
    examples: examplesOf(document, media),
  };
}

function answerView(document: Node, status: string, piece: unknown): AnswerView {
  const { node } = resolve(document, piece);
  const media = mediaOf(node);
  return {
    status,
    description: text(node["description"]),
    provenance: texts(node["x-provenance"]),
    headers: Object.entries(asNode(node["headers"])).map(([name, header]) => ({
      name,
      schema: annotated(document, resolve(document, header).node),
    })),
    schema: media["schema"] === undefined ? null : schemaView(document, media["schema"]),
    examples: examplesOf(document, media),
  };
}

/** The schema of a parameter or a header, with what that says beside it. */
function annotated(document: Node, node: Node): SchemaView {
  const view = schemaView(document, node["schema"] ?? {});
  const own = texts(node["x-provenance"]);
  return {
    ...view,
    description: text(node["description"]) || view.description,
    provenance: own.length > 0 ? own : view.provenance,
    deprecated: node["deprecated"] === true || view.deprecated,
  };
}

/** The JSON form of a body or an answer. */
function mediaOf(node: Node): Node {
  const content = asNode(node["content"]);
  return asNode(content["application/json"] ?? Object.values(content)[0]);
}

function examplesOf(document: Node, node: Node): Example[] {
  return Object.entries(asNode(node["examples"])).map(([name, piece]) => {
    const { node: example } = resolve(document, piece);
    return {
      name,
      summary: text(example["summary"]) || name,
      description: text(example["description"]),
      value: example["value"],
    };
  });
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
