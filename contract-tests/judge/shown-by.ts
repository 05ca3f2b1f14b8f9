import { isObject } from "../../src/schema/json-type.js";
import type { ExchangeRecord } from "../target/answer.js";

/** Maximum number of parts of a value that are looked for: reports have only the beginning of a long answer. */
const MAX_PARTS = 6;

/**
 * The exchange whose answer has a value, or its first parts if it has many: the last one of the clause's operation, otherwise the
 * last one. Undefined if none has, or if the value has no part that can be told apart from others.
 */
export function shownBy(
  value: unknown,
  exchanges: readonly ExchangeRecord[],
  operation: string,
): ExchangeRecord | undefined {
  const parts = partsOf(value).slice(0, MAX_PARTS);
  if (!parts.some((part) => part.length > MIN_LENGTH)) return undefined;
  const found = exchanges.filter(({ responseBody }) => parts.every((part) => responseBody?.includes(part)));
  return found.findLast((exchange) => exchange.operation === operation) ?? found.at(-1);
}

/** Shorter ones, as JSON, are in many answers. */
const MIN_LENGTH = 3;

/** The texts and numbers of a value, as they are in JSON. */
function partsOf(value: unknown): string[] {
  if (typeof value === "string" || typeof value === "number") return [JSON.stringify(value)];
  if (Array.isArray(value)) return value.slice(0, MAX_PARTS).flatMap(partsOf);
  return isObject(value) ? Object.values(value).slice(0, MAX_PARTS).flatMap(partsOf) : [];
}
