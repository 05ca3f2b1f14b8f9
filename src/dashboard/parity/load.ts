import { existsSync } from "node:fs";
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

/** Reads the record of parity; a text if it is invalid. */
export function loadParity({ productSpec }: View): LoadedParity | string {
  const file = existsSync(FILE) ? FILE : null;
  try {
    const parity = readParity(file ?? packageFile(FILE));
    const now = new Date(wallTime()).toISOString();
    return {
      file,
      parity,
      table: parityTable(readerOf(productSpec.document), parity, { now, days: STALE_DAYS }),
    };
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
}
