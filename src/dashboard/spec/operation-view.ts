import type { LoadedSpec, Operation } from "../../spec/operation-table.js";
import { type DeclaredHeader, type Example, readerOf } from "../../spec/spec-reader.js";
import { shownSchema, type ShownSchema } from "./shown-schema.js";

export interface ParameterView {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  /** The schema, with the parameter's own description and provenance. */
  schema: ShownSchema;
  examples: readonly Example[];
}

export interface AnswerView {
  status: string;
  description: string;
  provenance: readonly string[];
  headers: { name: string; schema: ShownSchema }[];
  /** The body's schema; null if the answer has no body. */
  schema: ShownSchema | null;
  examples: readonly Example[];
}

/** An operation with everything that the spec says about it, for display and for forms. */
export interface OperationView {
  operation: Operation;
  description: string;
  provenance: readonly string[];
  contradiction: string | null;
  parameters: ParameterView[];
  body: { description: string; required: boolean; schema: ShownSchema; examples: readonly Example[] } | null;
  answers: AnswerView[];
}

/** The view of an operation of `spec`. */
export function operationView(spec: LoadedSpec, operation: Operation): OperationView {
  const { description, provenance, contradiction, parameters, body, answers } = readerOf(
    spec.document,
  ).operation(operation.operationId);
  return {
    operation,
    description,
    provenance,
    contradiction,
    parameters: parameters.map(({ name, in: place, required, examples, ...own }) => ({
      ...{ name, in: place, required, examples },
      schema: annotated(own),
    })),
    body: body && {
      description: body.description,
      required: body.required,
      schema: shownSchema(body.schema),
      examples: body.examples,
    },
    answers: Object.entries(answers)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([status, { headers, schema, ...answer }]) => ({
        ...{
          status,
          description: answer.description,
          provenance: answer.provenance,
          examples: answer.examples,
        },
        headers: headers.map((header) => ({ name: header.name, schema: annotated(header) })),
        schema: schema && shownSchema(schema),
      })),
  };
}

/** The schema of a parameter or a header, with the description and provenance beside it. */
function annotated({
  schema,
  description,
  provenance,
  deprecated,
}: Pick<DeclaredHeader, "schema" | "description" | "provenance" | "deprecated">): ShownSchema {
  const shown = shownSchema(schema);
  return {
    ...shown,
    description: description || shown.description,
    provenance: provenance.length > 0 ? [...provenance] : shown.provenance,
    deprecated: deprecated || shown.deprecated,
  };
}
