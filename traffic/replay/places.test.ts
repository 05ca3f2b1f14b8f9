import { describe, expect, it } from "vitest";
import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import { kindOfParameter, roleOfField, roleOfItem } from "./places.js";

/** Every field and every item of the answers of the spec that is a UUID, with its role. */
function uuidsIn(view: SchemaView, owner: string | null, found: Map<string, string>, depth = 0): void {
  for (const form of depth > 8 ? [] : view.branches) {
    const name = form.schemaName ?? view.schemaName;
    if (form.items !== null) {
      if (isUuid(form.items)) found.set(`${owner ?? ""}[]`, roleOfItem(owner, form.items).is);
      else uuidsIn(form.items, name, found, depth + 1);
    }
    for (const property of form.propertyNames) {
      const field = form.property(property)!;
      if (isUuid(field)) found.set(`${name ?? ""}.${property}`, roleOfField(name, property, field).is);
      else uuidsIn(field, name, found, depth + 1);
    }
  }
}

const isUuid = (view: SchemaView): boolean =>
  view.references.some((one) => /\/(Uuid|ImageUniqueId)$/.test(one));

describe("the places of the spec", () => {
  it("that are ids have a kind of thing, each of them", () => {
    const found = new Map<string, string>();
    for (const { answers, parameters } of contractSpec.reader.operations) {
      for (const { schema } of Object.values(answers)) if (schema !== null) uuidsIn(schema, null, found);
      for (const { name, schema } of parameters)
        if (isUuid(schema)) found.set(name, kindOfParameter(name) === null ? "nothing" : "id");
    }
    expect(found.size).toBeGreaterThan(15);
    expect([...found].filter(([, role]) => role !== "id")).toEqual([]);
  });
});
