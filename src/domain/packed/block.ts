import {
  areDifferent,
  areSameTexts,
  type Column,
  type ColumnJson,
  columnOf,
  type Judge,
  lengthOf,
  onlyOf,
  readColumn,
} from "./column.js";

/** A record as blocks see it. */
export interface AnyRecord {
  id: string;
}

/** Consecutive records of a table as JSON: their number, and a column for each field. */
export interface BlockJson {
  rows: number;
  columns: [field: string, column: ColumnJson][];
}

/** Judges records field by field. */
export type Shape = Judge & Required<Pick<Judge, "fields">>;

/** Records of consecutive rows. A place without a record is undefined. */
export interface Block<R> {
  /** Number of places. */
  readonly places: number;
  /** Number of records. */
  readonly size: number;
  has(place: number): boolean;
  at(place: number): R | undefined;
  /** One field of a record that is there. */
  field<F extends keyof R>(place: number, name: F): R[F];
  /** One field of the records that are there, by place: {@link field} for many records. */
  reader<F extends keyof R>(name: F): (place: number) => R[F];
  /** Whether there is a record with this text in a field. */
  isText(place: number, name: keyof R, text: string): boolean;
  /** The records that are there, in order. */
  records(): Iterable<R>;
}

/** A block whose records may be replaced. */
export class OpenBlock<R> implements Block<R> {
  constructor(readonly list: (R | undefined)[] = []) {}

  get places(): number {
    return this.list.length;
  }
  get size(): number {
    return this.list.reduce((count, record) => (record === undefined ? count : count + 1), 0);
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
  reader<F extends keyof R>(name: F): (place: number) => R[F] {
    return (place) => this.list[place]![name];
  }
  isText(place: number, name: keyof R, text: string): boolean {
    return this.list[place]?.[name] === text;
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
    /** What all records are known to fit. */
    private readonly shape: Shape | null = null,
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

  /**
   * Reads a block of a file. The block remembers whether all records fit `shape`: texts need not be parsed again for
   * {@link fits}. @throws RangeError if it is damaged
   */
  static read<R extends AnyRecord>(json: unknown, shape: Shape | null = null): SealedBlock<R> {
    const { rows, columns } = Object(json) as Partial<BlockJson>;
    if (!Number.isSafeInteger(rows) || rows! < 1 || !Array.isArray(columns))
      throw new RangeError("a block without rows or columns");
    const read = columns.map(([name, column]) => [name, readColumn(column, rows!)] as const);
    if (!areDifferent(read)) throw new RangeError("the block has a column twice");
    const block = new SealedBlock<R>(read, rows!, null);
    if (block.#column("id")?.all(ANY_TEXT) !== true) throw new RangeError("a record of the block has no id");
    const judged = shape !== null && block.fits(shape) ? new SealedBlock<R>(read, rows!, null, shape) : block;
    for (const [, column] of read) column.settle?.();
    return judged;
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
    return this.#column(name as string)?.at(this.#position(place)!) as R[F];
  }

  reader<F extends keyof R>(name: F): (place: number) => R[F] {
    const column = this.#column(name as string);
    if (column === undefined) return () => undefined as R[F];
    return (place) => column.at(this.#position(place)!) as R[F];
  }

  isText(place: number, name: keyof R, text: string): boolean {
    const position = this.#position(place);
    return position !== undefined && this.#column(name as string)?.isText(position, text) === true;
  }

  *records(): Generator<R> {
    for (let place = 0; place < this.places; place++) {
      const record = this.at(place);
      if (record !== undefined) yield record;
    }
  }

  /** Whether all records fit. Equal values are judged once. */
  fits(shape: Shape): boolean {
    return shape === this.shape || shape.fields.every(([name, judge]) => this.all(name, judge));
  }

  /** Whether the values of a field fit in all records; undefined where a record does not have it. */
  all(name: string, judge: Judge): boolean {
    return this.#column(name)?.all(judge) ?? (this.size === 0 || judge(undefined, name) === null);
  }

  /** Each different value of a field at least once; undefined where a record does not have it. */
  values(name: string): Iterable<unknown> {
    return this.#column(name)?.values() ?? (this.size > 0 ? [undefined] : []);
  }

  /** The value of a field in all records; undefined if it is not known to be the same. */
  only<F extends keyof R>(name: F): R[F] | undefined {
    return onlyOf(this.#column(name as string)) as R[F] | undefined;
  }

  /** True only if no record lacks a field or has null in it. */
  hasAll(name: string): boolean {
    return this.#column(name)?.hasAll === true;
  }

  /** The length of all lists in a field; null if it is not known to be the same. */
  lengthOf(name: string): number | null {
    return lengthOf(this.#column(name));
  }

  /** True only if a field has the same texts, one after the other, as a field of another block. */
  hasTextsOf(name: string, other: SealedBlock<AnyRecord>, otherName: string): boolean {
    return areSameTexts(this.#column(name), other.#column(otherName));
  }

  json(): BlockJson {
    return { rows: this.size, columns: this.columns.map(([name, column]) => [name, column.json()]) };
  }

  #column(name: string): Column | undefined {
    for (const [own, column] of this.columns) if (own === name) return column;
    return undefined;
  }

  #position(place: number): number | undefined {
    if (this.positions !== null) return this.positions[place];
    return place < this.size ? place : undefined;
  }
}

const ANY_TEXT: Judge = Object.assign(
  (value: unknown): object | null => (typeof value === "string" ? null : {}),
  { isAnyText: true as const },
);
