import { namesSecret } from "./secrets.js";

/** Maximum nesting depth of a body. */
export const MAX_DEPTH = 100;

/** A body that is not valid JSON, or that cannot be stored exactly. */
export class JsonTextError extends Error {
  override name = "JsonTextError";
}

/** Reads a JSON text. @throws JsonTextError with a message for the client */
export function parseJson(text: string): unknown {
  checkDepth(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    // The engine quotes the text around the mistake, which may be a password.
    const why = namesSecret(text) ? message.replace(/, (?:\.\.\.)?".*$/s, "") : message;
    throw new JsonTextError(`body: not valid JSON: ${why}; accepted: a JSON document`);
  }
}

const UTF_8 = new TextDecoder("utf-8", { fatal: true });

/** A body as text. @throws JsonTextError with a message for the client */
export function textOf(bytes: Uint8Array): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new JsonTextError("body: not valid UTF-8; accepted: JSON in UTF-8");
  }
}

/** Checks the depth before parsing, because validation and serialization recurse. @throws JsonTextError */
export function checkDepth(text: string, most = MAX_DEPTH): void {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === '"') index = endOfString(text, index);
    else if (char === "{" || char === "[") depth += 1;
    else if (char === "}" || char === "]") depth -= 1;
    if (depth > most) throw new JsonTextError(`body: nested too deep; accepted: at most ${most} levels`);
  }
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index;
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/**
 * The first number of a JSON text that a double cannot represent: an integer beyond 2^53 that would change, or a number
 * that would become infinite. Null if there is none. So opaque values are returned as they were sent, or refused.
 */
export function inexactNumber(text: string): string | null {
  if (!/\d{16}|[eE]/.test(text)) return null;
  for (const [token] of text.matchAll(STRING_OR_NUMBER)) {
    if (token.startsWith('"')) continue;
    const value = Number(token);
    if (!Number.isFinite(value)) return token;
    const kept = Number.isSafeInteger(value) || !/^-?\d+$/.test(token) || String(value) === token;
    if (!kept && BigInt(token) !== BigInt(value)) return token;
  }
  return null;
}
