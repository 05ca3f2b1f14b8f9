import { type Bounds, boundsOf, constraintsOf } from "./constraints.js";
import type { Kind } from "./kind.js";
import type { SchemaView } from "../../spec/schema-view.js";

/** A schema made ready for reading and for forms: references followed, `null` told apart. */
export interface ShownSchema {
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
  items: ShownSchema | null;
  /** What fields that are not listed hold; null where there are none, or anything goes. */
  others: ShownSchema | null;
  forms: ShownSchema[];
  /** It stands within itself, and is not shown again. */
  isCut: boolean;
}

export interface Property {
  name: string;
  required: boolean;
  schema: ShownSchema;
}

/** A schema for reading. `within`: the references around it. */
export function shownSchema(view: SchemaView, within: readonly string[] = []): ShownSchema {
  const refs = view.references;
  const isCut = refs.some((ref) => within.includes(ref));
  const below = (inner: SchemaView): ShownSchema => shownSchema(inner, [...within, ...refs]);
  const forms = view.forms.filter((form) => form.get("type") !== "null");
  const types = [view.get<string | string[]>("type") ?? []].flat();
  const nullable = forms.length < view.forms.length || (types.length > 1 && types.includes("null"));
  const [only] = forms;
  if (forms.length === 1 && only !== undefined) return { ...below(only), ...ownWords(view), nullable };
  const kind = isCut ? "any" : kindOf(view, types, forms);
  const { others } = view;
  return {
    kind,
    nullable,
    ...ownWords(view),
    deprecated: view.get("deprecated") === true,
    constraints: constraintsOf(view, kind),
    bounds: boundsOf(view),
    choices: choicesOf(view),
    default: view.get("default"),
    properties: isCut
      ? []
      : view.propertyNames.map((name) => ({
          name,
          required: view.required.includes(name),
          schema: below(view.property(name)!),
        })),
    items: kind === "list" && view.items ? below(view.items) : null,
    others: others !== null && !isCut && kind === "object" ? below(others) : null,
    forms: kind === "forms" ? forms.map(below) : [],
    isCut,
  };
}

/** What a schema says of itself, whatever it is made of. */
function ownWords(view: SchemaView) {
  const value = view.get("default");
  return {
    name: view.schemaName,
    description: view.description,
    provenance: [...view.ownProvenance],
    contradiction: view.get<string>("x-contradiction") ?? null,
    ...(value === undefined ? {} : { default: value }),
  };
}

function kindOf(view: SchemaView, types: readonly string[], forms: readonly SchemaView[]): Kind {
  if (forms.length > 1) return "forms";
  const solid = types.length > 1 ? types.filter((type) => type !== "null") : types;
  switch (solid.length === 1 ? solid[0] : undefined) {
    case "object":
      return "object";
    case "array":
      return "list";
    case "string":
      return "text";
    case "integer":
      return "integer";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    default:
      return view.get("properties") === undefined ? "any" : "object";
  }
}

function choicesOf(view: SchemaView): string[] {
  const only = view.get("const");
  if (only !== undefined) return [only].map(String);
  return (view.get<unknown[]>("enum") ?? []).map(String);
}
