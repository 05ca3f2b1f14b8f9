import { constants } from "node:buffer";
import { dirname } from "node:path";
import { inSteps } from "../clock/in-turns.js";
import { SealedBlock, type Shape } from "../domain/packed/block.js";
import { PackedTable, removeAll } from "../domain/packed/packed-table.js";
import { TABLE_NAMES, type Tables } from "../domain/records.js";
import type { Steps } from "../domain/steps.js";
import type { LogFile } from "./log-files.js";
import { type AnyChange, DamagedLine, decodeCommit, isTorn, readHeader } from "./log-lines.js";
import type { AnyRecord, Migration } from "./migration.js";
import { type AnyTable, newTable, tablesOfVersion, upgrading, versionOf } from "./migrations.js";
import { shellQuote } from "../text/shell-quote.js";
import { StoreError } from "./store.js";

/** The content of a state file. */
export interface Replay {
  /** In the newest version's form. */
  tables: Tables;
  /** The version of the file; the newest if it has no header. */
  version: number;
  /** Whole commits. */
  commits: number;
  /** Bytes up to the end of the last whole line; 0 when there is not even a header. */
  length: number;
  /** Bytes of a torn line after that. */
  torn: number;
  /** Number of changes of single records in all commits. */
  changes: number;
  /** The blocks in the file: the bytes of their lines, and the number of their records. */
  blocks: { bytes: number; records: number };
}

/** A record of the newest version that cannot be used. */
export interface RecordDamage {
  table: string;
  /** Null if a record is missing. */
  id: string | null;
  /** A description of the record and its problem. */
  text: string;
}

/** Finds the first record that a sandbox cannot use, in steps; null if there is none. */
export interface CheckRecords {
  (tables: Tables): Steps<RecordDamage | null>;
  /** What the records of each table must be. Blocks are judged by it when they are read. */
  readonly shapes?: Readonly<Record<string, Shape>>;
}

/** Takes all records as they are. */
export const noCheck: CheckRecords = function* () {
  yield 0;
  return null;
};

/** Options for reading a file; the optional ones are for tests. */
export interface ReplayOptions {
  migrations: readonly Migration[];
  chunkBytes?: number;
  /** Validates the records of a file that has commits. Default: only lines are checked. */
  check?: CheckRecords | undefined;
  /** Number of commits whose length is returned as `markedBytes`. */
  markedAt?: number | undefined;
  /** Maximum number of commits to read. Default: all. */
  upTo?: number | undefined;
}

/** The place and kind of a damage. */
export interface Damage {
  /** From 1; null if the damage is not in a line. */
  line: number | null;
  reason: string;
}

/** The readable part of a file. */
export interface Scan extends Replay {
  /** Null if the file is good. Otherwise the rest of the scan describes the lines before the damage. */
  damage: Damage | null;
  /** Bytes up to the end of commit `markedAt`; null where there are not so many. */
  markedLength: number | null;
}

/** Size of the pieces in which a file is read, in bytes, so that memory use does not depend on its size. */
const CHUNK_BYTES = 2 ** 20;

const NEWLINE = 0x0a;

/** The state of reading. */
interface Progress extends Omit<Scan, "tables"> {
  tables: Map<string, AnyTable>;
  migrations: readonly Migration[];
  shapes: Readonly<Record<string, Shape>>;
}

interface Line {
  bytes: Buffer;
  /** False for the rest after the last newline. */
  whole: boolean;
}

/**
 * Reads a state file and applies its commits. Throws a {@link StoreError} that names `path` and the line if the file
 * is damaged; a torn last line is ignored. Tables of an older version are migrated. Changes nothing.
 */
export async function replay(file: LogFile, path: string, options: ReplayOptions): Promise<Scan> {
  const found = await scan(file, options);
  if (found.damage !== null) throw damaged(path, found.damage);
  return found;
}

/** The error for a damaged state file, with advice. To start with a new file, the user must remove its mark too. */
export function damaged(path: string, { line, reason }: Damage): StoreError {
  const place = line === null ? "" : `, line ${line}`;
  return new StoreError(
    `State file ${path}${place}: ${reason}. Nothing was changed. Put a good copy there, or move the file away to start ` +
      `with a new sandbox (and its .mark with it). To see what is in it: spi-emulator doctor ${shellQuote(dirname(path))}; --repair goes back to the last good commit.`,
  );
}

/** The part of a file's interface that reading needs. */
export type ReadableLog = Pick<LogFile, "read">;

/** Reads the good part of a state file. Changes nothing. */
export async function scan(file: ReadableLog, options: ReplayOptions): Promise<Scan> {
  const { migrations, chunkBytes = CHUNK_BYTES, check, markedAt, upTo = Infinity } = options;
  const newest = versionOf(migrations);
  const counts = { version: newest, commits: 0, length: 0, torn: 0, changes: 0 };
  const result: Progress = {
    ...{ tables: new Map(), migrations, shapes: check?.shapes ?? {}, damage: null, markedLength: null },
    ...{ ...counts, blocks: { bytes: 0, records: 0 } },
  };
  let good = 0;
  try {
    reading: for await (const some of lines(file, chunkBytes)) {
      for (const { bytes, whole } of some) {
        if (good > upTo) break reading;
        if (whole) take(result, bytes, good);
        else if (isTorn(bytes, good, newest)) result.torn = bytes.length;
        else throw new DamagedLine("the line is neither whole nor the beginning of a commit");
        if (whole && good === markedAt) result.markedLength = result.length;
        good += 1;
      }
    }
  } catch (error) {
    if (!(error instanceof DamagedLine)) throw error;
    result.damage = { line: good + 1, reason: error.message };
  }
  const { version, commits, length, torn, changes, blocks, damage, markedLength } = result;
  const rest = { version, commits, length, torn, changes, blocks, damage, markedLength };
  const tables =
    damage !== null && length > 0
      ? await tablesUpTo(commits, file, options)
      : await inSteps(upgrading(result.tables, version, migrations));
  const isToCheck = check !== undefined && result.damage === null && result.commits > 0;
  const bad = isToCheck ? await inSteps(check(tables)) : null;
  if (bad !== null) {
    const line = await lineOf(file, bad, { ...options, upTo: result.commits });
    rest.damage = { line, reason: bad.text };
  }
  return { ...rest, tables };
}

/** The tables after a number of commits that are good: a damaged one may have changed some of them before that was seen. */
async function tablesUpTo(commits: number, file: ReadableLog, options: ReplayOptions): Promise<Tables> {
  return (await scan(file, { ...options, check: undefined, upTo: commits })).tables;
}

/** The line with the latest version of a record; null if there is none, or its table has another name in this version. */
async function lineOf(
  file: ReadableLog,
  { table, id }: RecordDamage,
  options: ReplayOptions,
): Promise<number | null> {
  const { migrations, chunkBytes = CHUNK_BYTES, upTo = Infinity } = options;
  let line = 0;
  let found: number | null = null;
  let version = versionOf(migrations);
  for await (const some of lines(file, chunkBytes)) {
    for (const { bytes, whole } of some) {
      line += 1;
      if (!whole || line - 1 > upTo) return found;
      if (line === 1) {
        version = readHeader(bytes, version);
        continue;
      }
      const changes = decodeCommit(bytes, line - 1, tablesOfVersion(version, migrations));
      if (changes.some((change) => change.table === table && idsIn(change).includes(id))) found = line;
    }
  }
  return found;
}

/** The number of records in all tables. */
export function countRecords(tables: Tables): number {
  return TABLE_NAMES.reduce((sum, name) => sum + tables[name].size, 0);
}

function take(result: Progress, line: Buffer, n: number): void {
  if (n === 0) {
    result.version = readHeader(line, versionOf(result.migrations));
    const isNewest = result.version === versionOf(result.migrations);
    for (const name of tablesOfVersion(result.version, result.migrations))
      result.tables.set(name, isNewest ? newTable(name) : new Map<string, AnyRecord>());
  } else {
    const changes = decodeCommit(line, n, tablesOfVersion(result.version, result.migrations));
    for (const change of changes) {
      const added = apply(result.tables.get(change.table)!, change, result.shapes[change.table]);
      result.changes += added === 0 ? 1 : 0;
      result.blocks.records += added;
    }
    if (changes.some((change) => "block" in change)) result.blocks.bytes += line.length + 1;
  }
  result.commits = n;
  result.length += line.length + 1;
}

/** Returns the number of records if the change is a block, else 0. */
function apply(table: AnyTable, change: AnyChange, shape: Shape | undefined): number {
  if ("remove" in change) removeAll(table, [change.remove].flat());
  else if ("update" in change) {
    const before = table.get(change.update.id);
    if (before === undefined) throw new DamagedLine(`there is no record ${change.update.id} to update`);
    table.set(before.id, { ...before, ...change.update });
  } else if ("block" in change) return addBlock(table, change.block, shape);
  else table.set(change.put.id, change.put);
  return 0;
}

function addBlock(table: AnyTable, json: unknown, shape: Shape | undefined): number {
  try {
    const block = SealedBlock.read<AnyRecord>(json, shape);
    if (table instanceof PackedTable) table.adopt(block);
    else for (const record of block.records()) table.set(record.id, record);
    return block.size;
  } catch (error) {
    if (error instanceof RangeError) throw new DamagedLine(error.message);
    throw error;
  }
}

/** The ids of the records that a change writes. */
function idsIn(change: AnyChange): unknown[] {
  if ("block" in change) return [...SealedBlock.read(change.block).values("id")];
  if ("update" in change) return [change.update.id];
  return "put" in change ? [change.put.id] : [];
}

/** The lines of a file, as many at once as its pieces end. */
async function* lines(file: ReadableLog, chunkBytes: number): AsyncGenerator<Iterable<Line>> {
  let pieces: Buffer[] = [];
  let kept = 0;
  function* linesOf(chunk: Buffer): Generator<Line> {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      const piece = rest.subarray(0, end);
      yield { bytes: kept === 0 ? piece : Buffer.concat([...pieces, piece]), whole: true };
      pieces = [];
      kept = 0;
      rest = rest.subarray(end + 1);
    }
    if (rest.length === 0) return;
    pieces.push(rest);
    kept += rest.length;
    if (kept > constants.MAX_STRING_LENGTH) throw new DamagedLine("the line is too long for a commit");
  }
  for await (const chunk of chunks(file, chunkBytes)) yield linesOf(chunk);
  if (kept > 0) yield [{ bytes: Buffer.concat(pieces), whole: false }];
}

/** The pieces of a file. The next one is read while the last one is used. */
async function* chunks(file: ReadableLog, chunkBytes: number): AsyncGenerator<Buffer> {
  const readAt = async (position: number): Promise<Buffer> => {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    return buffer.subarray(0, await file.read(buffer, position));
  };
  let position = 0;
  let next = readAt(position);
  try {
    for (;;) {
      const chunk = await next;
      if (chunk.length === 0) return;
      position += chunk.length;
      next = readAt(position);
      yield chunk;
    }
  } finally {
    // A caller that ends early may close the file.
    await next.catch(() => undefined);
  }
}
