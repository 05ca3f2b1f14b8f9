import type { Kind } from "./kind.js";
import type { SchemaView } from "../../spec/schema-view.js";

/** Bounds as attributes of a form field; undefined if there are none. */
export interface Bounds {
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
}

/** The bounds of a schema that form fields can check. */
export function boundsOf(view: SchemaView): Bounds {
  const number = (name: string): number | undefined => view.get<number>(name);
  const found: Record<keyof Bounds, number | string | undefined> = {
    minLength: number("minLength"),
    maxLength: number("maxLength"),
    minimum: number("minimum"),
    maximum: number("maximum"),
    pattern: view.get<string>("pattern"),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The bounds of a schema in words, one text each, without its list of accepted values. */
export function constraintsOf(view: SchemaView, kind: Kind): string[] {
  const [pattern, format] = [view.get<string>("pattern"), view.get<string>("format")];
  const multipleOf = view.get<number>("multipleOf");
  const words = [
    range(view.get("minLength"), view.get("maxLength"), "character"),
    range(view.get("minItems"), view.get("maxItems"), "item"),
    view.get("uniqueItems") === true ? "no item twice" : null,
    numbers(view),
    multipleOf === undefined ? null : `a multiple of ${multipleOf}`,
    format === "uuid" ? "a UUID" : format !== undefined ? `format ${format}` : null,
    pattern !== undefined && format !== "uuid" ? patternWords(pattern) : null,
    kind === "object" && view.get("additionalProperties") === false ? "no other fields" : null,
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

function numbers(view: SchemaView): string | null {
  const said = (word: string, keyword: string): string | null => {
    const limit = view.get<number>(keyword);
    return limit === undefined ? null : `${word} ${limit}`;
  };
  const words = [
    said("from", "minimum"),
    said("more than", "exclusiveMinimum"),
    said("to", "maximum"),
    said("less than", "exclusiveMaximum"),
  ].filter((word) => word !== null);
  return words.length === 0 ? null : words.join(" ");
}

function patternWords(pattern: string): string {
  return pattern.includes(String.raw`\u0000`) ? "no control characters" : `of the form ${pattern}`;
}
