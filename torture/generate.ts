import type { Random } from "./random.js";
import type { Operation, Schema, Spec } from "./spec.js";

const MAX_DEPTH = 6;

/** A value that mostly satisfies a schema: enough to get past most checks, and sometimes not. */
export function valueOf(
  schema: Schema,
  { spec, plane, random }: { spec: Spec; plane: Operation["plane"]; random: Random },
  depth = 0,
): unknown {
  const inner = spec.resolve(schema, plane);
  const again = (next: Schema): unknown => valueOf(next, { spec, plane, random }, depth + 1);
  if (depth > MAX_DEPTH) return null;
  if (inner.const !== undefined) return inner.const;
  if (inner.enum !== undefined) return random.pick(inner.enum);
  const choices = inner.oneOf ?? inner.anyOf;
  if (choices !== undefined) return again(random.pick(choices));
  if (inner.allOf !== undefined) return Object.assign({}, ...inner.allOf.map(again)) as unknown;
  if (inner.default !== undefined && random.chance(0.3)) return inner.default;
  if (inner.examples !== undefined && random.chance(0.5)) return random.pick(inner.examples);
  const type =
    typeof inner.type === "string"
      ? inner.type
      : inner.type === undefined
        ? random.pick(["string", "object", "null", "array", "number"])
        : random.pick(inner.type);
  if (type === "object") return objectOf(inner, again, random);
  if (type === "array") {
    const count = Math.min(inner.maxItems ?? 4, (inner.minItems ?? 0) + random.below(3));
    return Array.from({ length: count }, () => again(inner.items ?? {}));
  }
  if (type === "string") return stringOf(inner, random);
  if (type === "integer" || type === "number") {
    const least = inner.minimum ?? 0;
    const most = Math.min(inner.maximum ?? least + 1000, least + 1e6);
    return random.chance(0.2) ? random.pick([least, most]) : least + random.below(most - least + 1);
  }
  return type === "boolean" ? random.chance(0.5) : null;
}

function objectOf(schema: Schema, again: (schema: Schema) => unknown, random: Random): object {
  const required = new Set(schema.required ?? []);
  const entries = Object.entries(schema.properties ?? {}).filter(
    ([name]) => required.has(name) || random.chance(0.3),
  );
  const result: [string, unknown][] = entries.map(([name, property]) => [name, again(property)]);
  if (typeof schema.additionalProperties === "object" && random.chance(0.5))
    result.push([random.word(5), again(schema.additionalProperties)]);
  return Object.fromEntries(result);
}

function stringOf({ format, pattern, minLength = 0, maxLength = 40 }: Schema, random: Random): string {
  if (format === "uuid") return uuid(random);
  if (format === "date-time" || /time|\\d\{4\}/i.test(format ?? pattern ?? ""))
    return random.pick(["2016-01-04T16:58:28Z", "2016-01-04T16:58:28.805000+00:00", "2015-08-26T00:00:00"]);
  return random.word(Math.max(minLength, Math.min(maxLength, 1 + random.below(12))));
}

/** A UUID of version 4. */
export function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.below(16).toString(16)).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
