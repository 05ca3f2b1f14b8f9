import { MIGRATIONS, versionOf } from "../persistence/migrations.js";
import { encodeCommit, headerOf } from "../persistence/log-lines.js";
import { type CheckRecords, type ReadableLog, type Replay, scan } from "../persistence/log-replay.js";
import { StoreError } from "../persistence/store.js";
import type { CommitRow } from "./group-writer.js";
import type { Database } from "./database.js";
import { checksumOf } from "./row-queue.js";

/** The row of a sandbox, as far as reading needs it. Numbers of PostgreSQL's `bigint` arrive as text. */
interface Head {
  version: number;
  base: string | null;
  base_ordinal: string;
}

/** The records of a sandbox and where they end. */
export interface ReadRows extends Omit<Replay, "torn"> {
  /** The ordinal of the last commit. */
  lastOrdinal: number;
  /** Characters of the base's rows. */
  baseLength: number;
}

/** Maximum number of rows that are read at once, and of bytes but for one row. */
const ROWS_AT_ONCE = 200;
const BYTES_AT_ONCE = 8 * 1024 * 1024;

/**
 * Reads a sandbox's records: its base, then the later commits. Only the owner may call it, because others' commits could
 * come meanwhile. @throws StoreError if a row is missing or damaged
 */
export async function readRows(
  database: Pick<Database, "rows">,
  sandbox: string,
  { check, migrations = MIGRATIONS }: { check: CheckRecords; migrations?: typeof MIGRATIONS },
): Promise<ReadRows> {
  const [head] = await database.rows<Head>({
    text: "select version, base, base_ordinal from sandboxes where name = $1",
    values: [sandbox],
  });
  if (head === undefined) throw new StoreError(`there is no sandbox ${sandbox} in the database`);
  if (head.version > versionOf(migrations))
    throw new StoreError(`a newer spi-emulator wrote sandbox ${sandbox} (format version ${head.version})`);
  const source = new RowLines(rowsOf(database, sandbox, head), head);
  const found = await scan(source, { migrations, check });
  if (found.damage !== null) {
    throw new StoreError(
      `The records of sandbox ${sandbox} in the database are damaged, ${source.place(found.damage.line)}: ` +
        `${found.damage.reason}. Nothing was changed. Restore them from a backup of the database.`,
    );
  }
  return { ...found, version: head.version, lastOrdinal: source.lastOrdinal, baseLength: source.baseLength };
}

interface Row extends CommitRow {
  /** Of a base: its ordinal is the number of the part. */
  isBase: boolean;
}

async function* rowsOf(
  database: Pick<Database, "rows">,
  sandbox: string,
  head: Head,
): AsyncGenerator<Row, void> {
  if (head.base !== null) yield* pages(true, -1, baseRows(database, sandbox, head.base));
  yield* pages(false, Number(head.base_ordinal), commitRows(database, sandbox));
}

type Page = (after: number) => Promise<{ ordinal: string; checksum: string; records: string }[]>;

const baseRows =
  (database: Pick<Database, "rows">, sandbox: string, base: string): Page =>
  (after) =>
    database.rows({
      text: `select part as ordinal, checksum, records from bases
             where sandbox = $1 and base = $2 and part > $3 order by part limit $4`,
      values: [sandbox, base, after, 8],
    });

const commitRows =
  (database: Pick<Database, "rows">, sandbox: string): Page =>
  (after) =>
    database.rows({
      text: `select ordinal, checksum, records from (
               select *, sum(octet_length(records)) over (order by ordinal) - octet_length(records) as before
               from (select ordinal, checksum, records from commits
                     where sandbox = $1 and ordinal > $2 order by ordinal limit $3) as next
             ) as page where before < $4 order by ordinal`,
      values: [sandbox, after, ROWS_AT_ONCE, BYTES_AT_ONCE],
    });

async function* pages(isBase: boolean, first: number, page: Page): AsyncGenerator<Row, void> {
  for (let after = first; ;) {
    const rows = await page(after);
    if (rows.length === 0) return;
    for (const { ordinal, checksum, records } of rows) {
      after = Number(ordinal);
      yield { isBase, ordinal: after, checksum: Number(checksum), records };
    }
  }
}

/** Rows as the lines of a state file, because the same program reads both. */
class RowLines implements ReadableLog {
  lastOrdinal: number;
  baseLength = 0;
  #left = Buffer.alloc(0);
  #lines = 0;
  readonly #places: string[] = [];
  #expected = 0;
  #inBase = true;

  constructor(
    private readonly rows: AsyncGenerator<Row, void>,
    private readonly head: Head,
  ) {
    this.lastOrdinal = Number(head.base_ordinal);
    this.#left = Buffer.from(`${headerOf(head.version)}\n`);
  }

  /** The row that a line stands for. */
  place(line: number | null): string {
    return line === null ? "as a whole" : (this.#places[line - 2] ?? "at the end");
  }

  async read(into: Buffer): Promise<number> {
    if (this.#left.length === 0) this.#left = await this.#next();
    const taken = this.#left.copy(into);
    this.#left = this.#left.subarray(taken);
    return taken;
  }

  async #next(): Promise<Buffer<ArrayBuffer>> {
    const next = await this.rows.next();
    if (next.done === true) return Buffer.alloc(0);
    const { isBase, ordinal, checksum, records } = next.value;
    if (this.#inBase && !isBase) {
      this.#inBase = false;
      this.#expected = Number(this.head.base_ordinal) + 1;
    }
    const place = isBase ? `part ${ordinal} of its base` : `commit ${ordinal}`;
    this.#places.push(place);
    this.#lines += 1;
    const isWhole = ordinal === this.#expected && checksum === checksumOf(ordinal, records);
    this.#expected += 1;
    if (isBase) this.baseLength += records.length;
    else this.lastOrdinal = ordinal;
    // A line that is no commit, so that the reader tells where.
    const line = isWhole ? encodeCommit(this.#lines, records) : `${place} is missing or damaged\n`;
    return Buffer.from(line);
  }
}
