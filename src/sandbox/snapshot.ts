import { createHash } from "node:crypto";
import { wallTime } from "../clock/clock.js";
import { type Records, TABLE_NAMES, type TableName, type Tables } from "../domain/records.js";
import { recordProblemText } from "../domain/check-tables.js";
import { invalid, isRefusal, type Refusal } from "../domain/refusal.js";
import { blocksOf } from "../domain/packed/packed-table.js";
import type { AnyRecord } from "../persistence/migration.js";
import {
  type AnyTable,
  MIGRATIONS,
  newTable,
  tablesOfVersion,
  upgrading,
  VERSION,
  versionOf,
} from "../persistence/migrations.js";
import { quote } from "../schema/words.js";
import { ONE_RECORD, type Steps } from "../domain/steps.js";
import { checkingState } from "./check-state.js";
import { type ReadDocument, readingDocument, type SnapshotText } from "./snapshot-text.js";
import type { Sandbox } from "./sandbox.js";

const FORMAT = "spi-emulator-snapshot";
/** Maximum number of accounts: a sandbox is shown with all of them. `seed.schema.json` has the same. */
const MAX_ACCOUNTS = 1000;

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

/** A sandbox's records at one moment, which are replaced later, never changed: its snapshot can be written in steps. */
export interface SnapshotSource {
  /** The fields before the checksum, and those after it. */
  before: { format: typeof FORMAT; version: number };
  after: Pick<SnapshotDocument, "saved_at" | "sandbox">;
  tables: readonly TableSource[];
}

/** A table's records, in blocks that are read one after the other. */
interface TableSource {
  name: string;
  blocks: readonly { records: () => Iterable<unknown> }[];
}

/** All records at one moment. */
export function makeSnapshot(sandbox: Sandbox): SnapshotSource {
  const { settings, state } = sandbox;
  // The meta record holds the current time, so that the clock continues from here after a load.
  const meta = { ...sandbox.meta, last_time: sandbox.clock.now(), ids_drawn: sandbox.ids.drawn };
  return {
    before: { format: FORMAT, version: VERSION },
    after: {
      saved_at: new Date(wallTime()).toISOString(),
      sandbox: { name: sandbox.name, seed: settings.seed },
    },
    tables: TABLE_NAMES.map((name) => {
      const table = name === "meta" ? new Map([[meta.id, meta]]) : state.tables[name];
      return { name, blocks: blocksOf<{ id: string }>(table) };
    }),
  };
}

/** A snapshot's text: the records' pieces, and the beginning, whose checksum is known only after the last piece. */
export interface SnapshotWriter {
  /** The beginning, always of the same length. */
  head: () => string;
  /** The rest, each piece about `characters` long (longer where one record is). */
  pieces: (characters: number) => Iterable<string>;
}

/** Writes a snapshot as the JSON text of a {@link SnapshotDocument}. Read all pieces, once, before the final head. */
export function snapshotWriter({ before, after, tables }: SnapshotSource): SnapshotWriter {
  const hash = createHash("sha256");
  let checksum = "0".repeat(64);
  const start = `${JSON.stringify(before).slice(0, -1)},"checksum":"`;
  const end = `",${JSON.stringify(after).slice(1, -1)},"tables":`;
  return {
    head: () => start + checksum + end,
    *pieces(characters) {
      let piece = "";
      for (const part of tableParts(tables)) {
        piece += part;
        if (piece.length < characters) continue;
        hash.update(piece);
        yield piece;
        piece = "";
      }
      hash.update(piece);
      checksum = hash.digest("hex");
      yield `${piece}}`;
    },
  };
}

/** The JSON text of tables, record by record: what the checksum is over. */
function* tableParts(tables: Iterable<TableSource>): Generator<string> {
  let before = "{";
  for (const { name, blocks } of tables) {
    yield `${before}${JSON.stringify(name)}:[`;
    before = "";
    for (const block of blocks) {
      for (const record of block.records()) {
        yield before + JSON.stringify(record);
        before = ",";
      }
    }
    yield "]";
    before = ",";
  }
  yield before === "{" ? "{}" : "}";
}

/** The facts of a snapshot's text. */
export interface SnapshotFacts {
  version: number | null;
  /** The name of its sandbox. */
  sandbox: string | null;
}

/** What a snapshot's text holds: its facts, and its records in this version's form, or why they cannot be used. */
export interface ReadSnapshot {
  facts: SnapshotFacts;
  tables: Tables | Refusal;
}

/** Reads a snapshot of this version or an older one, in steps. Nothing is changed here. */
export function* readingSnapshot(text: SnapshotText, migrations = MIGRATIONS): Steps<ReadSnapshot> {
  const document = yield* readingDocument(text);
  const { version, sandbox } = (document?.fields ?? {}) as {
    version?: unknown;
    sandbox?: { name?: unknown };
  };
  const name = (Object(sandbox) as { name?: unknown }).name;
  const facts = {
    version: typeof version === "number" ? version : null,
    sandbox: typeof name === "string" ? name : null,
  };
  const tables = yield* readingTables(document, migrations);
  return { facts, tables };
}

function* readingTables(
  document: ReadDocument | null,
  migrations: typeof MIGRATIONS,
): Steps<Tables | Refusal> {
  if (document === null) return invalid("the snapshot is damaged: it is not a JSON object");
  const { format, version, checksum } = document.fields;
  const newest = versionOf(migrations);
  if (format !== FORMAT) return invalid(`format: got ${quote(format)}; accepted: "${FORMAT}"`);
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1 || version > newest) {
    const why =
      typeof version === "number" && version > newest ? "; a newer spi-emulator wrote the snapshot" : "";
    return invalid(
      `version: got ${quote(version)}; accepted: ${newest}, the one that this emulator writes, ` +
        `and all before it${why}`,
    );
  }
  const names = tablesOfVersion(version, migrations);
  const missing = names.filter((table) => !document.tables.get(table));
  if (missing.length > 0) return invalid(`tables: ${missing.join(", ")} missing; the snapshot is damaged`);
  const hash = createHash("sha256");
  for (const part of tableParts(sourcesOf(document))) {
    hash.update(part);
    yield part.length;
  }
  if (checksum !== hash.digest("hex")) {
    return invalid("checksum: does not fit the tables; the snapshot is damaged or was changed by hand");
  }
  const isNewest = version === newest;
  const found = new Map<string, AnyTable>();
  for (const table of names) {
    const records = yield* byId(
      table,
      document.tables.get(table)!,
      isNewest ? newTable(table) : new Map<string, AnyRecord>(),
    );
    if (isRefusal(records)) return records;
    found.set(table, records);
  }
  const read = yield* upgrading(found, version, migrations);
  const { size } = read.accounts;
  if (size > MAX_ACCOUNTS)
    return invalid(`tables.accounts: got ${size}; accepted: at most ${MAX_ACCOUNTS}, as in a seed`);
  const problem = yield* checkingState(read);
  return problem === null ? read : invalid(`the snapshot is damaged: ${recordProblemText(problem)}`);
}

const sourcesOf = ({ tables }: ReadDocument): TableSource[] =>
  Array.from(tables, ([name, records]) => ({ name, blocks: [{ records: () => records ?? [] }] }));

/** Puts records into an empty table; each must have a unique id. */
function* byId(table: string, records: readonly unknown[], found: AnyTable): Steps<AnyTable | Refusal> {
  for (const [index, record] of records.entries()) {
    const { id } = Object(record) as { id?: unknown };
    if (typeof id !== "string")
      return invalid(`the snapshot is damaged: table ${table}, record number ${index + 1}: it has no id`);
    if (found.has(id))
      return invalid(`the snapshot is damaged: table ${table}, record ${id}: it occurs twice`);
    found.set(id, record as AnyRecord);
    yield ONE_RECORD;
  }
  return found;
}
