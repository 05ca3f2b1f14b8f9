import { type AnyRecord, type Block, OpenBlock, SealedBlock } from "./block.js";
import { hashOf, RowIndex } from "./row-index.js";

/** How a {@link PackedTable} divides its records. */
export interface Packing {
  /** Rows of a block. */
  rows: number;
  /** Maximum number of blocks whose records are kept as objects, at least 2: the last one, and those that changed last. */
  open: number;
}

const PACKING: Packing = { rows: 128, open: 32 };

/** Takes the place of a block whose records were all removed. */
const NO_RECORDS = SealedBlock.of<never>([]);

/** A part of a block is too small to be a block of its own. */
const MIN_PART = 0.5;

/** The records of a table at one moment, by row. */
export interface FrozenTable<R> {
  /** The record of this id; undefined if it did not exist at that moment. */
  get: (id: string) => R | undefined;
  /** The record of a row; undefined if it was removed, or did not exist at that moment. */
  at: (row: number) => R | undefined;
  /** All blocks, in order. */
  readonly blocks: readonly Block<R>[];
}

/**
 * Records by id, in order of creation, like a Map, but in columns: only the blocks that changed last are kept as objects. A
 * record that is read is a new object or a shared one, so records are never changed, only replaced. Each has a row, a
 * number that stays the same and is never used again; a removed record leaves nothing in memory.
 */
export class PackedTable<R extends AnyRecord> {
  #blocks: Block<R>[] = [];
  #rows = 0;
  #size = 0;
  #index = new RowIndex((row) => this.isThere(row));
  /** The numbers of the open blocks; the one that changed last is last. */
  #open = new Set<number>();
  /** The last of them, which is never sealed; -1 before the first. */
  #latest = -1;

  constructor(private readonly packing: Packing = PACKING) {}

  get size(): number {
    return this.#size;
  }

  has(id: string): boolean {
    return this.rowOf(id) !== -1;
  }

  get(id: string): R | undefined {
    const row = this.rowOf(id);
    return row === -1 ? undefined : this.at(row);
  }

  /** The row of a record; -1 if there is none. `guess`: a row that it may be, which is tried first. */
  rowOf(id: string, guess = -1): number {
    if (guess >= 0 && this.#isAt(guess, id)) return guess;
    return this.#index.find(hashOf(id), (row) => this.#isAt(row, id));
  }

  #isAt(row: number, id: string): boolean {
    return this.isText(row, "id", id);
  }

  /** Whether the record of a row is there and has this text in a field. */
  isText(row: number, name: keyof R, text: string): boolean {
    const { rows } = this.packing;
    return this.#blocks[Math.floor(row / rows)]?.isText(row % rows, name, text) === true;
  }

  at(row: number): R | undefined {
    const { rows } = this.packing;
    return this.#blocks[Math.floor(row / rows)]?.at(row % rows);
  }

  /** One field of the record of a row, which must exist. */
  field<F extends keyof R>(row: number, name: F): R[F] {
    const { rows } = this.packing;
    return this.#blocks[Math.floor(row / rows)]!.field(row % rows, name);
  }

  set(id: string, record: R): this {
    const row = this.rowOf(id);
    if (row === -1) this.#append(id, record);
    else this.#opened(row).list[row % this.packing.rows] = record;
    return this;
  }

  /** Removes the records with these ids, as far as they are there. */
  deleteAll(ids: Iterable<string>): void {
    const { rows } = this.packing;
    const gone = new Map<number, Set<number>>();
    let row = -1;
    for (const id of ids) {
      // Those that are removed together often follow each other.
      row = this.rowOf(id, row + 1);
      if (row === -1) continue;
      const index = Math.floor(row / rows);
      let places = gone.get(index);
      if (places === undefined) gone.set(index, (places = new Set()));
      places.add(row % rows);
    }
    for (const [index, places] of gone) {
      this.#size -= places.size;
      if (places.size === this.#blocks[index]!.size) this.#drop(index);
      else for (const place of places) this.#opened(index * rows + place).list[place] = undefined;
    }
  }

  *entries(): Generator<[string, R]> {
    for (const record of this.values()) yield [record.id, record];
  }
  [Symbol.iterator](): Generator<[string, R]> {
    return this.entries();
  }
  *keys(): Generator<string> {
    for (const row of this.rows()) yield this.field(row, "id");
  }
  *values(): Generator<R> {
    for (const row of this.rows()) {
      const record = this.at(row);
      if (record !== undefined) yield record;
    }
  }

  /** The rows that have a record, in order. */
  *rows(): Generator<number> {
    const { rows } = this.packing;
    for (let row = 0; row < this.#rows; row++) {
      if (this.isThere(row)) yield row;
      else if (this.#isDropped(row)) row += rows - 1 - (row % rows);
    }
  }

  /** The same, last first, without those that are added meanwhile. */
  *rowsBack(): Generator<number> {
    const { rows } = this.packing;
    for (let row = this.#rows - 1; row >= 0; row--) {
      if (this.isThere(row)) yield row;
      else if (this.#isDropped(row)) row -= row % rows;
    }
  }

  /** A block by its number, if it is sealed. */
  sealed(index: number): SealedBlock<R> | undefined {
    const block = this.#blocks[index];
    return block instanceof SealedBlock ? block : undefined;
  }

  /** All blocks, in order, each with the row of its first place. */
  *blocks(): Generator<[block: Block<R>, firstRow: number]> {
    for (let index = 0; index < this.#blocks.length; index++)
      yield [this.#blocks[index]!, index * this.packing.rows];
  }

  /** The records as they are now: later changes do not show. */
  freeze(): FrozenTable<R> {
    const { rows } = this.packing;
    const blocks = this.#blocks.slice();
    for (const index of this.#open)
      blocks[index] = new OpenBlock((blocks[index] as OpenBlock<R>).list.slice());
    const at = (row: number): R | undefined => blocks[Math.floor(row / rows)]?.at(row % rows);
    const isIt = (row: number, id: string): boolean => {
      const block = blocks[Math.floor(row / rows)];
      return block?.isText(row % rows, "id", id) === true;
    };
    const index = this.#index.view();
    return { blocks, at, get: (id) => at(index.find(hashOf(id), (row) => isIt(row, id))) };
  }

  /** An independent table with the same content. */
  copy(): PackedTable<R> {
    const copy = new PackedTable<R>(this.packing);
    copy.#blocks = [...this.freeze().blocks];
    copy.#rows = this.#rows;
    copy.#size = this.#size;
    copy.#index = this.#index.copy((row) => copy.isThere(row));
    copy.#open = new Set(this.#open);
    return copy;
  }

  /** Adds the records of a block after all others. None may exist already. @throws RangeError if one does */
  adopt(block: SealedBlock<R>): void {
    const { rows } = this.packing;
    if (block.size > rows || block.size < rows * MIN_PART) {
      for (const record of block.records()) {
        if (this.has(record.id)) throw repeated(record.id);
        this.set(record.id, record);
      }
      return;
    }
    // The places that a block does not fill stay empty.
    const first = this.#blocks.length * rows;
    this.#blocks.push(block);
    this.#rows = first + block.size;
    this.#size += block.size;
    const idOf = block.reader("id");
    let id = "";
    const isIt = (row: number): boolean => this.#isAt(row, id);
    for (let place = 0; place < block.size; place++) {
      id = idOf(place);
      if (!this.#index.add(hashOf(id), first + place, isIt)) throw repeated(id);
    }
  }

  #append(id: string, record: R): void {
    const { rows } = this.packing;
    const last = this.#blocks.length - 1;
    // The last block may be sealed before it is full.
    if (this.#rows >= this.#blocks.length * rows || !this.#open.has(last)) {
      this.#rows = this.#blocks.length * rows;
      this.#blocks.push(new OpenBlock<R>());
    }
    const row = this.#rows++;
    this.#opened(row).list[row % rows] = record;
    this.#size += 1;
    this.#index.put(hashOf(id), row);
  }

  /** Whether a row has a record. */
  isThere(row: number): boolean {
    const { rows } = this.packing;
    return this.#blocks[Math.floor(row / rows)]?.has(row % rows) === true;
  }

  /** Whether all records of a row's block were removed. */
  #isDropped(row: number): boolean {
    return this.#blocks[Math.floor(row / this.packing.rows)] === NO_RECORDS;
  }

  /** Removes all records of a block. Its rows are not used again. */
  #drop(index: number): void {
    this.#blocks[index] = NO_RECORDS;
    this.#open.delete(index);
    if (index === this.#latest) this.#latest = -1;
  }

  /** The block of a row, open; the block that has not changed for longest is sealed where there are too many. */
  #opened(row: number): OpenBlock<R> {
    const { rows, open } = this.packing;
    const index = Math.floor(row / rows);
    let block = this.#blocks[index]!;
    if (index === this.#latest) return block as OpenBlock<R>;
    if (block instanceof SealedBlock) {
      const places = Array.from({ length: block.places }, (_, place) => block.at(place));
      block = this.#blocks[index] = new OpenBlock(places);
    }
    this.#open.delete(index);
    this.#open.add(index);
    this.#latest = index;
    if (this.#open.size > open) this.#seal();
    return block as OpenBlock<R>;
  }

  #seal(): void {
    const last = this.#blocks.length - 1;
    for (const index of this.#open) {
      if (index === last) continue;
      this.#open.delete(index);
      this.#blocks[index] = SealedBlock.of((this.#blocks[index] as OpenBlock<R>).list);
      return;
    }
  }
}

/** Removes the records with these ids from a table. */
export function removeAll(
  table: Pick<PackedTable<never>, "deleteAll"> | Map<string, unknown>,
  ids: readonly string[],
): void {
  if ("deleteAll" in table) table.deleteAll(ids);
  else for (const id of ids) table.delete(id);
}

/** The records of a table as they are now, in blocks: later changes do not show. */
export function blocksOf<R extends AnyRecord>(table: PackedTable<R> | Map<string, R>): readonly Block<R>[] {
  return table instanceof PackedTable ? table.freeze().blocks : [new OpenBlock([...table.values()])];
}

const repeated = (id: string): RangeError => new RangeError(`record ${id} occurs twice`);
