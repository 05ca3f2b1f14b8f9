import { type Bounds, boundsOf, constraintsOf } from "./constraints.js";
import type { Kind } from "./kind.js";
import type { SchemaView } from "../../spec/schema-view.js";

/** A schema prepared for display and for forms: references followed, `null` separated. */
export interface ShownSchema {
  kind: Kind;
  /** The component's name; null for an inline schema. */
  name: string | null;
  nullable: boolean;
  description: string;
  /** Its sources: `D 701`, `A-14`. */
  provenance: string[];
  contradiction: string | null;
  deprecated: boolean;
  /** Each bound in words. */
  constraints: string[];
  /** The bounds that form fields can check. */
  bounds: Bounds;
  /** The accepted values, if they are listed. */
  choices: string[];
  /** The default value; undefined if there is none. */
  default: unknown;
  properties: Property[];
  items: ShownSchema | null;
  /** The schema of unlisted fields; null if there are none, or if anything is accepted. */
  others: ShownSchema | null;
  forms: ShownSchema[];
  /** True for a recursive schema inside itself, which is not expanded again. */
  isCut: boolean;
}

export interface Property {
  name: string;
  required: boolean;
  schema: ShownSchema;
}

/** Prepares a schema for display. `within`: the references around it. */
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

/** The schema's own annotations, whatever its kind. */
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
