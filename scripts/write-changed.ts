import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Whether `file` holds `text`. */
export const holds = (file: string, text: string): boolean =>
  existsSync(file) && readFileSync(file, "utf8") === text;

/** Writes a file unless it already contains `text`, because others may be reading it. */
export function writeChanged(file: string, text: string): void {
  if (!holds(file, text)) writeFileSync(file, text);
}
