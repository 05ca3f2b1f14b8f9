import { getRandomValues } from "node:crypto";

/** Number of parts: each grows alone, so that growing never takes long. */
const PARTS = 64;
const FIRST_SLOTS = 16;

/** Secrets of this process: what a client or a file chooses must not have the hashes of other texts. They show nowhere. */
const [BEGIN, FACTOR] = getRandomValues(new Uint32Array(2)) as unknown as [number, number];
/** Bits that the factor always has, so that each character changes the whole hash. */
const SPREAD = 0x01000193;

/** A 32-bit hash of a text, another one in each process. */
export function hashOf(text: string): number {
  let hash = BEGIN ^ text.length;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FACTOR | SPREAD);
    hash ^= hash >>> 15;
  }
  return hash;
}

/**
 * Finds rows by the hash of a key; the caller compares the keys. It needs about 16 bytes a row. Rows whose records are gone are
 * dropped where room is needed.
 */
export class RowIndex {
  readonly #parts: (Part | undefined)[] = [];

  /** `isThere`: whether there is a record in this row. */
  constructor(private readonly isThere: (row: number) => boolean) {}

  /** The row with this hash for which `isIt` is true; -1 if there is none. */
  find(hash: number, isIt: (row: number) => boolean): number {
    return this.#parts[hash & (PARTS - 1)]?.find(hash, isIt) ?? -1;
  }

  /** Adds a row, or, if `replaced` is not -1, puts it in the place of that row, which has the same hash. */
  put(hash: number, row: number, replaced = -1): void {
    this.#partOf(hash).put(hash, row, replaced);
  }

  /** Adds a row, unless `isIt` is true for a row with the same hash: then it returns false. */
  add(hash: number, row: number, isIt: (row: number) => boolean): boolean {
    return this.#partOf(hash).add(hash, row, isIt);
  }

  /** An independent index with the same content. */
  copy(isThere: (row: number) => boolean): RowIndex {
    const copy = new RowIndex(isThere);
    for (const [index, part] of this.#parts.entries()) if (part) copy.#parts[index] = part.copy(isThere);
    return copy;
  }

  /** Finds the rows that it has now, also those whose records are gone later. It takes little memory of its own. */
  view(): Pick<RowIndex, "find"> {
    const view = new RowIndex(this.isThere);
    for (const [index, part] of this.#parts.entries()) if (part) view.#parts[index] = part.view();
    return view;
  }

  #partOf(hash: number): Part {
    return (this.#parts[hash & (PARTS - 1)] ??= new Part(this.isThere));
  }
}

/** A hash table with open addressing. */
class Part {
  /** Row + 1; 0 where the slot is free. */
  #rows = new Int32Array(FIRST_SLOTS);
  #hashes = new Int32Array(FIRST_SLOTS);
  #used = 0;

  constructor(private readonly isThere: (row: number) => boolean) {}

  find(hash: number, isIt: (row: number) => boolean): number {
    const mask = this.#rows.length - 1;
    for (let slot = first(hash) & mask; ; slot = (slot + 1) & mask) {
      const row = this.#rows[slot]! - 1;
      if (row === -1 || (this.#hashes[slot] === (hash | 0) && isIt(row))) return row;
    }
  }

  put(hash: number, row: number, replaced = -1): void {
    this.#makeRoom();
    const mask = this.#rows.length - 1;
    let slot = first(hash) & mask;
    while (this.#rows[slot] !== 0 && (replaced === -1 || this.#rows[slot] !== replaced + 1))
      slot = (slot + 1) & mask;
    if (this.#rows[slot] === 0) this.#used += 1;
    this.#rows[slot] = row + 1;
    this.#hashes[slot] = hash;
  }

  add(hash: number, row: number, isIt: (row: number) => boolean): boolean {
    this.#makeRoom();
    const mask = this.#rows.length - 1;
    let slot = first(hash) & mask;
    for (; this.#rows[slot] !== 0; slot = (slot + 1) & mask)
      if (this.#hashes[slot] === hash && isIt(this.#rows[slot]! - 1)) return false;
    this.#used += 1;
    this.#rows[slot] = row + 1;
    this.#hashes[slot] = hash;
    return true;
  }

  copy(isThere: (row: number) => boolean): Part {
    const copy = new Part(isThere);
    copy.#rows = this.#rows.slice();
    copy.#hashes = this.#hashes.slice();
    copy.#used = this.#used;
    return copy;
  }

  /** Rows that are added later take free slots, which changes nothing for it; making room leaves these arrays as they are. */
  view(): Part {
    const view = new Part(this.isThere);
    view.#rows = this.#rows;
    view.#hashes = this.#hashes;
    return view;
  }

  #makeRoom(): void {
    if ((this.#used + 1) * 4 <= this.#rows.length * 3) return;
    const hashes = this.#hashes;
    const rows = this.#rows.map((row) => (row !== 0 && this.isThere(row - 1) ? row : 0));
    this.#used = rows.reduce((count, row) => (row === 0 ? count : count + 1), 0);
    let slots = FIRST_SLOTS;
    while (this.#used * 8 > slots * 3) slots *= 2;
    this.#rows = new Int32Array(slots);
    this.#hashes = new Int32Array(slots);
    const mask = slots - 1;
    for (const [from, row] of rows.entries()) {
      if (row === 0) continue;
      const hash = hashes[from]!;
      let slot = first(hash) & mask;
      while (this.#rows[slot] !== 0) slot = (slot + 1) & mask;
      this.#rows[slot] = row;
      this.#hashes[slot] = hash;
    }
  }
}

/** The lowest bits choose the part. */
const first = (hash: number): number => hash >>> 6;
