import { hash } from "node:crypto";
import type { SchemaView } from "../spec/schema-view.js";
import type { DeclaredAnswer } from "../spec/spec-reader.js";

/** What a schema demands; words about it may change. */
const KEYWORDS = [
  ...[
    "type",
    "enum",
    "const",
    "pattern",
    "format",
    "required",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
  ],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "uniqueItems"],
];
const MAX_DEPTH = 8;

/** A digest of everything that the contract demands of an answer, without descriptions, sources and examples. */
export function contractDigest({ contentType, schema, headers }: DeclaredAnswer): string {
  const demands = {
    contentType,
    schema: schema && demandsOf(schema, 0),
    headers: headers.map(({ name, required, schema: of }) => [name, required, demandsOf(of, 0)]),
  };
  return hash("sha256", JSON.stringify(demands), "hex").slice(0, 12);
}

function demandsOf(view: SchemaView, depth: number): unknown {
  if (depth > MAX_DEPTH) return null;
  const below = (inner: SchemaView): unknown => demandsOf(inner, depth + 1);
  return [
    KEYWORDS.map((name) => view.get(name) ?? null),
    view.propertyNames.map((name) => [name, below(view.property(name)!)]),
    view.get("additionalProperties") === false,
    view.others && below(view.others),
    view.items && below(view.items),
    view.forms.map(below),
  ];
}
