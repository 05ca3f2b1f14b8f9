import { Buffer, isUtf8 } from "node:buffer";

const BROKEN = /%(?![\da-f]{2})/i;
const ESCAPES = /(?:%[\da-f]{2})+/gi;

/** A text without its percent-encoding; as it is where that is broken. An exception for each broken one would take too long. */
export function percentDecoded(text: string): string {
  if (!text.includes("%")) return text;
  if (BROKEN.test(text)) return text;
  for (const [escapes] of text.matchAll(ESCAPES)) if (!isUtf8(bytesOf(escapes))) return text;
  return text.replace(ESCAPES, (escapes) => bytesOf(escapes).toString());
}

const bytesOf = (escapes: string): Buffer => Buffer.from(escapes.replaceAll("%", ""), "hex");
