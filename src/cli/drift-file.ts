import { existsSync } from "node:fs";

/** Read if it exists. */
const DRIFT_FILE = "known-drift.yaml";

/** The flag that names a file of known drift: its form and its description. */
export const DRIFT_FLAG: [flags: string, description: string] = [
  "--known-drift <FILE>",
  `accepted differences, each with an expiry date (default: ${DRIFT_FILE} if it exists)`,
];

/** The file of known drift; null if there is none. */
export const driftFileOf = ({ knownDrift }: { knownDrift?: string }): string | null =>
  knownDrift ?? (existsSync(DRIFT_FILE) ? DRIFT_FILE : null);
