import { jsonOrNone } from "../text/json-or-none.js";
import { isObject } from "../schema/json-type.js";
import type { components } from "../spec/control-types.gen.js";

type Shape = components["schemas"]["Sandbox"];

/** What a replica says of itself; a row that is damaged says nothing. */
export function factsIn(text: string): { sandboxes: number } {
  const facts = jsonOrNone(text);
  const sandboxes = isObject(facts) ? Number(facts["sandboxes"]) : 0;
  return { sandboxes: Number.isSafeInteger(sandboxes) ? sandboxes : 0 };
}

/** The facts of the sandbox of this name; null if a text, or another replica's answer, is damaged or of another one. */
export function shapeOf(value: unknown, name: string): Shape | null {
  const isIt = isObject(value) && value["name"] === name;
  return isIt && Array.isArray(value["accounts"]) && isObject(value["counts"]) ? (value as Shape) : null;
}

/** As {@link shapeOf}, of a text. */
export const shapeIn = (text: string, name: string): Shape | null => shapeOf(jsonOrNone(text), name);
