/**
 * Columns: the values of one field in some records, in the smallest of a few forms. A column is the same in memory and in
 * a state file, where it is JSON ({@link ColumnJson}). A column never changes.
 */

/** A column as JSON. The number of values is known from outside. */
export type ColumnJson =
  /** All values are this one. */
  | { same: unknown }
  /** Texts of `width` UTF-16 units each, joined. */
  | { width: number; texts: string }
  /** Whole numbers: the first, then the difference of each to the one before it. */
  | { steps: number[] }
  /** Lists of whole numbers: the length of each list, or of all; and the numbers of all lists, like `steps`. */
  | { counts: number | number[]; listed: number[] }
  /** A few values, and for each row a character: the index of its value above {@link FIRST_CHARACTER}. */
  | { few: unknown[]; at: string }
  /** Objects with the same fields in the same order, each field a column. */
  | { fields: [name: string, column: ColumnJson][] }
  /** JSON texts, joined by tabs; an empty text where a record does not have the field. */
  | { json: string };

/** Judges values, and knows shorter ways to the same answer. */
export interface Judge {
  /** Null if the value fits. */
  (value: unknown, field: string): object | null;
  /** Set if each object fits. */
  readonly isAnyObject?: true;
  /** Set if each text fits. */
  readonly isAnyText?: true;
  /** Set if it judges objects, field by field. */
  readonly fields?: readonly (readonly [name: string, judge: Judge])[];
  /** True only if all texts fit, which are joined and have `width` UTF-16 units each. */
  readonly areTexts?: (joined: string, width: number) => boolean;
  /** True only if the list of the whole numbers from `from` to before `to` fits. */
  readonly isList?: (numbers: readonly number[], from: number, to: number) => boolean;
}

/** Values of one field, by position. */
export interface Column {
  /** The value at a position; undefined if the record does not have the field. */
  at(position: number): unknown;
  /** Each different value at least once, for checks. */
  values(): Iterable<unknown>;
  /** Whether all values fit. Equal values may be judged once. */
  all(judge: Judge): boolean;
  /** Whether the value at a position is this text. */
  isText(position: number, text: string): boolean;
  /** True only if no value is null or missing. */
  readonly hasAll: boolean;
  json(): ColumnJson;
  /** Frees what is kept for checks after {@link readColumn}. */
  settle?(): void;
}

const fits = (judge: Judge, value: unknown): boolean => judge(value, "") === null;

function allFit(values: Iterable<unknown>, judge: Judge): boolean {
  for (const value of values) if (!fits(judge, value)) return false;
  return true;
}

/** The character of the first of a few values: the first that needs no escape and has only such after it. */
const FIRST_CHARACTER = 0x5d;
/** More different values are not a few. */
const MAX_FEW = 64;
/** Objects with more fields, or nested deeper, are kept as texts. */
const MAX_FIELDS = 32;
const MAX_DEPTH = 3;
const MAX_WHOLE = 2 ** 52;
/** Separates texts. It never occurs in a JSON text. */
const TAB = "\t";

class Same implements Column {
  constructor(private readonly value: unknown) {}
  at(): unknown {
    return this.value;
  }
  values(): unknown[] {
    return [this.value];
  }
  all(judge: Judge): boolean {
    return fits(judge, this.value);
  }
  isText(_: number, text: string): boolean {
    return this.value === text;
  }
  get hasAll(): boolean {
    return this.value !== null;
  }
  json(): ColumnJson {
    return { same: this.value };
  }
}

class FixedWidth implements Column {
  readonly hasAll = true;

  constructor(
    private readonly texts: string,
    private readonly width: number,
  ) {}
  at(position: number): string {
    return this.texts.slice(position * this.width, (position + 1) * this.width);
  }
  *values(): Generator<string> {
    for (let from = 0; from < this.texts.length; from += this.width)
      yield this.texts.slice(from, from + this.width);
  }
  all(judge: Judge): boolean {
    return (
      judge.isAnyText === true ||
      judge.areTexts?.(this.texts, this.width) === true ||
      allFit(this.values(), judge)
    );
  }
  isText(position: number, text: string): boolean {
    return text.length === this.width && this.texts.startsWith(text, position * this.width);
  }
  hasTextsOf(other: FixedWidth): boolean {
    return this.width === other.width && this.texts === other.texts;
  }
  json(): ColumnJson {
    return { width: this.width, texts: this.texts };
  }
}

class Numbers implements Column {
  readonly hasAll = true;

  constructor(private readonly numbers: readonly number[]) {}
  at(position: number): number {
    return this.numbers[position]!;
  }
  values(): readonly number[] {
    return this.numbers;
  }
  all(judge: Judge): boolean {
    return allFit(this.numbers, judge);
  }
  isText(): boolean {
    return false;
  }
  json(): ColumnJson {
    return { steps: stepsOf(this.numbers) };
  }
}

class NumberLists implements Column {
  readonly hasAll = true;
  readonly #starts: readonly number[] | null;

  constructor(
    private readonly counts: number | readonly number[],
    private readonly numbers: readonly number[],
  ) {
    let start = 0;
    this.#starts = typeof counts === "number" ? null : [0, ...counts.map((count) => (start += count))];
  }
  at(position: number): number[] {
    return this.numbers.slice(this.#start(position), this.#start(position + 1));
  }
  *values(): Generator<number[]> {
    for (let position = 0; position < this.#rows; position++) yield this.at(position);
  }
  all(judge: Judge): boolean {
    for (let position = 0; position < this.#rows; position++) {
      const [from, to] = [this.#start(position), this.#start(position + 1)];
      if (judge.isList?.(this.numbers, from, to) !== true && !fits(judge, this.at(position))) return false;
    }
    return true;
  }
  isText(): boolean {
    return false;
  }
  /** The length of all lists; null if they differ. */
  get length(): number | null {
    return typeof this.counts === "number" ? this.counts : null;
  }
  get #rows(): number {
    return typeof this.counts === "number" ? this.numbers.length / this.counts : this.counts.length;
  }
  #start(position: number): number {
    return this.#starts === null ? position * (this.counts as number) : this.#starts[position]!;
  }
  json(): ColumnJson {
    return { counts: this.counts as number[], listed: stepsOf(this.numbers) };
  }
}

class Few implements Column {
  constructor(
    private readonly few: readonly unknown[],
    private readonly characters: string,
  ) {}
  at(position: number): unknown {
    return this.few[this.characters.charCodeAt(position) - FIRST_CHARACTER];
  }
  values(): readonly unknown[] {
    return this.few;
  }
  all(judge: Judge): boolean {
    return allFit(this.few, judge);
  }
  isText(position: number, text: string): boolean {
    return this.at(position) === text;
  }
  get hasAll(): boolean {
    return !this.few.includes(null);
  }
  json(): ColumnJson {
    return { few: [...this.few], at: this.characters };
  }
}

class Fields implements Column {
  readonly hasAll = true;

  constructor(private readonly fields: readonly (readonly [string, Column])[]) {}
  at(position: number): object {
    const made: Record<string, unknown> = {};
    for (const [name, column] of this.fields) made[name] = column.at(position);
    return made;
  }
  /** Objects that together show each value of each field. */
  *values(): Generator<object> {
    const lists = this.fields.map(([name, column]) => [name, [...column.values()]] as const);
    const most = Math.max(1, ...lists.map(([, values]) => values.length));
    for (let n = 0; n < most; n++) {
      const made: Record<string, unknown> = {};
      for (const [name, values] of lists) made[name] = values[Math.min(n, values.length - 1)];
      yield made;
    }
  }
  all(judge: Judge): boolean {
    if (judge.isAnyObject === true) return true;
    if (judge.fields === undefined) return allFit(this.values(), judge);
    return judge.fields.every(([name, ofField]) => {
      const column = this.fields.find(([own]) => own === name)?.[1];
      return column === undefined ? fits(ofField, undefined) : column.all(ofField);
    });
  }
  isText(): boolean {
    return false;
  }
  settle(): void {
    for (const [, column] of this.fields) column.settle?.();
  }
  json(): ColumnJson {
    return { fields: this.fields.map(([name, column]) => [name, column.json()]) };
  }
}

class Texts implements Column {
  #starts: number[] | null = null;
  /** All values, until {@link settle}. */
  #values: unknown[] | null = null;

  constructor(private readonly joined: string) {}
  at(position: number): unknown {
    const starts = (this.#starts ??= this.#findStarts());
    const text = this.joined.slice(starts[position], starts[position + 1]! - 1);
    return text === "" ? undefined : JSON.parse(text);
  }
  values(): unknown[] {
    return this.#values ?? this.#parsed();
  }
  all(judge: Judge): boolean {
    return allFit(this.values(), judge);
  }
  isText(position: number, text: string): boolean {
    return this.at(position) === text;
  }
  readonly hasAll = false;
  /** Parses all values, which are kept until {@link settle}. False if they are not `rows` JSON texts, each by itself. */
  isJson(rows: number): boolean {
    try {
      this.#values = this.#parsed();
      return this.#values.length === rows && (this.#hasGaps() || isOneEach(this.joined));
    } catch {
      return false;
    }
  }
  settle(): void {
    this.#values = null;
  }
  #parsed(): unknown[] {
    // One text is parsed faster than many. No JSON text is empty.
    if (!this.#hasGaps()) return JSON.parse(`[${this.joined.replaceAll(TAB, ",")}]`) as unknown[];
    return this.joined.split(TAB).map((text) => (text === "" ? undefined : JSON.parse(text)) as unknown);
  }
  #hasGaps(): boolean {
    const { joined } = this;
    return joined.startsWith(TAB) || joined.endsWith(TAB) || joined === "" || joined.includes(TAB + TAB);
  }
  json(): ColumnJson {
    return { json: this.joined };
  }
  #findStarts(): number[] {
    const starts = [0];
    for (let tab = this.joined.indexOf(TAB); tab !== -1; tab = this.joined.indexOf(TAB, tab + 1))
      starts.push(tab + 1);
    starts.push(this.joined.length + 1);
    return starts;
  }
}

/**
 * Whether each of joined texts is one JSON value, if they are a list when commas come between them: `[1`, `2]` and `3,4` are a
 * list of three, too.
 */
function isOneEach(joined: string): boolean {
  let depth = 0;
  for (let at = 0; at < joined.length; at++) {
    const code = joined.charCodeAt(at);
    if (code === QUOTE) at = endOfText(joined, at);
    else if (code === OPEN_LIST || code === OPEN_MAP) depth += 1;
    else if (code === CLOSE_LIST || code === CLOSE_MAP) depth -= 1;
    else if ((code === COMMA && depth === 0) || (code === TAB_CODE && depth > 0)) return false;
  }
  return true;
}

const [QUOTE, BACKSLASH, COMMA, TAB_CODE] = [0x22, 0x5c, 0x2c, 0x09];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The place of the closing quote of a text in JSON. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

/** Whether no two of these have the same name. */
export const areDifferent = (named: readonly (readonly [name: string, unknown])[]): boolean =>
  new Set(named.map(([name]) => name)).size === named.length;

/** Whether two columns are known to have the same texts, position by position. */
export function areSameTexts(a: Column | undefined, b: Column | undefined): boolean {
  return a instanceof FixedWidth && b instanceof FixedWidth && a.hasTextsOf(b);
}

/** The one value of a column; undefined if it is not known to be the same. */
export const onlyOf = (column: Column | undefined): unknown =>
  column instanceof Same ? column.at() : undefined;

/** The length of all values, which are lists; null if it is not known to be the same. */
export function lengthOf(column: Column | undefined): number | null {
  return column instanceof NumberLists ? column.length : null;
}

/** The smallest column of these values, which are JSON, or undefined where a record does not have the field. */
export function columnOf(values: readonly unknown[], depth = 0): Column {
  const [first] = values;
  if (first !== undefined && values.every((value) => value === first)) return new Same(first);
  if (typeof first === "number" && values.every(isWhole)) return new Numbers(values);
  if (isFlat(first)) {
    const few = fewOf(values, values);
    if (few) return few;
    const width = typeof first === "string" ? first.length : 0;
    if (width > 0 && values.every((value) => typeof value === "string" && value.length === width))
      return new FixedWidth(values.join(""), width);
  }
  const narrower = depth < MAX_DEPTH ? (numberListsOf(values) ?? fieldsOf(values, depth)) : null;
  if (narrower) return narrower;
  const texts = values.map((value) => (value === undefined ? "" : JSON.stringify(value)));
  return fewOf(values, texts) ?? new Texts(texts.join(TAB));
}

/** Reads a column of `rows` values. @throws RangeError if it is none */
export function readColumn(json: unknown, rows: number): Column {
  const given = Object(json) as Record<string, unknown>;
  if ("same" in given) return new Same(given["same"]);
  const { width, texts, steps, counts, listed, few, at, fields, json: joined } = given;
  if (typeof texts === "string" && isCount(width) && width > 0 && texts.length === width * rows)
    return new FixedWidth(texts, width);
  if (isSteps(steps) && steps.length === rows) return new Numbers(summed(steps));
  if (isSteps(listed)) {
    const total = isCount(counts)
      ? counts * rows || NaN
      : Array.isArray(counts) && counts.length === rows && counts.every(isCount)
        ? counts.reduce((sum: number, count: number) => sum + count, 0)
        : NaN;
    if (total === listed.length) return new NumberLists(counts as number[], summed(listed));
  }
  if (Array.isArray(few) && typeof at === "string" && at.length === rows) {
    const isOne = (_: unknown, position: number): boolean =>
      at.charCodeAt(position) >= FIRST_CHARACTER && at.charCodeAt(position) < FIRST_CHARACTER + few.length;
    if (Array.from({ length: rows }).every(isOne)) return new Few(few, at);
  }
  if (
    Array.isArray(fields) &&
    fields.every((field) => Array.isArray(field) && typeof field[0] === "string")
  ) {
    const named = fields as [string, unknown][];
    if (areDifferent(named))
      return new Fields(named.map(([name, column]) => [name, readColumn(column, rows)] as const));
  }
  if (typeof joined === "string") {
    const column = new Texts(joined);
    if (column.isJson(rows) && occurrences(joined, TAB) === rows - 1) return column;
  }
  throw new RangeError("a column of the block is damaged");
}

/** A whole number, of which the difference to another is exact, too. */
const isWhole = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(value as number) <= MAX_WHOLE && !Object.is(value, -0);
const isWholes = (value: unknown): value is number[] => Array.isArray(value) && value.every(isWhole);
const isSteps = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(Number.isSafeInteger);
const isCount = (value: unknown): value is number => isWhole(value) && value >= 0;
const isFlat = (value: unknown): boolean =>
  value !== undefined && (typeof value !== "object" || value === null);

/** A few values, if many of `keys`, which tell values apart, are the same. */
function fewOf(values: readonly unknown[], keys: readonly unknown[]): Column | null {
  const most = Math.min(MAX_FEW, values.length / 2);
  const codes = new Map<unknown, number>();
  const few: unknown[] = [];
  const characters: number[] = [];
  for (const [position, key] of keys.entries()) {
    let code = codes.get(key);
    if (code === undefined) {
      if (values[position] === undefined || few.length >= most || !(isFlat(key) && !Object.is(key, -0)))
        return null;
      codes.set(key, (code = few.length));
      few.push(values[position]);
    }
    characters.push(FIRST_CHARACTER + code);
  }
  return few.length === 1 ? new Same(few[0]) : new Few(few, textOf(characters));
}

/** A text in one piece: one that is put together bit by bit keeps its pieces. */
const textOf = (characters: readonly number[]): string => String.fromCharCode(...characters);

function numberListsOf(values: readonly unknown[]): Column | null {
  if (!Array.isArray(values[0]) || !values.every(isWholes)) return null;
  const lists = values as number[][];
  const { length } = lists[0]!;
  if (length === 0) return null;
  const counts = lists.every((list) => list.length === length) ? length : lists.map((list) => list.length);
  return new NumberLists(counts, lists.flat());
}

function fieldsOf(values: readonly unknown[], depth: number): Column | null {
  const [first] = values;
  if (!isObject(first)) return null;
  const names = Object.keys(first);
  if (names.length > MAX_FIELDS || names.includes("__proto__")) return null;
  const isAlike = (value: unknown): boolean => {
    if (!isObject(value)) return false;
    const own = Object.keys(value);
    return (
      own.length === names.length &&
      own.every((name, index) => name === names[index] && value[name] !== undefined)
    );
  };
  if (!values.every(isAlike)) return null;
  const objects = values as Record<string, unknown>[];
  return new Fields(
    names.map((name) => [
      name,
      columnOf(
        objects.map((object) => object[name]),
        depth + 1,
      ),
    ]),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function stepsOf(numbers: readonly number[]): number[] {
  return numbers.map((number, index) => (index === 0 ? number : number - numbers[index - 1]!));
}

function summed(steps: readonly number[]): number[] {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}
