import type { CompiledSpec } from "../../../src/spec/operation-table.js";

/** What is read of a schema of the spec. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  minLength?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  oneOf?: Schema[];
}

/** Headers and schema of one declared answer. */
export interface DeclaredAnswer {
  /** Null where the answer has no body. */
  schema: Schema | null;
  /** Names of the headers that it must have. */
  headers: string[];
}

type Node = Record<string, unknown>;

/** Reads a document whose references are kept. */
export class SchemaReader {
  constructor(private readonly document: CompiledSpec["document"]) {}

  /** The schema that a reference leads to; what stands beside a reference is of no matter here. */
  resolve(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : this.resolve(this.#at(schema.$ref));
  }

  /** The alternatives of a schema: those of `oneOf`, else itself. */
  branches(schema: Schema): Schema[] {
    const found = this.resolve(schema);
    return found.oneOf?.flatMap((branch) => this.branches(branch)) ?? [found];
  }

  /** An answer of the document by method, path and status. */
  answer(method: string, path: string, status: string): DeclaredAnswer {
    const item = (this.document["paths"] as Record<string, Record<string, Node>>)[path]!;
    const responses = item[method]!["responses"] as Record<string, Node>;
    return this.#declared(responses[status]!);
  }

  /** An answer to requests that no operation matches. */
  unmatched(status: string): DeclaredAnswer {
    return this.#declared((this.document["x-unmatched-answers"] as Record<string, Node>)[status]!);
  }

  #declared(node: Node): DeclaredAnswer {
    const found = typeof node["$ref"] === "string" ? this.#at(node["$ref"]) : node;
    const content = found["content"] as Record<string, { schema: Schema }> | undefined;
    return {
      schema: content === undefined ? null : Object.values(content)[0]!.schema,
      headers: Object.keys((found["headers"] as Node | undefined) ?? {}),
    };
  }

  #at(pointer: string): Node {
    const keys = pointer.slice(2).split("/");
    return keys.reduce<Node>((node, key) => node[key] as Node, this.document);
  }
}
