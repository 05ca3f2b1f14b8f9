/** Changes of opaque values, by the place that keeps them. */
import { deep, isFields, wrap } from "../changes.js";
import type { OpaquePlace, Policy } from "../policy.js";

/** Something happens to the value of one place. */
export const at =
  (place: OpaquePlace, change: (value: unknown) => unknown) =>
  (p: Policy): void =>
    wrap(p.store, "opaque", (right) => (where, value) => {
      const kept = right(where, value);
      return where === place ? change(kept) : kept;
    });

/** Something happens to each part of the value. */
export const each = (place: OpaquePlace, change: (part: unknown) => unknown): ((p: Policy) => void) =>
  at(place, (value) => deep(value, change));

export const ofText = (change: (text: string) => unknown) => (part: unknown) =>
  typeof part === "string" ? change(part) : part;

export const ofNumber = (change: (number: number) => unknown) => (part: unknown) =>
  typeof part === "number" ? change(part) : part;

export const dropping = (drops: (key: string, value: unknown) => boolean) => (part: unknown) =>
  isFields(part)
    ? Object.fromEntries(Object.entries(part).filter(([key, value]) => !drops(key, value)))
    : part;

export const ofList = (change: (list: unknown[]) => unknown) => (part: unknown) =>
  Array.isArray(part) ? change(part) : part;

export const isEmpty = (value: unknown): boolean =>
  !value || (typeof value === "object" && Object.keys(value).length === 0);

export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};
