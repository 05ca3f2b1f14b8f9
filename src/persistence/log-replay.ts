import { constants } from "node:buffer";
import { TABLE_NAMES, type Tables } from "../domain/records.js";
import type { LogFile } from "./log-files.js";
import { type AnyChange, DamagedLine, decodeCommit, isTorn, readHeader } from "./log-lines.js";
import {
  type AnyRecord,
  type AnyTables,
  migrate,
  type Migration,
  tablesOfVersion,
  toTables,
  versionOf,
} from "./migrations.js";
import { StoreError } from "./store.js";

/** What a state file held. */
export interface Replay {
  /** In the newest version's form. */
  tables: Tables;
  /** The version that the file is written in; the newest where it has no header. */
  version: number;
  /** Whole commits. */
  commits: number;
  /** Bytes up to the end of the last whole line; 0 when there is not even a header. */
  length: number;
  /** Bytes of a torn line behind that. */
  torn: number;
  /** Changes in all commits: those beyond the number of records are superseded. */
  changes: number;
}

/** How a file is read; both have defaults for what is not a test. */
export interface ReplayOptions {
  migrations: readonly Migration[];
  chunkBytes?: number;
}

/** A file is read in pieces of so many bytes, so that its size does not matter. */
const CHUNK_BYTES = 256 * 1024;

const NEWLINE = 0x0a;

/** What has been read so far. */
interface Progress extends Omit<Replay, "tables"> {
  tables: AnyTables;
  migrations: readonly Migration[];
}

interface Line {
  bytes: Buffer;
  /** False for what follows the last newline. */
  whole: boolean;
}

/**
 * Reads a state file and applies its commits. Throws a {@link StoreError} that names `path` and the line where the file
 * is damaged; a torn last line is left out. Tables of an older version are migrated. Changes nothing.
 */
export async function replay(
  file: LogFile,
  path: string,
  { migrations, chunkBytes = CHUNK_BYTES }: ReplayOptions,
): Promise<Replay> {
  const newest = versionOf(migrations);
  const counts = { version: newest, commits: 0, length: 0, torn: 0, changes: 0 };
  const result: Progress = { tables: new Map(), migrations, ...counts };
  let good = 0;
  try {
    for await (const { bytes, whole } of lines(file, chunkBytes)) {
      if (whole) take(result, bytes, good);
      else if (isTorn(bytes, good, newest)) result.torn = bytes.length;
      else throw new DamagedLine("the line is neither whole nor the beginning of a commit");
      good += 1;
    }
  } catch (error) {
    if (!(error instanceof DamagedLine)) throw error;
    throw new StoreError(
      `State file ${path}, line ${good + 1}: ${error.message}. Nothing was changed. ` +
        "Put a good copy there, or move the file away to begin anew.",
      { cause: error },
    );
  }
  const { version, commits, length, torn, changes } = result;
  const tables = toTables(migrate(result.tables, version, migrations));
  return { tables, version, commits, length, torn, changes };
}

/** The number of records in all tables. */
export function countRecords(tables: Tables): number {
  return TABLE_NAMES.reduce((sum, name) => sum + tables[name].size, 0);
}

function take(result: Progress, line: Buffer, n: number): void {
  if (n === 0) result.version = readHeader(line, versionOf(result.migrations));
  else {
    const changes = decodeCommit(line, n, tablesOfVersion(result.version, result.migrations));
    for (const change of changes) apply(result.tables, change);
    result.changes += changes.length;
  }
  result.commits = n;
  result.length += line.length + 1;
}

function apply(tables: AnyTables, change: AnyChange): void {
  const table = tables.get(change.table) ?? new Map<string, AnyRecord>();
  tables.set(change.table, table);
  if ("remove" in change) table.delete(change.remove);
  else table.set(change.put.id, change.put);
}

async function* lines(file: LogFile, chunkBytes: number): AsyncGenerator<Line> {
  let pieces: Buffer[] = [];
  let kept = 0;
  for (let position = 0; ;) {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    const read = await file.read(buffer, position);
    if (read === 0) break;
    position += read;
    let rest = buffer.subarray(0, read);
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      const piece = rest.subarray(0, end);
      yield { bytes: kept === 0 ? piece : Buffer.concat([...pieces, piece]), whole: true };
      pieces = [];
      kept = 0;
      rest = rest.subarray(end + 1);
    }
    if (rest.length === 0) continue;
    pieces.push(rest);
    kept += rest.length;
    if (kept > constants.MAX_STRING_LENGTH) throw new DamagedLine("the line is too long for a commit");
  }
  if (kept > 0) yield { bytes: Buffer.concat(pieces), whole: false };
}
