/** A schema of the document, with what it refers to, and where each of its statements is known from. */
export type SchemaNode = Record<string, unknown>;

/**
 * A schema as one looks at it from a place in a request or an answer. A property and the schema that it refers to are
 * one: keywords and provenance are those of the nearest that has them.
 */
export class SchemaView {
  /** The schema and those that it refers to, nearest first. */
  readonly #chain: readonly SchemaNode[];

  constructor(
    private readonly document: SchemaNode,
    node: SchemaNode,
    /** Provenance of what is around it, for a place that has none of its own. */
    private readonly around: readonly string[] = [],
  ) {
    const chain = [node];
    for (let at = node; typeof at["$ref"] === "string"; chain.push(at)) at = follow(document, at["$ref"]);
    this.#chain = chain;
  }

  /** A keyword's value; undefined where the schema does not have it. */
  get<T>(keyword: string): T | undefined {
    return this.#chain.find((node) => node[keyword] !== undefined)?.[keyword] as T | undefined;
  }

  /** Where the place itself is known from. */
  get provenance(): readonly string[] {
    return provenanceOf(this.#chain) ?? this.around;
  }

  /** Where the named schema is known from that gives the place its keywords; for a place that names none, its own. */
  get namedProvenance(): readonly string[] {
    return provenanceOf(this.#chain.slice(1)) ?? this.provenance;
  }

  /** Last part of the name of the schema that it refers to: `ProductInput`; null where it refers to none. */
  get schemaName(): string | null {
    const ref = this.#chain[0]!["$ref"];
    return typeof ref === "string" ? ref.slice(ref.lastIndexOf("/") + 1) : null;
  }

  get required(): readonly string[] {
    return this.get<string[]>("required") ?? [];
  }

  get propertyNames(): readonly string[] {
    return Object.keys(this.get<SchemaNode>("properties") ?? {});
  }

  /** The schema of a property, also of one that is only allowed as an additional one; null where it is not allowed. */
  property(name: string): SchemaView | null {
    const properties = this.get<Record<string, SchemaNode>>("properties") ?? {};
    if (Object.hasOwn(properties, name)) return this.#below(properties[name]!);
    const others = this.get<unknown>("additionalProperties");
    if (others === false) return null;
    return this.#below(typeof others === "object" ? (others as SchemaNode) : {});
  }

  get items(): SchemaView | null {
    const items = this.get<SchemaNode>("items");
    return items ? this.#below(items) : null;
  }

  /** The forms of a `oneOf`; empty where there is one form only. */
  get forms(): readonly SchemaView[] {
    return (this.get<SchemaNode[]>("oneOf") ?? []).map((form) => this.#below(form));
  }

  /** Any JSON value will do. */
  get isOpaque(): boolean {
    return ["type", "oneOf", "enum", "const", "properties"].every((name) => this.get(name) === undefined);
  }

  #below(node: SchemaNode): SchemaView {
    return new SchemaView(this.document, node, this.provenance);
  }
}

/** What a reference inside the document (`#/components/...`) means. */
export function follow(document: SchemaNode, ref: string): SchemaNode {
  return ref
    .slice(2)
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((at, key) => at[key] as SchemaNode, document);
}

/** A node of the document, or what it refers to. */
export function resolved(document: SchemaNode, node: SchemaNode): SchemaNode {
  return typeof node["$ref"] === "string" ? resolved(document, follow(document, node["$ref"])) : node;
}

function provenanceOf(chain: readonly SchemaNode[]): readonly string[] | undefined {
  return chain.find((node) => node["x-provenance"] !== undefined)?.["x-provenance"] as string[] | undefined;
}
