import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Actor } from "../clauses/clause.js";

/** What a creating request makes. */
export type Kind = "product" | "test-spec" | "opportunities" | "token";

/** A request that makes something, or may do so where a target is lax; written down before it is sent. */
export interface Intention {
  kind: Kind;
  clause: string;
  actor: Actor;
  operation: string;
  /** The product that it is below. */
  product?: string;
  /** What tells it from others' where its answer is lost. */
  name?: string;
  snaps?: string[];
}

/** An intention and what came of it. */
export interface Entry extends Intention {
  n: number;
  /** Status of the answer; null where none is known. */
  status: number | null;
  /** Ids of what was made. */
  ids: string[];
}

/** The first line of a ledger. */
export interface LedgerHead {
  format: 1;
  run: string;
  target: string;
  /** Products and Test Specs that were there before: never the run's. */
  before: string[];
}

/** Lines of a ledger file, one JSON document each. */
export type LedgerLine =
  | { head: LedgerHead }
  | { intention: Intention & { n: number } }
  | { outcome: { n: number; status: number | null; ids: string[] } };

/** Remembers what a run makes; with a file, so that it can be cleaned up when the run was killed. */
export class Ledger {
  readonly #entries: Entry[] = [];
  readonly #file: number | null;

  /** @param path where it is kept; null for a target that ends with this process */
  constructor(
    readonly head: LedgerHead,
    readonly path: string | null,
  ) {
    if (path !== null) mkdirSync(dirname(path), { recursive: true });
    this.#file = path === null ? null : openSync(path, "ax", 0o600);
    this.#write({ head }, true);
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** To be called before the request is sent; it is on the disk when this returns. */
  intend(intention: Intention): Entry {
    const entry: Entry = { ...intention, n: this.#entries.length + 1, status: null, ids: [] };
    this.#entries.push(entry);
    this.#write({ intention: { ...intention, n: entry.n } }, true);
    return entry;
  }

  /** What came of an intention. */
  outcome(entry: Entry, status: number | null, ids: string[]): void {
    Object.assign(entry, { status, ids });
    this.#write({ outcome: { n: entry.n, status, ids } }, false);
  }

  /** Closes the file, and removes it where all that it names is gone. */
  close(isClean: boolean): void {
    if (this.#file === null || this.path === null) return;
    closeSync(this.#file);
    if (isClean) rmSync(this.path, { force: true });
  }

  #write(line: LedgerLine, sync: boolean): void {
    if (this.#file === null) return;
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    if (sync) fsyncSync(this.#file);
  }
}
