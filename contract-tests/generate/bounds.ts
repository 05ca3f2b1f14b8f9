import { assumptionsIn, formGrounds } from "../judge/grounds.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import { sample } from "./samples.js";

/** A limit of a schema, with values that violate it and values that keep it. */
export interface Bound {
  keyword: string;
  /** Describes a violating value: "longer than 200 characters". */
  words: string;
  provenance: readonly string[];
  /** A value that violates only this bound; made from a valid one, so that its owner is recognizable. */
  cross(value: unknown): unknown;
  isCrossed(value: unknown): boolean;
  /** The nearest valid value. */
  clamp(value: unknown): unknown;
  /** Valid values exactly at the bound, made from a valid one; absent if the bound has none. */
  touch?(value: unknown): unknown[];
}

const CONTROL = "\u0007";

/** The limits of a schema, without its type. */
export function boundsOf(schema: SchemaView): Bound[] {
  const type = schema.get<string>("type");
  if (schema.get("const") !== undefined) return [];
  if (type === "string") return textBounds(schema);
  if (type === "integer") return numberBounds(schema);
  return type === "array" ? listBounds(schema) : [];
}

function textBounds(schema: SchemaView): Bound[] {
  const [enumerated, least, most, pattern] = ["enum", "minLength", "maxLength", "pattern"].map((keyword) =>
    schema.get(keyword),
  ) as [string[]?, number?, number?, string?];
  const assumed = assumedOf(schema);
  const bounds: Bound[] = [];
  const text = isText;
  if (enumerated) {
    bounds.push({
      keyword: "enum",
      words: `other than ${enumerated.join(", ")}`,
      provenance: assumed,
      cross: () => "unheard-of",
      isCrossed: (value) => text(value) && !enumerated.includes(value),
      clamp: () => enumerated[0],
      touch: () => enumerated,
    });
  }
  if (least !== undefined) {
    bounds.push({
      keyword: "minLength",
      words: `shorter than ${least} character(s)`,
      provenance: assumed,
      cross: () => "x".repeat(least - 1),
      isCrossed: (value) => text(value) && value.length < least,
      clamp: (value) => String(value).padEnd(least, "x"),
    });
  }
  if (most !== undefined) {
    bounds.push({
      keyword: "maxLength",
      words: `longer than ${most} characters`,
      provenance: formGrounds(schema.namedProvenance),
      cross: (value) => (text(value) ? value.slice(0, most) : "").padEnd(most + 1, "x"),
      isCrossed: (value) => text(value) && [...value].length > most,
      clamp: (value) => [...String(value)].slice(0, most).join(""),
      touch: (value) => [(text(value) ? value.slice(0, most) : "").padEnd(most, "x")],
    });
  }
  if (pattern !== undefined) bounds.push(patternBound(schema, pattern, assumed));
  return bounds;
}

function patternBound(schema: SchemaView, pattern: string, provenance: readonly string[]): Bound {
  const fits = new RegExp(pattern, "u");
  const isCrossed = (value: unknown): boolean => isText(value) && !fits.test(value);
  if (pattern.includes("\\u0000")) {
    return {
      keyword: "pattern",
      words: "with a control character",
      provenance: ["A-31"],
      cross: (value) => `${isText(value) ? value.slice(0, 30) : ""}${CONTROL}`,
      isCrossed,
      clamp: (value) => [...String(value)].filter((character) => fits.test(character)).join("") || "x",
    };
  }
  const isUuid = schema.get("format") === "uuid";
  return {
    keyword: "pattern",
    words: isUuid ? "that is not a UUID" : "in a wrong form",
    provenance: isUuid ? ["A-27"] : provenance,
    cross: () => "not-of-the-form",
    isCrossed,
    clamp: () => sample(schema),
  };
}

function numberBounds(schema: SchemaView): Bound[] {
  const [least, most] = [schema.get<number>("minimum"), schema.get<number>("maximum")];
  const provenance = assumedOf(schema);
  const bounds: Bound[] = [
    {
      keyword: "fraction",
      words: "with a fraction",
      provenance: formGrounds(schema.namedProvenance),
      cross: () => 1.5,
      isCrossed: (value) => typeof value === "number" && Number.isFinite(value) && !Number.isInteger(value),
      clamp: (value) => Math.trunc(value as number),
    },
  ];
  if (least !== undefined) {
    bounds.push({
      keyword: "minimum",
      words: `below ${least}`,
      provenance,
      cross: () => least - 1,
      isCrossed: (value) => typeof value === "number" && value < least,
      clamp: () => least,
      touch: () => [least],
    });
  }
  if (most !== undefined) {
    bounds.push({
      keyword: "maximum",
      words: `above ${most}`,
      provenance,
      cross: () => most + 1,
      isCrossed: (value) => typeof value === "number" && value > most,
      clamp: () => most,
      touch: () => [most],
    });
  }
  return bounds;
}

function listBounds(schema: SchemaView): Bound[] {
  const provenance = assumedOf(schema);
  const least = schema.get<number>("minItems");
  const bounds: Bound[] = [];
  if (least !== undefined) {
    bounds.push({
      keyword: "minItems",
      words: `with fewer than ${least} item(s)`,
      provenance,
      cross: () => [],
      isCrossed: (value) => Array.isArray(value) && value.length < least,
      clamp: () => Array.from({ length: least }, () => sample(schema.items!)),
    });
  }
  if (schema.get("uniqueItems") === true) {
    bounds.push({
      keyword: "uniqueItems",
      words: "with an item twice",
      provenance,
      cross: (value) => {
        const items =
          Array.isArray(value) && value.length > 0 ? (value as unknown[]) : [sample(schema.items!)];
        return [...items, items[0]];
      },
      isCrossed: (value) => Array.isArray(value) && distinct(value).length < value.length,
      clamp: (value) => distinct(value as unknown[]),
    });
  }
  return bounds;
}

/** The grounds of a bound that is not documented: at least that such a value is invalid data. */
function assumedOf(schema: SchemaView): readonly string[] {
  const assumed = assumptionsIn(schema.namedProvenance);
  return assumed.length > 0 ? assumed : ["A-01"];
}

const isText = (value: unknown): value is string => typeof value === "string";

function distinct(items: readonly unknown[]): unknown[] {
  const seen = items.map((item) => JSON.stringify(item));
  return items.filter((_, index) => seen.indexOf(seen[index]!) === index);
}
