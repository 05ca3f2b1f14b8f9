import { isObject } from "../../src/schema/json-type.js";

/** A place where two values differ; undefined stands for a missing value. */
export interface ValueDrift {
  path: string;
  first: unknown;
  second: unknown;
}

/** Options of a comparison. */
export interface Comparison {
  /**
   * Whether lists contain all objects of the account, including others': then items are compared by form, not one by
   * one.
   */
  wholeList: boolean;
}

/** The differences of two values in normal form, by JSON path. */
export function valueDrift(first: unknown, second: unknown, how: Comparison, path = ""): ValueDrift[] {
  if (Array.isArray(first) && Array.isArray(second)) {
    return how.wholeList ? listFormDrift(first, second, path) : listDrift(first, second, how, path);
  }
  if (isObject(first) && isObject(second)) {
    const names = [...new Set([...Object.keys(first), ...Object.keys(second)])];
    return names.flatMap((name) =>
      valueDrift(first[name], second[name], how, path === "" ? name : `${path}.${name}`),
    );
  }
  return JSON.stringify(first) === JSON.stringify(second) ? [] : [{ path, first, second }];
}

function listDrift(first: unknown[], second: unknown[], how: Comparison, path: string): ValueDrift[] {
  const length = Math.min(first.length, second.length);
  const items = Array.from({ length }, (_, index) =>
    valueDrift(first[index], second[index], how, `${path}[${index}]`),
  );
  const lengths =
    first.length === second.length
      ? []
      : [{ path: `${path}.length`, first: first.length, second: second.length }];
  return [...items.flat(), ...lengths];
}

/** Compares only which fields the items have, and their types. */
function listFormDrift(first: unknown[], second: unknown[], path: string): ValueDrift[] {
  if (first.length === 0 || second.length === 0) return [];
  const forms = [first, second].map((items) => formOf(items, `${path}[]`));
  const paths = [...new Set(forms.flatMap((form) => [...form.keys()]))];
  return paths.flatMap((at) => {
    const [one, other] = forms.map((form) => form.get(at));
    if (one && other) {
      const isCommon = [...one].some((kind) => other.has(kind));
      return isCommon ? [] : [{ path: at, first: [...one].join(" or "), second: [...other].join(" or ") }];
    }
    // Fields below null values or empty lists are not reported as missing.
    const around = at.slice(0, Math.max(at.lastIndexOf("."), at.lastIndexOf("[")));
    const isSeen = forms.every((form) => form.get(around)?.has("object") ?? false);
    return isSeen
      ? [{ path: at, first: one && [...one].join(" or "), second: other && [...other].join(" or ") }]
      : [];
  });
}

/** The types of values by path; all items of a list share a path. */
function formOf(items: readonly unknown[], path: string): Map<string, Set<string>> {
  const kinds = new Map<string, Set<string>>();
  const look = (value: unknown, at: string): void => {
    kinds.set(at, (kinds.get(at) ?? new Set()).add(kindOf(value)));
    if (Array.isArray(value)) for (const item of value) look(item, `${at}[]`);
    else if (isObject(value)) for (const [name, item] of Object.entries(value)) look(item, `${at}.${name}`);
  };
  for (const item of items) look(item, path);
  return kinds;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return /^<(?:time|id)/.test(value) ? value.replace(/ #\d+>$/, ">") : "text";
  return typeof value;
}
