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

/** So often a text may be encoded: a service decodes what a server in front of it has decoded already. */
const MOST_TIMES = 4;

/** A text with every escape of an ASCII character decoded, also of one that is encoded several times or stands beside broken ones. */
export function asciiDecoded(text: string): string {
  let decoded = text;
  for (let time = 0; time < MOST_TIMES && decoded.includes("%"); time++)
    decoded = decoded.replace(/%([0-7][\da-f])/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  return decoded;
}

const bytesOf = (escapes: string): Buffer => Buffer.from(escapes.replaceAll("%", ""), "hex");
