import type { Violation } from "../schema/violation.js";
import { asNode, chainOf, type Node, text, texts } from "./document.js";

/**
 * A schema as seen from its place in a request or an answer. A property and the schema that it refers to are merged:
 * keywords and provenance are those of the nearest that has them.
 */
export class SchemaView {
  /** The schema and those that it refers to, nearest first. */
  readonly #chain: readonly Node[];
  /** The views of the places below, each made once. */
  readonly #made = new Map<unknown, SchemaView>();
  #forms: readonly SchemaView[] | undefined;
  #branches: readonly SchemaView[] | undefined;
  #references: readonly string[] | undefined;

  constructor(
    private readonly document: Node,
    schema: unknown,
    /** The provenance of its surroundings, for a place without its own. */
    private readonly around: readonly string[] = [],
    /** The provenance of the surrounding places, each as used there. */
    readonly outer: readonly string[] = [],
  ) {
    this.#chain = chainOf(document, schema);
  }

  /** A keyword's value; undefined if the schema does not have it. */
  get<T>(keyword: string): T | undefined {
    return this.#chain.find((node) => node[keyword] !== undefined)?.[keyword] as T | undefined;
  }

  /** The schema as written in the document. */
  get source(): Node {
    return this.#chain[0]!;
  }

  get description(): string {
    return text(this.get("description"));
  }

  /** The provenance of the place itself. */
  get provenance(): readonly string[] {
    return provenanceOf(this.#chain) ?? this.around;
  }

  /** The schema's own provenance, without its surroundings. */
  get ownProvenance(): readonly string[] {
    return provenanceOf(this.#chain) ?? [];
  }

  /** The provenance of the named schema that the place refers to; for an inline schema its own. */
  get namedProvenance(): readonly string[] {
    return provenanceOf(this.#chain.slice(1)) ?? this.provenance;
  }

  /** Its references, outermost first: `#/components/schemas/ProductInput`. */
  get references(): readonly string[] {
    return (this.#references ??= this.#chain.flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : [])));
  }

  /** Last part of the name of the schema that it refers to: `ProductInput`; null if it refers to none. */
  get schemaName(): string | null {
    return this.references[0]?.split("/").at(-1) ?? null;
  }

  get required(): readonly string[] {
    return texts(this.get("required"));
  }

  get propertyNames(): readonly string[] {
    return Object.keys(asNode(this.get("properties")));
  }

  /** The schema of a property, including an additional property; null if it is not allowed. */
  property(name: string): SchemaView | null {
    const properties = asNode(this.get("properties"));
    if (Object.hasOwn(properties, name)) return this.#below(properties[name]);
    return this.get("additionalProperties") === false ? null : (this.others ?? this.#below(ANYTHING));
  }

  /** The schema of unlisted fields; null if there are none, or if anything is accepted. */
  get others(): SchemaView | null {
    const others = this.get<unknown>("additionalProperties");
    return typeof others === "object" ? this.#below(others) : null;
  }

  get items(): SchemaView | null {
    const items = this.get("items");
    return items === undefined ? null : this.#below(items);
  }

  /** The forms of a `oneOf` or an `anyOf`; empty if there is only one form. */
  get forms(): readonly SchemaView[] {
    return (this.#forms ??= (this.get<unknown[]>("oneOf") ?? this.get<unknown[]>("anyOf") ?? []).map((form) =>
      this.#below(form),
    ));
  }

  /** The forms, including nested ones; the schema itself if it has only one form. */
  get branches(): readonly SchemaView[] {
    return (this.#branches ??=
      this.forms.length === 0 ? [this] : this.forms.flatMap((form) => form.branches));
  }

  /** Whether it accepts any JSON value. */
  get isOpaque(): boolean {
    return ["type", "oneOf", "anyOf", "enum", "const", "properties"].every(
      (name) => this.get(name) === undefined,
    );
  }

  /** The schema of the place that a violation blames; for an unknown field, of the object around it. */
  broken({ path, kind, forms }: Pick<Violation, "path" | "kind" | "forms">): SchemaView {
    const place = kind === "unknown" ? path.slice(0, -1) : path;
    const inForm = (at: SchemaView, depth: number): SchemaView =>
      forms.filter((form) => form.depth === depth).reduce((view, { index }) => view.forms[index] ?? view, at);
    return place.reduce<SchemaView>(
      (at, key, depth) => inForm((typeof key === "number" ? at.items : at.property(key)) ?? at, depth + 1),
      inForm(this, 0),
    );
  }

  #below(schema: unknown): SchemaView {
    const known = this.#made.get(schema);
    if (known) return known;
    const own = texts(this.source["x-provenance"]);
    const view = new SchemaView(this.document, schema, this.provenance, [...this.outer, ...own]);
    this.#made.set(schema, view);
    return view;
  }
}

/** The schema of a field that no keyword describes. */
const ANYTHING = {};

function provenanceOf(chain: readonly Node[]): readonly string[] | undefined {
  return chain.find((node) => node["x-provenance"] !== undefined)?.["x-provenance"] as string[] | undefined;
}
