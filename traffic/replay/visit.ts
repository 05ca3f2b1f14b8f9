import { isObject } from "../../src/schema/json-type.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import { formOf, type IdKind, itemsOf, nameOf, roleOfField, roleOfItem } from "./places.js";

/** What is looked for in a body. */
export interface Visitor {
  /** Each object with the name of its schema, before what is in it; `around` is the object that it is in. */
  object?: (schema: string, value: Record<string, unknown>, around: Record<string, unknown> | null) => void;
  id?: (kind: IdKind, id: string) => void;
  /** A time that the service set. */
  time?: (text: string, field: string) => void;
}

/** Deeper places, and more of them, are not visited: their content is a client's. */
const MAX_DEPTH = 12;
const MAX_PLACES = 2_000_000;

/** Visits the places of a body by the schema that the spec has for it. */
export function visit(schema: SchemaView | null, body: unknown, visitor: Visitor): void {
  let places = 0;
  const look = (
    view: SchemaView,
    value: unknown,
    above: { depth: number; owner: string | null; object: Record<string, unknown> | null },
  ): void => {
    if (above.depth > MAX_DEPTH || ++places > MAX_PLACES) return;
    const depth = above.depth + 1;
    if (Array.isArray(value)) {
      const items = itemsOf(view);
      if (items === null) return;
      const role = roleOfItem(above.owner, items);
      for (const item of value as unknown[])
        if (role.is !== "id") look(items, item, { depth, owner: null, object: above.object });
        else if (typeof item === "string") visitor.id?.(role.kind, item);
    } else if (isObject(value)) {
      const form = formOf(view, value);
      const owner = nameOf(form) ?? nameOf(view);
      if (owner !== null) visitor.object?.(owner, value, above.object);
      for (const [name, inner] of Object.entries(value)) {
        const field = form !== null && form.propertyNames.includes(name) ? form.property(name) : null;
        if (field === null) continue;
        const role = roleOfField(owner, name, field);
        if (role.is === "id" && typeof inner === "string") visitor.id?.(role.kind, inner);
        else if (role.is === "time" && typeof inner === "string") visitor.time?.(inner, name);
        else look(field, inner, { depth, owner, object: value });
      }
    }
  };
  if (schema !== null) look(schema, body, { depth: 0, owner: null, object: null });
}
