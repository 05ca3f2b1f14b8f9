import type { SchemaView } from "../spec/schema-view.js";

/** Deeper places are not named: no answer of the contract has any. */
const MAX_DEPTH = 8;
/** The most values of a body that are looked at. */
const MAX_VALUES = 50_000;

/** The place of an answer as a whole: its status, content type and body together. */
export const WHOLE = "(whole)";

/** The place of a header. */
export const headerPlace = (name: string): string => `header ${name}`;

/** The fields that a schema declares, with their sources: `products[].id`. */
export function declaredPlaces(schema: SchemaView): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const look = (view: SchemaView, place: string, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    for (const form of view.branches) {
      for (const [name, inner] of partsOf(form)) {
        const at = joined(place, name);
        const known = found.get(at) ?? [];
        found.set(at, [...new Set([...known, ...inner.provenance])]);
        look(inner, at, depth + 1);
      }
    }
  };
  look(schema, "", 0);
  return found;
}

/** The declared fields that a body has. */
export function placesIn(schema: SchemaView, body: unknown): Set<string> {
  const found = new Set<string>();
  let values = 0;
  const look = (view: SchemaView, value: unknown, place: string, depth: number): void => {
    if (depth > MAX_DEPTH || ++values > MAX_VALUES) return;
    for (const form of view.branches) {
      if (Array.isArray(value)) {
        if (form.items === null) continue;
        for (const item of value) look(form.items, item, joined(place, ITEM), depth);
        continue;
      }
      if (typeof value !== "object" || value === null) continue;
      for (const [name, inner] of Object.entries(value)) {
        const declared = form.propertyNames.includes(name) ? form.property(name) : form.others;
        if (declared === null) continue;
        const at = joined(place, form.propertyNames.includes(name) ? name : OTHER);
        found.add(at);
        look(declared, inner, at, depth + 1);
      }
    }
  };
  look(schema, body, "", 0);
  return found;
}

/** The place of a field in a message about one body: `products[0].id` is `products[].id`. */
export const placeOfField = (field: string): string =>
  field === "" ? WHOLE : field.replace(/\[\d+\]/g, ITEM);

const ITEM = "[]";
const OTHER = "*";

/** Parts of an object or, through its items, of a list, by name. */
function partsOf(form: SchemaView): [name: string, schema: SchemaView][] {
  if (form.items !== null)
    return form.items.branches.flatMap((item) =>
      partsOf(item).map(([name, inner]): [string, SchemaView] => [
        name.startsWith(ITEM) ? ITEM + name : `${ITEM}.${name}`,
        inner,
      ]),
    );
  return [
    ...form.propertyNames.map((name): [string, SchemaView] => [name, form.property(name)!]),
    ...(form.others === null ? [] : [[OTHER, form.others] as [string, SchemaView]]),
  ];
}

const joined = (place: string, name: string): string =>
  place === "" || name.startsWith(ITEM) ? place + name : `${place}.${name}`;
