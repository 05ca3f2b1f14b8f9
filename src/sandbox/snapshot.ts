import { createHash } from "node:crypto";
import { wallTime } from "../clock/clock.js";
import { type Records, TABLE_NAMES, type TableName, type Tables } from "../domain/records.js";
import { recordProblemText } from "../domain/check-tables.js";
import { invalid, isRefusal, type Refusal } from "../domain/refusal.js";
import type { AnyRecord } from "../persistence/migration.js";
import {
  migrate,
  MIGRATIONS,
  tablesOfVersion,
  toTables,
  VERSION,
  versionOf,
} from "../persistence/migrations.js";
import { checkState } from "./check-state.js";
import type { Sandbox } from "./sandbox.js";

const FORMAT = "spi-emulator-snapshot";

/** The whole state of a sandbox as one JSON document. */
export interface SnapshotDocument {
  format: typeof FORMAT;
  version: number;
  /** SHA-256 over `tables` as JSON. */
  checksum: string;
  /** Wall time. */
  saved_at: string;
  sandbox: { name: string; seed: string };
  tables: { [T in TableName]: Records[T][] };
}

/** All records at one moment: nothing else runs while they are gathered. */
export function makeSnapshot(sandbox: Sandbox): SnapshotDocument {
  const { name, settings, state } = sandbox;
  // The meta record holds the current time, so that the clock continues from here after a load.
  const meta = { ...sandbox.meta, last_time: sandbox.clock.now(), ids_drawn: sandbox.ids.drawn };
  const tables = Object.fromEntries(
    TABLE_NAMES.map((table) => [table, table === "meta" ? [meta] : [...state.tables[table].values()]]),
  ) as unknown as SnapshotDocument["tables"];
  return {
    format: FORMAT,
    version: VERSION,
    checksum: checksumOf(tables),
    saved_at: new Date(wallTime()).toISOString(),
    sandbox: { name, seed: settings.seed },
    tables,
  };
}

/** A snapshot's text as a document, or null if it is not JSON, which {@link readSnapshot} refuses. */
export function parseSnapshot(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The records of a snapshot of this version or an older one, in this version's form; or why it cannot be used. Nothing is
 * changed here.
 */
export function readSnapshot(document: unknown, migrations = MIGRATIONS): Tables | Refusal {
  if (document === null) return invalid("the snapshot is damaged: it is not JSON");
  const { format, version, checksum, tables } = document as AnySnapshot;
  const newest = versionOf(migrations);
  if (format !== FORMAT) return invalid(`format: got ${JSON.stringify(format)}; accepted: "${FORMAT}"`);
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1 || version > newest) {
    const why =
      typeof version === "number" && version > newest ? "; a newer spi-emulator wrote the snapshot" : "";
    return invalid(
      `version: got ${JSON.stringify(version)}; accepted: ${newest}, the one that this emulator writes, ` +
        `and all before it${why}`,
    );
  }
  const names = tablesOfVersion(version, migrations);
  const missing = names.filter((table) => !Array.isArray(tables?.[table]));
  if (missing.length > 0) return invalid(`tables: ${missing.join(", ")} missing; the snapshot is damaged`);
  if (checksum !== checksumOf(tables!)) {
    return invalid("checksum: does not fit the tables; the snapshot is damaged or was changed by hand");
  }
  const found = new Map<string, Map<string, AnyRecord>>();
  for (const table of names) {
    const records = byId(table, tables![table]!);
    if (isRefusal(records)) return records;
    found.set(table, records);
  }
  const read = toTables(migrate(found, version, migrations));
  const problem = checkState(read);
  return problem === null ? read : invalid(`the snapshot is damaged: ${recordProblemText(problem)}`);
}

/** A snapshot of any version, not yet validated. */
interface AnySnapshot {
  format?: unknown;
  version?: unknown;
  checksum?: unknown;
  tables?: Record<string, unknown[]>;
}

/** The records of a table; each must have a unique id. */
function byId(table: string, records: readonly unknown[]): Map<string, AnyRecord> | Refusal {
  const found = new Map<string, AnyRecord>();
  for (const [index, record] of records.entries()) {
    const { id } = Object(record) as { id?: unknown };
    if (typeof id !== "string")
      return invalid(`the snapshot is damaged: table ${table}, record number ${index + 1}: it has no id`);
    if (found.has(id))
      return invalid(`the snapshot is damaged: table ${table}, record ${id}: it occurs twice`);
    found.set(id, record as AnyRecord);
  }
  return found;
}

function checksumOf(tables: object): string {
  return createHash("sha256").update(JSON.stringify(tables)).digest("hex");
}
