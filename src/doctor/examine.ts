import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseSavedResult } from "../../devices/outbox.js";
import { TABLE_NAMES, type TableName, type Tables } from "../domain/records.js";
import { isRefusal } from "../domain/refusal.js";
import { parseCredentialsIni } from "../oauth1/credentials-file.js";
import { realFiles } from "../persistence/log-files.js";
import { type Damage, type ReadableLog, type Scan, scan } from "../persistence/log-replay.js";
import { MIGRATIONS } from "../persistence/migrations.js";
import { lockHolder } from "../persistence/state-lock.js";
import { type Mark, markOf, readMark, shortfall } from "../persistence/state-mark.js";
import { checkRecords } from "../sandbox/check-state.js";
import { stateFile, stateNames } from "../sandbox/sandboxes.js";
import { atOnce } from "../domain/steps.js";
import { readingSnapshot } from "../sandbox/snapshot.js";
import { openRegular, textOfRegular } from "../text/regular-file.js";

/** One file of a data directory. */
export interface FileReport {
  file: string;
  kind: "state" | "snapshot" | "outbox" | "credentials";
  /** The sandbox that the file belongs to, if any. */
  sandbox: string | null;
  bytes: number;
  /** The version of the records. */
  version: number | null;
  /** The number of good commits. */
  commits: number | null;
  /** The number of records by table after the last good commit, without empty tables. */
  records: Partial<Record<TableName, number>> | null;
  /** The damage; null if there is none. */
  damage: Damage | null;
  /** A remark that needs no repair. */
  note: string | null;
}

/** The contents of a data directory. */
export interface DirectoryReport {
  folder: string;
  /** The process that uses it; null if none does. */
  usedBy: number | null;
  /** Whether nothing is damaged. */
  good: boolean;
  files: FileReport[];
}

/** Examines every file of a data directory. Changes nothing; a directory in use may change meanwhile. */
export async function examine(folder: string): Promise<DirectoryReport> {
  const holder = await lockHolder(folder);
  const usedBy = holder?.isRunning ? holder.pid : null;
  const files: FileReport[] = [];
  const add = async (about: FileReport, work: () => Promise<FileReport>): Promise<void> => {
    files.push(await work().catch((error: unknown) => ({ ...about, damage: unreadable(error) })));
  };
  for (const sandbox of stateNames(folder))
    await add({ ...blank(stateFile(folder, sandbox), "state"), sandbox }, () =>
      examineState(folder, sandbox),
    );
  for (const path of await filesOf(folder, /^conf(-\d+)?\.ini$/))
    await add(blank(path, "credentials"), () => examineCredentials(path));
  for (const path of await filesOf(join(folder, "snapshots"), /\.snapshot\.json$/))
    await add(blank(path, "snapshot"), () => examineSnapshot(path));
  for (const sandbox of await namesIn(join(folder, "outbox")))
    for (const path of await filesOf(join(folder, "outbox", sandbox), /\.json$/))
      await add({ ...blank(path, "outbox"), sandbox }, () => examineResult(path, sandbox));
  return { folder, usedBy, good: files.every(({ damage }) => damage === null), files };
}

/** Examines a state file and compares it with its mark. */
export async function scanState(file: string, upTo?: number): Promise<{ found: Scan; mark: Mark | null }> {
  const mark = await readMark(realFiles, file);
  const found = await withFile(file, (log) =>
    scan(log, { migrations: MIGRATIONS, check: checkRecords, markedAt: mark?.commits, upTo }),
  );
  return { found, mark };
}

async function examineState(folder: string, sandbox: string): Promise<FileReport> {
  const file = stateFile(folder, sandbox);
  const about = { ...blank(file, "state"), sandbox };
  const bytes = await sizeOf(file);
  if (bytes === null) {
    const reason = `it is missing, but ${basename(markOf(file))} shows that it existed`;
    return { ...about, damage: { line: null, reason } };
  }
  const { found, mark } = await scanState(file);
  const lacks = mark && shortfall(mark, found);
  const damage = found.damage ?? (lacks === null ? null : { line: null, reason: lacks });
  const { version, commits, torn } = found;
  const note =
    torn > 0
      ? `the last ${torn} bytes are an interrupted write; the next start drops them`
      : commits === 0 && damage === null
        ? "it is empty: the creation of the sandbox was never finished"
        : null;
  return { ...about, bytes, version, commits, records: countsOf(found.tables), damage, note };
}

async function examineSnapshot(path: string): Promise<FileReport> {
  const text = await textOfRegular(path);
  const { facts, tables } = atOnce(readingSnapshot(text));
  const about = {
    ...blank(path, "snapshot"),
    ...facts,
    bytes: Buffer.byteLength(text),
  };
  if (isRefusal(tables)) return { ...about, damage: { line: null, reason: tables.message } };
  return { ...about, records: countsOf(tables) };
}

async function examineCredentials(path: string): Promise<FileReport> {
  const text = await textOfRegular(path);
  const about = { ...blank(path, "credentials"), bytes: Buffer.byteLength(text) };
  try {
    parseCredentialsIni(text, basename(path));
    return about;
  } catch (error) {
    const reason = `${(error as Error).message}; the next start writes it again`;
    return { ...about, damage: { line: null, reason } };
  }
}

/** Examines a result that waits to be delivered. */
async function examineResult(path: string, sandbox: string): Promise<FileReport> {
  const text = await textOfRegular(path);
  const about = { ...blank(path, "outbox"), sandbox, bytes: Buffer.byteLength(text) };
  try {
    const { agent_id } = parseSavedResult(text);
    return { ...about, note: `a result of agent ${agent_id} that waits to be delivered` };
  } catch (error) {
    return {
      ...about,
      damage: { line: null, reason: `it is not a saved result: ${(error as Error).message}` },
    };
  }
}

const unreadable = (error: unknown): Damage => ({
  line: null,
  reason: `it cannot be read: ${(error as Error).message}`,
});

const blank = (file: string, kind: FileReport["kind"]): FileReport => ({
  ...{ file, kind, sandbox: null, bytes: 0 },
  ...{ version: null, commits: null, records: null, damage: null, note: null },
});

function countsOf(tables: Tables): NonNullable<FileReport["records"]> {
  return Object.fromEntries(
    TABLE_NAMES.map((name) => [name, tables[name].size] as const).filter(([, count]) => count > 0),
  );
}

/** Opens a file for reading only. */
async function withFile<T>(path: string, work: (log: ReadableLog) => Promise<T>): Promise<T> {
  const handle = await openRegular(path);
  try {
    return await work({
      read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    });
  } finally {
    await handle.close();
  }
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}

const namesIn = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).sort();

async function filesOf(folder: string, form: RegExp): Promise<string[]> {
  return (await namesIn(folder)).filter((name) => form.test(name)).map((name) => join(folder, name));
}
