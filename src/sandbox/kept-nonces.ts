import { readFile, rm, writeFile } from "node:fs/promises";
import { type SavedNonces } from "./nonce-store.js";

const FORMAT = "spi-emulator-nonces";

/** Keeps the nonces of a sandbox until the next start. Who calls this at a clean end only makes the file tell of one. */
export async function keepNonces(file: string, nonces: SavedNonces): Promise<void> {
  await writeFile(file, JSON.stringify({ format: FORMAT, version: 1, nonces }), { mode: 0o600 });
}

/**
 * The nonces that the last run kept; null where it kept none, for it did not end cleanly. The file is gone afterwards,
 * so that this run's end, too, is taken for unclean until it is not.
 */
export async function takeNonces(file: string): Promise<SavedNonces | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  await rm(file, { force: true });
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
