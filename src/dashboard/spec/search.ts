import type { LoadedSpec, Operation } from "../../spec/operation-table.js";
import type { Assumption } from "./assumptions.js";
import type { Contradiction } from "../../spec/spec-reader.js";
import { type OperationView, operationView } from "./operation-view.js";
import { schemaRows } from "./schema-rows.js";
import type { ShownSchema } from "./shown-schema.js";

/** The operations in which every word of `query` is found: in names, paths, fields and descriptions. */
export function findOperations(spec: LoadedSpec, query: string): Operation[] {
  const words = wordsOf(query);
  if (words.length === 0) return spec.operations;
  return spec.operations.filter((operation) => holds(operationText(operationView(spec, operation)), words));
}

/** The assumptions in which every word of `query` is found. */
export function findAssumptions(all: readonly Assumption[], query: string): Assumption[] {
  const words = wordsOf(query);
  return all.filter(({ id, title, assumed, because, instead = "", operations }) =>
    holds([id, title, assumed, because, instead, ...operations].join("\n"), words),
  );
}

/** The contradictions in which every word of `query` is found. */
export function findContradictions(all: readonly Contradiction[], query: string): Contradiction[] {
  const words = wordsOf(query);
  return all.filter((one) => holds(Object.values(one).join("\n"), words));
}

const wordsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 20);

function holds(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

function operationText({
  operation,
  description,
  provenance,
  parameters,
  body,
  answers,
}: OperationView): string {
  const { operationId, method, path, summary, tag } = operation;
  return [
    ...[operationId, method, path, summary, tag, description, ...provenance],
    ...parameters.flatMap(({ name, schema }) => [name, ...schemaText(schema)]),
    ...schemaText(body?.schema ?? null),
    ...answers.flatMap(({ status, description: words, schema }) => [status, words, ...schemaText(schema)]),
  ].join("\n");
}

function schemaText(schema: ShownSchema | null): string[] {
  if (schema === null) return [];
  const rows = [{ name: schema.name ?? "", schema }, ...schemaRows(schema)];
  return rows.flatMap(({ name, schema: { description, provenance } }) => [name, description, ...provenance]);
}
