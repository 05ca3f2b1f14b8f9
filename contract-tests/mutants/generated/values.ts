import type { SchemaView } from "../../../src/spec/schema-view.js";

/** A value of a wrong type for all alternatives; undefined if every value is valid. */
export function wrongType(branches: readonly SchemaView[]): { value: unknown } | undefined {
  const allowed = typesOf(branches);
  if (allowed === null) return undefined;
  const candidates: [type: string, value: unknown][] = [
    ["number", 12345],
    ["string", "text"],
    ["boolean", true],
  ];
  const found = candidates.find(([type]) => !allowed.has(type));
  return found && { value: found[1] };
}

/** The valid JSON types; null for all. */
function typesOf(branches: readonly SchemaView[]): Set<string> | null {
  const types = branches.map((branch) => branch.get<string | string[]>("type"));
  if (types.includes(undefined)) return null;
  return new Set(types.flatMap((type) => type!).map((type) => (type === "integer" ? "number" : type)));
}
