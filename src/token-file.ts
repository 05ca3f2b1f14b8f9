import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { newSecret } from "./ids.js";
import { textOfFile } from "./text/file-text.js";

/** Random bytes of a new token. */
const TOKEN_BYTES = 16;

/** The token in a file, without white space around it; null if there is no such file. */
export function tokenIn(file: string): string | null {
  try {
    return textOfFile(file).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Writes a random token to a new file that only its owner can read. */
export function newTokenIn(file: string): string {
  const token = newSecret(TOKEN_BYTES);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${token}\n`, { mode: 0o600, flag: "wx" });
  return token;
}
