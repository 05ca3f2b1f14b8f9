/** Reads a request's JSON as section 2 wants it: UTF-8, not too deep, and no number that would change. */
import { Refusal } from "./records.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NUMBER = /-?\d[\d.eE+-]*/y;

export function rightJson() {
  const json = {
    greatestDepth: 100,
    mostValues: 100_000,
    /** The document, or a refusal of 400. */
    read(bytes: Buffer): unknown {
      const text = json.decode(bytes);
      const value = json.parse(text);
      json.look(text);
      return value;
    },
    decode(bytes: Buffer): string {
      try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        throw new Refusal(400, "The body is not UTF-8.", "body");
      }
    },
    parse(text: string): unknown {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw new Refusal(400, "The body is not a JSON document.", "body");
      }
    },
    /** Goes through the text once, for what JSON.parse does not tell. */
    look(text: string): void {
      let depth = 0;
      let values = 1;
      for (let i = 0; i < text.length; i++) {
        const char = text[i]!;
        if (char === '"') i = endOfString(text, i);
        else if (char === "[" || char === "{") json.checkDepth(++depth);
        else if (char === "]" || char === "}") depth--;
        else if (char === "-" || (char >= "0" && char <= "9")) {
          NUMBER.lastIndex = i;
          const number = NUMBER.exec(text)![0];
          json.checkNumber(number);
          i += number.length - 1;
        }
        if (char === "," || char === "[" || char === "{") json.checkValues(++values);
      }
    },
    checkDepth(depth: number): void {
      if (depth > json.greatestDepth)
        throw new Refusal(400, `The body is nested deeper than ${json.greatestDepth} levels.`, "body");
    },
    checkValues(values: number): void {
      if (values > json.mostValues)
        throw new Refusal(400, `The body has more than ${json.mostValues} fields and items.`, "body");
    },
    checkNumber(number: string): void {
      const value = Number(number);
      const kept = Number.isFinite(value) && (/[.eE]/.test(number) || BigInt(number) === BigInt(value));
      if (!kept) throw new Refusal(400, `The body's number ${number} cannot be kept exactly.`, "body");
    },
  };
  return json;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === QUOTE) return i;
  }
  return text.length;
}

/** Whether two JSON values are the same; the order of an object's keys does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.keys(a);
  return (
    left.length === Object.keys(b).length &&
    left.every(
      (key) =>
        Object.hasOwn(b, key) &&
        sameJson((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  );
}
