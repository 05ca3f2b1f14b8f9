import { type Column, type ColumnJson, columnOf, readColumn } from "./column.js";

/** A record as blocks see it. */
export interface AnyRecord {
  id: string;
}

/** Consecutive records of a table as JSON: their number, and a column for each field. */
export interface BlockJson {
  rows: number;
  columns: [field: string, column: ColumnJson][];
}

/** Records of consecutive rows. A place without a record is undefined. */
export interface Block<R> {
  /** Number of places. */
  readonly places: number;
  has(place: number): boolean;
  at(place: number): R | undefined;
  /** One field of a record that is there. */
  field<F extends keyof R>(place: number, name: F): R[F];
  /** The records that are there, in order. */
  records(): Iterable<R>;
}

/** A block whose records may be replaced. */
export class OpenBlock<R> implements Block<R> {
  constructor(readonly list: (R | undefined)[] = []) {}

  get places(): number {
    return this.list.length;
  }
  has(place: number): boolean {
    return this.list[place] !== undefined;
  }
  at(place: number): R | undefined {
    return this.list[place];
  }
  field<F extends keyof R>(place: number, name: F): R[F] {
    return this.list[place]![name];
  }
  records(): R[] {
    return this.list.filter((record) => record !== undefined);
  }
}

/** A block in columns. It never changes. */
export class SealedBlock<R extends AnyRecord> implements Block<R> {
  private constructor(
    private readonly columns: readonly (readonly [string, Column])[],
    /** Number of records. */
    readonly size: number,
    /** The position of each place's record in the columns; null if all places up to `size` have one. */
    private readonly positions: readonly (number | undefined)[] | null,
  ) {}

  static of<R extends AnyRecord>(records: readonly (R | undefined)[]): SealedBlock<R> {
    const there = records.filter((record) => record !== undefined) as unknown as Record<string, unknown>[];
    let position = 0;
    const positions =
      there.length === records.length ? null : records.map((record) => (record ? position++ : undefined));
    const names = new Set<string>();
    for (const record of there) for (const name in record) names.add(name);
    const columns = Array.from(
      names,
      (name) => [name, columnOf(there.map((record) => record[name]))] as const,
    );
    return new SealedBlock<R>(columns, there.length, positions);
  }

  /** Reads a block of a file. The values of its fields are not checked. @throws RangeError if it is damaged */
  static read<R extends AnyRecord>(json: unknown): SealedBlock<R> {
    const { rows, columns } = Object(json) as Partial<BlockJson>;
    if (!Number.isSafeInteger(rows) || rows! < 1 || !Array.isArray(columns))
      throw new RangeError("a block without rows or columns");
    const read = columns.map(([name, column]) => [name, readColumn(column, rows!)] as const);
    const block = new SealedBlock<R>(read, rows!, null);
    for (const id of block.values("id"))
      if (typeof id !== "string") throw new RangeError("a record of the block has no id");
    return block;
  }

  get places(): number {
    return this.positions?.length ?? this.size;
  }

  has(place: number): boolean {
    return this.#position(place) !== undefined;
  }

  at(place: number): R | undefined {
    const position = this.#position(place);
    if (position === undefined) return undefined;
    const record: Record<string, unknown> = {};
    for (const [name, column] of this.columns) {
      const value = column.at(position);
      if (value !== undefined) record[name] = value;
    }
    return record as unknown as R;
  }

  field<F extends keyof R>(place: number, name: F): R[F] {
    for (const [own, column] of this.columns)
      if (own === name) return column.at(this.#position(place)!) as R[F];
    return undefined as R[F];
  }

  *records(): Generator<R> {
    for (let place = 0; place < this.places; place++) {
      const record = this.at(place);
      if (record !== undefined) yield record;
    }
  }

  /** Each different value of a field at least once; undefined where a record does not have it. */
  values(name: string): Iterable<unknown> {
    return this.columns.find(([own]) => own === name)?.[1].values() ?? (this.size > 0 ? [undefined] : []);
  }

  /** True if all values of a field are known to be objects. */
  hasObjects(name: string): boolean {
    return this.columns.find(([own]) => own === name)?.[1].isObjects === true;
  }

  json(): BlockJson {
    return { rows: this.size, columns: this.columns.map(([name, column]) => [name, column.json()]) };
  }

  #position(place: number): number | undefined {
    if (this.positions !== null) return this.positions[place];
    return place < this.size ? place : undefined;
  }
}
