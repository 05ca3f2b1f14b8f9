import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Actor } from "../clauses/clause.js";

/** The kinds of objects that requests create. */
export type Kind = "product" | "test-spec" | "opportunities" | "token";

/** A request that creates an object, or may do so on a lax target; recorded before it is sent. */
export interface Intention {
  kind: Kind;
  clause: string;
  actor: Actor;
  operation: string;
  /** The product that it belongs to. */
  product?: string;
  /** The data that identifies the object if the answer is lost. */
  name?: string;
  snaps?: string[];
}

/** An intention and its outcome. */
export interface Entry extends Intention {
  n: number;
  /** Status of the answer; null if unknown. */
  status: number | null;
  /** Ids of the created objects. */
  ids: string[];
  /** Names that the run gave it later; not in the file. */
  later?: string[];
}

/** The first line of a ledger. */
export interface LedgerHead {
  format: 1;
  run: string;
  target: string;
  /** Products and Test Specs that existed before the run. */
  before: string[];
}

/** Lines of a ledger file, one JSON document each. */
export type LedgerLine =
  | { head: LedgerHead }
  | { intention: Intention & { n: number } }
  | { outcome: { n: number; status: number | null; ids: string[] } };

/** Records what a run creates, in a file if given, so that it can be cleaned up after the run was killed. */
export class Ledger {
  #entries: Entry[] = [];
  #count = 0;
  readonly #file: number | null;

  /** @param path the file; null for a target that ends with this process */
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

  /** Call before the request is sent. The entry is on disk when this returns. */
  intend(intention: Intention): Entry {
    this.#count += 1;
    const entry: Entry = { ...intention, n: this.#count, status: null, ids: [] };
    this.#entries.push(entry);
    this.#write({ intention: { ...intention, n: entry.n } }, true);
    return entry;
  }

  /** Records the outcome of an intention. */
  outcome(entry: Entry, status: number | null, ids: string[]): void {
    Object.assign(entry, { status, ids });
    this.#write({ outcome: { n: entry.n, status, ids } }, false);
  }

  /** Remembers another name of a product that the run made. */
  named(id: string, name: string): void {
    const entry = this.#entries.find(({ kind, ids }) => kind === "product" && ids.includes(id));
    if (entry && entry.later?.includes(name) !== true) (entry.later ??= []).push(name);
  }

  /** Forgets a clause's entries, because what it created was deleted. The file keeps them. */
  forget(clause: string): void {
    this.#entries = this.#entries.filter((entry) => entry.clause !== clause);
  }

  /** Closes the file, and deletes it if everything in it was cleaned up. */
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
