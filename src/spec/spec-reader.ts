import { asNode, type Node, resolved, text, texts } from "./document.js";
import type { Method, OperationHead, Security } from "./operation-table.js";
import { SchemaView } from "./schema-view.js";

/** The annotations of a place in the document. */
interface Described {
  description: string;
  /** Its sources: `D 701`, `A-14`. */
  provenance: readonly string[];
}

/** An example of a value. */
export interface Example {
  name: string;
  /** Its summary, or its name if it has none. */
  summary: string;
  description: string;
  value: unknown;
}

/** A parameter of an operation or of its path. */
export interface DeclaredParameter extends Described {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  deprecated: boolean;
  schema: SchemaView;
  examples: readonly Example[];
}

/** The body that an operation takes. */
export interface DeclaredBody {
  description: string;
  required: boolean;
  contentTypes: readonly string[];
  maxBytes: number;
  schema: SchemaView;
  examples: readonly Example[];
}

/** A header of an answer. */
export interface DeclaredHeader extends Described {
  name: string;
  required: boolean;
  deprecated: boolean;
  schema: SchemaView;
}

/** An answer that the document declares for an operation, or for requests without an operation. */
export interface DeclaredAnswer extends Described {
  /** Null if the answer has no body. */
  contentType: string | null;
  schema: SchemaView | null;
  headers: readonly DeclaredHeader[];
  examples: readonly Example[];
}

/** An operation with everything that the document says about it. */
export interface DeclaredOperation extends Described, OperationHead {
  /** `C-3`: documented statements that disagree. */
  contradiction: string | null;
  parameters: readonly DeclaredParameter[];
  body: DeclaredBody | null;
  /** By status. */
  answers: Readonly<Record<string, DeclaredAnswer>>;
}

/** An entry of `x-contradictions`: two statements of the documents that disagree. */
export interface Contradiction {
  /** `C-1`. */
  id: string;
  title: string;
  /** One statement of the documents. */
  one: string;
  /** The other statement. */
  another: string;
  /** What the emulator does. */
  served: string;
}

const METHODS: readonly Method[] = ["get", "put", "post", "delete", "patch"];
const DEFAULT_MAX_BYTES = 1024 * 1024;

/** Reads an OpenAPI document with unresolved references. */
export class SpecReader {
  /** In the document's order. */
  readonly operations: readonly DeclaredOperation[];
  /** Answers to requests without an operation, by status. */
  readonly unmatchedAnswers: Readonly<Record<string, DeclaredAnswer>>;
  readonly #byId: ReadonlyMap<string, DeclaredOperation>;

  constructor(private readonly document: Node) {
    this.operations = Object.entries(asNode(document["paths"])).flatMap(([path, item]) =>
      METHODS.filter((method) => method in asNode(item)).map((method) =>
        this.#operation(path, asNode(item), method),
      ),
    );
    this.unmatchedAnswers = this.#answers(document["x-unmatched-answers"]);
    this.#byId = new Map(this.operations.map((operation) => [operation.operationId, operation]));
  }

  /** @throws Error if the document has no operation with this id */
  operation(operationId: string): DeclaredOperation {
    const found = this.#byId.get(operationId);
    if (found === undefined) throw new Error(`the spec has no operation ${operationId}`);
    return found;
  }

  /** The declared answer of an operation with this status; null if there is none. */
  answer(operationId: string, status: string): DeclaredAnswer | null {
    return this.operation(operationId).answers[status] ?? null;
  }

  /** The answer to a request without an operation: 404 or 405. */
  unmatchedAnswer(status: "404" | "405"): DeclaredAnswer {
    return this.unmatchedAnswers[status]!;
  }

  /** Every contradiction that the document lists. */
  get contradictions(): Contradiction[] {
    const listed = this.document["x-contradictions"] as Record<string, Omit<Contradiction, "id">> | undefined;
    return Object.entries(listed ?? {}).map(([id, statements]) => ({ id, ...statements }));
  }

  #operation(path: string, item: Node, method: Method): DeclaredOperation {
    const node = asNode(item[method]);
    const described = describedBy(node);
    const parameters = [item["parameters"] ?? [], node["parameters"] ?? []].flat();
    return {
      ...described,
      operationId: text(node["operationId"]),
      method,
      path,
      tag: texts(node["tags"])[0] ?? "default",
      summary: text(node["summary"]),
      deprecated: node["deprecated"] === true,
      aliasOf: text(node["x-alias-of"]) || null,
      contradiction: text(node["x-contradiction"]) || null,
      security: securityOf(node["security"] ?? this.document["security"] ?? []),
      parameters: parameters.map((parameter) => this.#parameter(parameter)),
      body: node["requestBody"] === undefined ? null : this.#body(node["requestBody"], described.provenance),
      answers: this.#answers(node["responses"]),
    };
  }

  #parameter(piece: unknown): DeclaredParameter {
    const node = resolved(this.document, piece);
    return {
      ...this.#header(text(node["name"]), node),
      in: node["in"] as DeclaredParameter["in"],
      examples: this.#examples(node),
    };
  }

  #header(name: string, piece: unknown): DeclaredHeader {
    const node = resolved(this.document, piece);
    const described = describedBy(node);
    return {
      ...described,
      name,
      required: node["required"] === true,
      deprecated: node["deprecated"] === true,
      schema: new SchemaView(this.document, node["schema"], described.provenance),
    };
  }

  #body(piece: unknown, around: readonly string[]): DeclaredBody {
    const node = resolved(this.document, piece);
    const content = asNode(node["content"]);
    const media = asNode(Object.values(content)[0]);
    return {
      description: text(node["description"]),
      required: node["required"] === true,
      contentTypes: Object.keys(content),
      maxBytes: Number(node["x-max-bytes"] ?? DEFAULT_MAX_BYTES),
      schema: new SchemaView(this.document, media["schema"], around),
      examples: this.#examples(media),
    };
  }

  #answers(byStatus: unknown): Record<string, DeclaredAnswer> {
    const entries = Object.entries(asNode(byStatus));
    return Object.fromEntries(entries.map(([status, answer]) => [status, this.#answer(answer)]));
  }

  #answer(piece: unknown): DeclaredAnswer {
    const node = resolved(this.document, piece);
    const described = describedBy(node);
    const [contentType = null, content] = Object.entries(asNode(node["content"]))[0] ?? [];
    const media = asNode(content);
    const { schema } = media;
    return {
      ...described,
      contentType,
      schema: schema === undefined ? null : new SchemaView(this.document, schema, described.provenance),
      headers: Object.entries(asNode(node["headers"])).map(([name, header]) => this.#header(name, header)),
      examples: this.#examples(media),
    };
  }

  #examples(node: Node): Example[] {
    return Object.entries(asNode(node["examples"])).map(([name, piece]) => {
      const example = resolved(this.document, piece);
      return {
        name,
        summary: text(example["summary"]) || name,
        description: text(example["description"]),
        value: example["value"],
      };
    });
  }
}

const readers = new WeakMap<Node, SpecReader>();

/** The reader of a document; cached. */
export function readerOf(document: Node): SpecReader {
  const reader = readers.get(document) ?? new SpecReader(document);
  readers.set(document, reader);
  return reader;
}

function describedBy(node: Node): Described {
  return { description: text(node["description"]), provenance: texts(node["x-provenance"]) };
}

function securityOf(requirements: unknown): Security {
  return (requirements as Node[]).some((requirement) => "oauth" in requirement) ? "oauth" : "none";
}
