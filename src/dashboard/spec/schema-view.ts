import { type Bounds, boundsOf, constraintsOf } from "./constraints.js";
import type { Kind } from "./kind.js";
import { asNode, type Node, resolve, text, texts } from "./resolve.js";

/** A schema made ready for reading and for forms: references followed, `null` told apart. */
export interface SchemaView {
  kind: Kind;
  /** Name of the component that it is; null where it stands where it is used. */
  name: string | null;
  nullable: boolean;
  description: string;
  /** Where it is known from: `D 701`, `A-14`. */
  provenance: string[];
  contradiction: string | null;
  deprecated: boolean;
  /** Each bound in words. */
  constraints: string[];
  /** The bounds that a form's fields can hold. */
  bounds: Bounds;
  /** The only values that are accepted, where they are listed. */
  choices: string[];
  /** A value where it is left out; undefined where there is none. */
  default: unknown;
  properties: Property[];
  items: SchemaView | null;
  /** What fields that are not listed hold; null where there are none, or anything goes. */
  others: SchemaView | null;
  forms: SchemaView[];
  /** It stands within itself, and is not shown again. */
  isCut: boolean;
}

export interface Property {
  name: string;
  required: boolean;
  schema: SchemaView;
}

/** A schema of `document` for reading. `within`: the references around it. */
export function schemaView(document: Node, schema: unknown, within: readonly string[] = []): SchemaView {
  const { node, refs } = resolve(document, schema);
  const around = [...within, ...refs];
  const isCut = refs.some((ref) => within.includes(ref));
  const below = (inner: unknown): SchemaView => schemaView(document, inner, around);
  const { nullable, rest, forms } = withoutNull(document, node);
  const [only] = forms;
  if (forms.length === 1 && only !== undefined) {
    return { ...below(only), ...ownWords(node, refs), nullable };
  }
  const kind = isCut ? "any" : kindOf(rest, forms);
  const required = texts(rest["required"]);
  const { additionalProperties } = rest;
  return {
    kind,
    nullable,
    ...ownWords(node, refs),
    deprecated: rest["deprecated"] === true,
    constraints: constraintsOf(rest, kind),
    bounds: boundsOf(rest),
    choices: choicesOf(rest),
    default: rest["default"],
    properties: isCut
      ? []
      : Object.entries(asNode(rest["properties"])).map(([name, inner]) => ({
          name,
          required: required.includes(name),
          schema: below(inner),
        })),
    items: kind === "list" ? below(rest["items"] ?? {}) : null,
    others:
      typeof additionalProperties === "object" && !isCut && kind === "object"
        ? below(additionalProperties)
        : null,
    forms: kind === "forms" ? forms.map(below) : [],
    isCut,
  };
}

/** What a schema says of itself, whatever it is made of. */
function ownWords(node: Node, refs: readonly string[]) {
  return {
    name: refs[0]?.split("/").at(-1) ?? null,
    description: text(node["description"]),
    provenance: texts(node["x-provenance"]),
    contradiction: typeof node["x-contradiction"] === "string" ? node["x-contradiction"] : null,
    ...("default" in node ? { default: node["default"] } : {}),
  };
}

/** Tells `null` apart from what else is accepted. `forms` are the branches of a `oneOf` or an `anyOf`. */
function withoutNull(document: Node, node: Node): { nullable: boolean; rest: Node; forms: unknown[] } {
  const { type } = node;
  const branches = node["oneOf"] ?? node["anyOf"];
  if (Array.isArray(branches)) {
    const isNull = (branch: unknown): boolean => resolve(document, branch).node["type"] === "null";
    const forms = branches.filter((branch: unknown) => !isNull(branch));
    return { nullable: forms.length < branches.length, rest: node, forms };
  }
  if (!Array.isArray(type) || !type.includes("null")) return { nullable: false, rest: node, forms: [] };
  const types = type.filter((one) => one !== "null");
  return { nullable: true, rest: { ...node, type: types.length === 1 ? types[0] : types }, forms: [] };
}

function kindOf(node: Node, forms: readonly unknown[]): Kind {
  if (forms.length > 1) return "forms";
  switch (node["type"]) {
    case "object":
      return "object";
    case "array":
      return "list";
    case "string":
      return "text";
    case "integer":
    case "number":
    case "boolean":
    case "null":
      return node["type"];
    default:
      return "properties" in node ? "object" : "any";
  }
}

function choicesOf(node: Node): string[] {
  if ("const" in node) return [String(node["const"])];
  return Array.isArray(node["enum"]) ? node["enum"].map(String) : [];
}
