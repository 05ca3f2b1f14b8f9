import { yieldToLoop } from "../clock/clock.js";
import type { Database, Statement } from "./database.js";

/** One commit as a row. */
export interface CommitRow {
  ordinal: number;
  checksum: number;
  records: string;
}

/** A sandbox's commits that wait to be written. */
export interface Source {
  readonly sandbox: string;
  readonly epoch: number;
  /** The length of the next commit. */
  readonly nextBytes: number;
  /** Takes the next commits, at most `most` rows and about `bytes` bytes. Until `done`, no others are taken. */
  take: (most: number, bytes: number) => CommitRow[];
  /**
   * What became of the taken commits. `moved`: the sandbox has another epoch, or lacks an earlier commit, and they will never
   * be written.
   */
  done: (outcome: "kept" | "moved" | Error) => void;
}

/** Maximum number of transactions at the same time, and of rows in one. */
const AT_ONCE = 3;
const ROWS = 64;
/** Approximate size of a transaction, in characters: a longer commit has one of its own. */
export const LONG = 2 ** 20;

/**
 * Writes the commits of all sandboxes of a process: those that wait together are one transaction, which is one statement.
 * A long commit has one of its own: where the database does not take it in time, the others' are written all the same.
 * The statement locks each sandbox's row against a change of its epoch, and takes no commit with another epoch.
 */
export class GroupWriter {
  readonly #waiting = new Set<Source>();
  #writing = 0;
  #gathering = false;

  constructor(
    private readonly database: Pick<Database, "rows">,
    private readonly gather: () => Promise<void> = yieldToLoop,
  ) {}

  /** Notes that a source has commits to write. */
  wake(source: Source): void {
    this.#waiting.add(source);
    this.#next();
  }

  #next(): void {
    if (this.#gathering || this.#writing >= AT_ONCE || this.#waiting.size === 0) return;
    this.#gathering = true;
    void this.gather().then(() => {
      this.#gathering = false;
      void this.#write();
      this.#next();
    });
  }

  async #write(): Promise<void> {
    const taken = this.#take();
    if (taken.length === 0) return;
    this.#writing += 1;
    let kept: Set<string> | Error;
    try {
      const rows = await this.database.rows<{ sandbox: string; epoch: string }>(insertion(taken));
      kept = new Set(rows.map(keyOf));
    } catch (error) {
      kept = error instanceof Error ? error : new Error(String(error));
    }
    this.#writing -= 1;
    for (const { source } of taken)
      source.done(kept instanceof Error ? kept : kept.has(keyOf(source)) ? "kept" : "moved");
    this.#next();
  }

  #take(): { source: Source; rows: CommitRow[] }[] {
    const taken: { source: Source; rows: CommitRow[] }[] = [];
    let count = 0;
    let bytes = 0;
    for (const source of this.#waiting) {
      if (count >= ROWS || bytes >= LONG) break;
      // It stays, and is the first of the next group.
      if (taken.length > 0 && source.nextBytes > LONG) continue;
      this.#waiting.delete(source);
      const rows = source.take(ROWS - count, LONG - bytes);
      if (rows.length === 0) continue;
      taken.push({ source, rows });
      count += rows.length;
      bytes += rows.reduce((sum, { records }) => sum + records.length, 0);
    }
    return taken;
  }
}

/** One sandbox may have two sources: an old one, whose ownership was lost, and the new one. */
const keyOf = ({ sandbox, epoch }: { sandbox: string; epoch: string | number }): string =>
  `${sandbox} ${epoch}`;

/**
 * Inserts commits and returns the sandboxes whose epoch is still the given one, and which have the commit before the first. A
 * database that failed over may lack that one: later ones would make a gap, with which nobody can read the sandbox. A
 * commit whose first attempt had an unknown end may be there already; nobody else can have written it.
 */
function insertion(taken: readonly { source: Source; rows: readonly CommitRow[] }[]): Statement {
  const values: unknown[] = [];
  const tuples: string[] = [];
  for (const { source, rows } of taken) {
    for (const { ordinal, checksum, records } of rows) {
      const at = values.length;
      const types = tuples.length === 0 ? ["text", "bigint", "bigint", "bigint", "text"] : [];
      tuples.push(
        `(${[1, 2, 3, 4, 5].map((n) => `$${at + n}${types[n - 1] ? `::${types[n - 1]!}` : ""}`).join()})`,
      );
      values.push(source.sandbox, source.epoch, ordinal, checksum, records);
    }
  }
  const text = `
    with given (sandbox, epoch, ordinal, checksum, records) as (values ${tuples.join()}),
    placed as (select *, min(ordinal) over (partition by sandbox, epoch) - 1 as after from given),
    held as (
      select placed.* from placed join sandboxes s on s.name = placed.sandbox and s.epoch = placed.epoch
      where after = s.base_ordinal
        or exists (select from commits c where c.sandbox = placed.sandbox and c.ordinal = after)
      for share of s
    ),
    kept as (
      insert into commits (sandbox, ordinal, checksum, records)
      select sandbox, ordinal, checksum, records from held on conflict (sandbox, ordinal) do nothing
    )
    select distinct sandbox, epoch from held`;
  return { name: `commits-${tuples.length}`, text, values };
}
