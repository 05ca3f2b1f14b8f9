import type { Records } from "../domain/records.js";
import type { State } from "../domain/state.js";

/** A piece of a long list ends with the item that reaches one of these: a number of items, of characters. */
export const PIECE = 200;
export const PIECE_CHARACTERS = 256 * 1024;
/** A list of more items, or of more characters, goes out in pieces. */
export const LONG = 1000;
export const LONG_CHARACTERS = 1024 * 1024;

/** A list of an answer. */
export interface ListParts<Body extends object> {
  /** The answer's body with these items. The list is its last field, also where it is inside another one. */
  bodyOf: (items: never[]) => Body;
  count: number;
  /** The item at a place, as it is shown; undefined if it is gone. */
  item: (at: number) => unknown;
  /** What it costs to make an item, in characters of its text, beside that. Default: nothing. */
  cost?: ((at: number) => number) | undefined;
  /** What the list keeps in memory beside a number of each item, in bytes. Default: nothing. */
  kept?: number | undefined;
}

/** A list that is too long to be made at once: its items are made when they are sent. */
export interface LongList {
  bodyOf: (items: unknown[]) => object;
  count: number;
  item: (at: number) => unknown;
  cost?: ((at: number) => number) | undefined;
  /** What is kept in memory until it has gone, in bytes. */
  kept: number;
}

/** An answer with a list: its text and its body, of a long list with the first items only. */
export interface ListAnswer<Body> {
  status: 200;
  body: Body;
  text: string;
  long?: LongList;
}

/** An answer with a list: whole, or in pieces if it is long. */
export function listAnswer<Body extends object>({
  bodyOf,
  count,
  item,
  cost,
  kept = 0,
}: ListParts<Body>): ListAnswer<Body> {
  const [head, tail] = around(bodyOf);
  const first = { item, cost, from: 0, to: Math.min(count, LONG + 1) };
  const { items, text, end } = piece(first, LONG, LONG_CHARACTERS);
  const answer = { status: 200 as const, body: bodyOf(items as never[]), text: head + text + tail };
  if (end === count) return answer;
  const long = { bodyOf: bodyOf as unknown as LongList["bodyOf"], count, item, cost };
  return { ...answer, long: { ...long, kept: count * NUMBER + kept } };
}

/** The JSON text of an answer before its list's items and after them. */
export function around(bodyOf: (items: never[]) => object): readonly [head: string, tail: string] {
  const known = arounds.get(bodyOf);
  if (known !== undefined) return known;
  const text = JSON.stringify(bodyOf([]));
  const at = text.lastIndexOf("[]") + 1;
  const made = [text.slice(0, at), text.slice(at)] as const;
  arounds.set(bodyOf, made);
  return made;
}

/** By the function that makes the body. */
const arounds = new WeakMap<(items: never[]) => object, readonly [head: string, tail: string]>();

/** Items from a place on, up to a number of items or characters, as JSON separated by commas; `end` is the next place. */
export function piece(
  { item, cost, from, to }: Pick<LongList, "item" | "cost"> & { from: number; to: number },
  most: number,
  mostCharacters: number,
): { items: unknown[]; text: string; end: number } {
  const items: unknown[] = [];
  let text = "";
  let end = from;
  let costs = 0;
  while (end < to && items.length < most && text.length + costs < mostCharacters) {
    costs += cost?.(end) ?? 0;
    const made = item(end++);
    if (made === undefined) continue;
    text += items.length === 0 ? JSON.stringify(made) : `,${JSON.stringify(made)}`;
    items.push(made);
  }
  return { items, text, end };
}

/** The body with all items. */
export function wholeBody({ bodyOf, count, item }: LongList): object {
  const all = Array.from({ length: count }, (_, at) => item(at));
  return bodyOf(all.filter((made) => made !== undefined));
}

/** The records that a shape reads, as they are when the list is asked for: later commits do not change a long answer. */
export type RecordView = Pick<State, "walk" | "result" | "opportunity" | "testSpec">;

/** About what is kept of a number, of a Test Spec in a view of records, and of the view itself, in bytes. */
const NUMBER = 8;
const SPEC = 48;
const VIEW = 128 * 1024;

/** The table of a list's records. */
type Listed = "opportunities" | "results";

/** A view of more records is made of frozen tables. */
const FEW = 32;

/** The items of a list of opportunities or results, which are rows of a table, with what they refer to. */
export function listed<T extends Listed>(
  state: State,
  { table, rows }: { table: T; rows: readonly number[] },
  shape: (view: RecordView, item: Records[T]) => unknown,
): Pick<ListParts<object>, "count" | "item" | "kept"> {
  const records: { at: (row: number) => unknown } = state.tables[table];
  if (rows.length <= FEW) {
    // Even a few may be too long for one piece.
    const items = rows.map((row) => shape(state, records.at(row) as Records[T]));
    return { count: items.length, item: (at) => items[at] };
  }
  const frozen: { at: (row: number) => unknown } = state.tables[table].freeze();
  const view = viewOf(state);
  const kept = VIEW + state.tables.test_specs.size * SPEC;
  return { count: rows.length, item: (at) => shape(view, frozen.at(rows[at]!) as Records[T]), kept };
}

function viewOf({ tables }: State): RecordView {
  const walks = tables.walks.freeze();
  const results = tables.results.freeze();
  const opportunities = tables.opportunities.freeze();
  const specs = new Map(tables.test_specs);
  return {
    walk: (id) => walks.get(id)!,
    result: results.get,
    opportunity: opportunities.get,
    testSpec: (id) => specs.get(id),
  };
}
