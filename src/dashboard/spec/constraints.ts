import type { Kind } from "./kind.js";
import type { Node } from "./resolve.js";

/** Bounds in the terms of a field of a form; undefined where there are none. */
export interface Bounds {
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
}

/** The bounds of a schema that the fields of a form know. */
export function boundsOf(node: Node): Bounds {
  const number = (name: string): number | undefined =>
    typeof node[name] === "number" ? node[name] : undefined;
  const { pattern } = node;
  const found: Record<keyof Bounds, number | string | undefined> = {
    minLength: number("minLength"),
    maxLength: number("maxLength"),
    minimum: number("minimum"),
    maximum: number("maximum"),
    pattern: typeof pattern === "string" ? pattern : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

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
