import type { Adapter } from "lowdb";
import type { Change, Tables } from "../domain/records.js";

/**
 * An adapter of lowdb that takes commits one by one: `read` gives the tables after all of them, `write` puts the tables in
 * the place of the commits that led to them (compaction). The methods behave as those of a `Store`.
 */
export interface Log extends Adapter<Tables> {
  read(): Promise<Tables>;
  /** Whether enough commits are superseded for a compaction. */
  readonly compactionDue: boolean;
  append(changes: readonly Change[]): void;
  admit(): void;
  check(): Promise<string | null>;
  readonly isDurable: boolean;
  readonly waiting: number;
  flushed(): Promise<void>;
  replace(tables: Tables, onReplaced: () => void): Promise<void>;
  close(): Promise<void>;
}
