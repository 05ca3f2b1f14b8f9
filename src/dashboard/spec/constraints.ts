import type { Node } from "./resolve.js";
import type { Kind } from "./schema-view.js";

/** The bounds of a schema in words, one each. What it accepts one by one is not among them. */
export function constraintsOf(node: Node, kind: Kind): string[] {
  const { pattern, format, uniqueItems, additionalProperties, multipleOf } = node;
  const words = [
    range(node["minLength"], node["maxLength"], "character"),
    range(node["minItems"], node["maxItems"], "item"),
    uniqueItems === true ? "no item twice" : null,
    numbers(node),
    typeof multipleOf === "number" ? `a multiple of ${multipleOf}` : null,
    format === "uuid" ? "a UUID" : typeof format === "string" ? `format ${format}` : null,
    typeof pattern === "string" && format !== "uuid" ? patternWords(pattern) : null,
    kind === "object" && additionalProperties === false ? "no other fields" : null,
  ];
  return words.filter((word) => word !== null);
}

function range(least: unknown, most: unknown, noun: string): string | null {
  const plural = (count: number): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
  const hasLeast = typeof least === "number" && least > 0;
  if (typeof most === "number") {
    if (!hasLeast) return `at most ${plural(most)}`;
    return least === most ? `exactly ${plural(most)}` : `${least} to ${plural(most)}`;
  }
  return hasLeast ? `at least ${plural(least)}` : null;
}

function numbers({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Node): string | null {
  const words = [
    typeof minimum === "number" ? `from ${minimum}` : null,
    typeof exclusiveMinimum === "number" ? `more than ${exclusiveMinimum}` : null,
    typeof maximum === "number" ? `to ${maximum}` : null,
    typeof exclusiveMaximum === "number" ? `less than ${exclusiveMaximum}` : null,
  ].filter((word) => word !== null);
  return words.length === 0 ? null : words.join(" ");
}

function patternWords(pattern: string): string {
  return pattern.includes(String.raw`\u0000`) ? "no control characters" : `of the form ${pattern}`;
}
