import type { ContractSpec } from "../../run/contract-spec.js";
import { resolved, type SchemaNode, SchemaView } from "./schema-view.js";

/** The operation as the document has it. */
export function operationNode(spec: ContractSpec, operationId: string): SchemaNode {
  const { path, method } = spec.operation(operationId);
  return (spec.document["paths"] as Record<string, Record<string, SchemaNode>>)[path]![method]!;
}

/** Where an operation is known from, as the document says (`x-provenance`). */
export const provenanceOf = (spec: ContractSpec, operationId: string): readonly string[] =>
  provenance(operationNode(spec, operationId));

/** Schema of an operation's body; null where it takes none. */
export function bodySchema(spec: ContractSpec, operationId: string): SchemaView | null {
  const body = requestBody(spec, operationId);
  const schema = body && contentOf(body)?.["schema"];
  return schema
    ? new SchemaView(spec.document, schema as SchemaNode, provenance(operationNode(spec, operationId)))
    : null;
}

/** The request examples of an operation by name. */
export function bodyExamples(spec: ContractSpec, operationId: string): Record<string, unknown> {
  const examples = contentOf(requestBody(spec, operationId) ?? {})?.["examples"] ?? {};
  const entries = Object.entries(examples as Record<string, SchemaNode>);
  return Object.fromEntries(
    entries.map(([name, example]) => [name, resolved(spec.document, example)["value"]]),
  );
}

/** A parameter of an operation with its schema. */
export interface ParameterSchema {
  name: string;
  in: "path" | "query" | "header";
  schema: SchemaView;
  provenance: readonly string[];
  /** The first example of the document; null where it has none. */
  example: string | null;
}

/** The parameters of an operation, those of its path too. */
export function parameterSchemas(spec: ContractSpec, operationId: string): ParameterSchema[] {
  const { path } = spec.operation(operationId);
  const item = (spec.document["paths"] as Record<string, SchemaNode>)[path]!;
  const nodes = [item["parameters"] ?? [], operationNode(spec, operationId)["parameters"] ?? []].flat();
  return (nodes as SchemaNode[]).map((ref) => {
    const node = resolved(spec.document, ref);
    const examples = Object.values((node["examples"] ?? {}) as Record<string, { value: unknown }>);
    return {
      name: String(node["name"]),
      in: node["in"] as ParameterSchema["in"],
      schema: new SchemaView(spec.document, node["schema"] as SchemaNode, provenance(node)),
      provenance: provenance(node),
      example: examples[0] === undefined ? null : String(examples[0].value),
    };
  });
}

/** An answer that the document declares, or that it gives to what no operation takes. */
export interface DeclaredAnswer {
  provenance: readonly string[];
  description: string;
  /** Null where the answer has no body. */
  contentType: string | null;
  schema: SchemaView | null;
  headers: Readonly<Record<string, SchemaView>>;
}

/** What an operation may answer with this status; null where the document does not declare it. */
export function declaredAnswer(
  spec: ContractSpec,
  operationId: string,
  status: string,
): DeclaredAnswer | null {
  const responses = operationNode(spec, operationId)["responses"] as Record<string, SchemaNode>;
  return responses[status] ? readAnswer(spec, responses[status]) : null;
}

/** What the service answers to a request that is no operation: 404 and 405. */
export function unmatchedAnswer(spec: ContractSpec, status: "404" | "405"): DeclaredAnswer {
  const answers = spec.document["x-unmatched-answers"] as Record<string, SchemaNode>;
  return readAnswer(spec, answers[status]!);
}

function readAnswer({ document }: ContractSpec, ref: SchemaNode): DeclaredAnswer {
  const node = resolved(document, ref);
  const [contentType, content] =
    Object.entries((node["content"] ?? {}) as Record<string, SchemaNode>)[0] ?? [];
  const headers = Object.entries((node["headers"] ?? {}) as Record<string, SchemaNode>);
  return {
    provenance: provenance(node),
    description: String(node["description"]),
    contentType: contentType ?? null,
    schema: content ? new SchemaView(document, content["schema"] as SchemaNode, provenance(node)) : null,
    headers: Object.fromEntries(
      headers.map(([name, header]) => {
        const found = resolved(document, header);
        return [name, new SchemaView(document, found["schema"] as SchemaNode, provenance(found))];
      }),
    ),
  };
}

function requestBody(spec: ContractSpec, operationId: string): SchemaNode | null {
  const body = operationNode(spec, operationId)["requestBody"] as SchemaNode | undefined;
  return body ? resolved(spec.document, body) : null;
}

function contentOf(body: SchemaNode): SchemaNode | undefined {
  return Object.values((body["content"] ?? {}) as Record<string, SchemaNode>)[0];
}

function provenance(node: SchemaNode): readonly string[] {
  return (node["x-provenance"] ?? []) as string[];
}
