import { isObject } from "../../src/schema/json-type.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import { formOf, type IdKind, itemsOf, nameOf, type Role, roleOfField, roleOfItem } from "./places.js";

/** What becomes of the values at the places of a body, by their roles. */
export interface PlaceMap {
  id: (kind: IdKind, id: string) => string;
  time?: (text: string) => string;
  words?: (text: string) => string;
  /** Any other value that is neither a list nor an object. */
  value?: (value: unknown) => unknown;
}

/** Deeper places are kept as they are. */
const MAX_DEPTH = 100;

/** A body with other values at the places of the spec. */
export function mapPlaces(schema: SchemaView | null, body: unknown, map: PlaceMap): unknown {
  const next = (
    view: SchemaView | null,
    value: unknown,
    role: Role,
    owner: string | null,
    depth: number,
  ): unknown => {
    if (depth > MAX_DEPTH) return value;
    if (Array.isArray(value)) {
      const items = view === null ? null : itemsOf(view);
      const of = roleOfItem(owner, items);
      return value.map((item: unknown) => next(items, item, of, null, depth + 1));
    }
    if (isObject(value)) {
      const form = formOf(view, value);
      const name = nameOf(form) ?? nameOf(view);
      return Object.fromEntries(
        Object.entries(value).map(([field, inner]) => {
          const at = form !== null && form.propertyNames.includes(field) ? form.property(field) : null;
          const of = role.is === "words" ? role : roleOfField(name, field, at);
          return [field, next(at, inner, of, name, depth + 1)];
        }),
      );
    }
    if (typeof value === "string" && role.is === "id") return map.id(role.kind, value);
    if (typeof value === "string" && role.is === "time") return map.time?.(value) ?? value;
    if (typeof value === "string" && role.is === "words") return map.words?.(value) ?? value;
    return map.value === undefined ? value : map.value(value);
  };
  return next(schema, body, { is: "value" }, null, 0);
}
