import { statSync } from "node:fs";
import { wallTime } from "../../clock/clock.js";
import { DocumentError } from "../../documents/yaml-document.js";
import { packageFile } from "../../package-files.js";
import { type Parity, readParity } from "../../parity/parity-file.js";
import { type ParityOperation, parityTable, STALE_DAYS } from "../../parity/table.js";
import { readerOf } from "../../spec/spec-reader.js";
import type { View } from "../page.js";

/** Shown if it is in the working directory; otherwise the package's own. */
const FILE = "parity.yaml";

/** What the pages about parity show. */
export interface LoadedParity {
  /** The name of the file; null for the package's own. */
  file: string | null;
  parity: Parity;
  table: ParityOperation[];
}

/** How long a table is kept: what is stale changes with the time. */
const KEPT_MS = 3_600_000;

/** What was loaded last, and of what. */
let last: { key: string; document: object; loaded: LoadedParity | string } | null = null;

/** The record of parity; a text if it is invalid. It is read when the file has changed, or after an hour. */
export function loadParity({ productSpec: { document } }: Pick<View, "productSpec">): LoadedParity | string {
  const own = statSync(FILE, { bigint: true, throwIfNoEntry: false });
  const hour = Math.floor(wallTime() / KEPT_MS);
  const key = [hour, own?.ino, own?.size, own?.mtimeNs, own?.ctimeNs].join(" ");
  if (last?.key !== key || last.document !== document)
    last = { key, document, loaded: load(document, own === undefined ? null : FILE) };
  return last.loaded;
}

function load(document: View["productSpec"]["document"], file: string | null): LoadedParity | string {
  try {
    const parity = readParity(file ?? packageFile(FILE));
    const now = new Date(wallTime()).toISOString();
    return { file, parity, table: parityTable(readerOf(document), parity, { now, days: STALE_DAYS }) };
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
}
