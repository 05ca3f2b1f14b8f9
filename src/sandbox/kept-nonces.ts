import { rm } from "node:fs/promises";
import { writeNew } from "../text/new-file.js";
import { textOfRegular } from "../text/regular-file.js";
import { type SavedNonces } from "./nonce-store.js";

const FORMAT = "spi-emulator-nonces";
/** Of the digests: those of another version tell nothing. */
const VERSION = 2;
/** 128 bits. */
const DIGEST = /^[\w-]{22}$/;

/** Writes the nonces of a sandbox for the next start. Call it only at a clean end, because the file is proof of one. */
export async function keepNonces(file: string, nonces: SavedNonces): Promise<void> {
  await writeNew(file, noncesText(nonces));
}

/** Nonces as a text that {@link parseNonces} reads. */
export const noncesText = ({ notBefore, buckets }: SavedNonces): string =>
  JSON.stringify({ format: FORMAT, version: VERSION, not_before: notBefore, nonces: buckets });

/**
 * The nonces that the last run wrote; null if there are none because it did not end cleanly. Deletes the file, so that
 * this run counts as not ended cleanly until it writes them again.
 */
export async function takeNonces(file: string): Promise<SavedNonces | null> {
  const text = await textOfRegular(file).catch(() => "");
  await rm(file, { force: true });
  return parseNonces(text);
}

const isSecond = (value: unknown): value is number | null => value === null || Number.isSafeInteger(value);

const isDigests = (texts: unknown): boolean =>
  Array.isArray(texts) && texts.every((text) => typeof text === "string" && DIGEST.test(text));

/** The nonces of a text; null if it is not a whole one. */
export function parseNonces(text: string): SavedNonces | null {
  try {
    const { format, version, not_before, nonces } = JSON.parse(text) as Record<string, unknown>;
    const fits =
      format === FORMAT &&
      version === VERSION &&
      isSecond(not_before) &&
      Array.isArray(nonces) &&
      nonces.every((bucket) => Array.isArray(bucket) && Number.isInteger(bucket[0]) && isDigests(bucket[1]));
    return fits ? { notBefore: not_before, buckets: nonces as SavedNonces["buckets"] } : null;
  } catch {
    return null;
  }
}
