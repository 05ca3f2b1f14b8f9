import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Whether `file` holds `text`. */
export const holds = (file: string, text: string): boolean =>
  existsSync(file) && readFileSync(file, "utf8") === text;

/** Writes a file, but leaves alone one that holds `text` already: others may be reading it. */
export function writeChanged(file: string, text: string): void {
  if (!holds(file, text)) writeFileSync(file, text);
}
