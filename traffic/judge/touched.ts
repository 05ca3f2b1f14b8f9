import { formAssumptionsIn } from "../../contract-tests/judge/grounds.js";
import type { SchemaView } from "../../src/spec/schema-view.js";

/** How deep and how wide a body is looked at. */
const MAX_PLACES = 5000;

/** The assumptions about the existence of the places that a body has, which its form confirms, each with the first place. */
export function touchedBy(schema: SchemaView, body: unknown): Map<string, string> {
  const found = new Map<string, string>();
  let places = 0;
  const look = (view: SchemaView, value: unknown, path: string): void => {
    if (++places > MAX_PLACES) return;
    for (const statement of formAssumptionsIn(view.ownProvenance))
      if (!found.has(statement)) found.set(statement, path === "" ? "body" : path);
    if (view.isOpaque) return;
    for (const form of view.branches) {
      if (Array.isArray(value)) {
        if (form.items)
          for (const [index, item] of value.entries()) look(form.items, item, `${path}[${index}]`);
      } else if (typeof value === "object" && value !== null) {
        for (const name of form.propertyNames)
          if (Object.hasOwn(value, name))
            look(
              form.property(name)!,
              (value as Record<string, unknown>)[name],
              path === "" ? name : `${path}.${name}`,
            );
      }
    }
  };
  look(schema, body, "");
  return found;
}
