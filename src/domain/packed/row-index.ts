/** Number of parts: each grows alone, so that growing never takes long. */
const PARTS = 64;
const FIRST_SLOTS = 16;

/** A 32-bit hash of a text. Ids that begin with eight random digits are told apart by these. */
export function hashOf(text: string): number {
  const end = text.length === 36 ? 8 : text.length;
  let hash = text.length;
  for (let index = 0; index < end; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** Finds rows by the hash of a key; the caller compares the keys. It needs about 16 bytes a row. Rows are never removed. */
export class RowIndex {
  readonly #parts: (Part | undefined)[] = [];

  /** The row with this hash for which `isIt` is true; -1 if there is none. */
  find(hash: number, isIt: (row: number) => boolean): number {
    return this.#parts[hash & (PARTS - 1)]?.find(hash, isIt) ?? -1;
  }

  /** Adds a row, or, if `replaced` is not -1, puts it in the place of that row, which has the same hash. */
  put(hash: number, row: number, replaced = -1): void {
    (this.#parts[hash & (PARTS - 1)] ??= new Part()).put(hash, row, replaced);
  }

  /** Adds a row, unless `isIt` is true for a row with the same hash: then it returns false. */
  add(hash: number, row: number, isIt: (row: number) => boolean): boolean {
    return (this.#parts[hash & (PARTS - 1)] ??= new Part()).add(hash, row, isIt);
  }

  /** An independent index with the same content. */
  copy(): RowIndex {
    const copy = new RowIndex();
    for (const [index, part] of this.#parts.entries()) if (part) copy.#parts[index] = part.copy();
    return copy;
  }
}

/** A hash table with open addressing. */
class Part {
  /** Row + 1; 0 where the slot is free. */
  #rows = new Int32Array(FIRST_SLOTS);
  #hashes = new Int32Array(FIRST_SLOTS);
  #used = 0;

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

  copy(): Part {
    const copy = new Part();
    copy.#rows = this.#rows.slice();
    copy.#hashes = this.#hashes.slice();
    copy.#used = this.#used;
    return copy;
  }

  #makeRoom(): void {
    if ((this.#used + 1) * 4 <= this.#rows.length * 3) return;
    const [rows, hashes] = [this.#rows, this.#hashes];
    const { length } = rows;
    this.#rows = new Int32Array(length * 2);
    this.#hashes = new Int32Array(length * 2);
    const mask = length * 2 - 1;
    for (let from = 0; from < length; from++) {
      const row = rows[from]!;
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
