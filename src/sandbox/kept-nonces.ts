import { readFile, rm, writeFile } from "node:fs/promises";
import { type SavedNonces } from "./nonce-store.js";

const FORMAT = "spi-emulator-nonces";

/** Writes the nonces of a sandbox for the next start. Call it only at a clean end, because the file is proof of one. */
export async function keepNonces(file: string, nonces: SavedNonces): Promise<void> {
  await writeFile(file, noncesText(nonces), { mode: 0o600 });
}

/** Nonces as a text that {@link parseNonces} reads. */
export const noncesText = (nonces: SavedNonces): string =>
  JSON.stringify({ format: FORMAT, version: 1, nonces });

/**
 * The nonces that the last run wrote; null if there are none because it did not end cleanly. Deletes the file, so that
 * this run counts as not ended cleanly until it writes them again.
 */
export async function takeNonces(file: string): Promise<SavedNonces | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  await rm(file, { force: true });
  return parseNonces(text);
}

/** The nonces of a text; null if it is not a whole one. */
export function parseNonces(text: string): SavedNonces | null {
  try {
    const { format, nonces } = JSON.parse(text) as { format?: unknown; nonces?: unknown };
    const fits =
      format === FORMAT &&
      Array.isArray(nonces) &&
      nonces.every(
        (bucket) => Array.isArray(bucket) && Number.isInteger(bucket[0]) && Array.isArray(bucket[1]),
      );
    return fits ? (nonces as SavedNonces) : null;
  } catch {
    return null;
  }
}
