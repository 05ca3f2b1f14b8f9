import type { Opportunity, Result, TestSpec, Walk } from "../domain/records.js";
import type { State } from "../domain/state.js";

/** Items of one piece of a long list. */
export const PIECE = 200;
/** A list of more items than this goes out in pieces. */
export const LONG = 1000;

/** A list that is too long to be made at once. */
export interface LongList {
  /** The body's only field. */
  name: string;
  count: number;
  /** The items from one place up to another, as the API shows them. */
  items: (from: number, to: number) => unknown[];
}

/** The records that a shape reads, as they are when the view is made: later commits do not change a long answer. */
export type RecordView = Pick<State, "walk" | "result" | "opportunity" | "testSpec">;

/** An answer that is one list: whole, or in pieces where it is long. */
export function listAnswer<Name extends string, Item extends Opportunity | Result, Shape>(
  { name, found, state }: { name: Name; found: readonly Item[]; state: State },
  shape: (view: RecordView, item: Item) => Shape,
): { status: 200; body: { [N in Name]: Shape[] }; long?: LongList } {
  const body = (items: Shape[]) => ({ [name]: items }) as { [N in Name]: Shape[] };
  if (found.length <= LONG) return { status: 200, body: body(found.map((item) => shape(state, item))) };
  const view = viewOf(state, found);
  const items = (from: number, to: number): Shape[] => found.slice(from, to).map((item) => shape(view, item));
  return { status: 200, body: body(items(0, PIECE)), long: { name, count: found.length, items } };
}

function viewOf(state: State, found: readonly (Opportunity | Result)[]): RecordView {
  const walks = new Map<string, Walk>();
  const results = new Map<string, Result | undefined>();
  const opportunities = new Map<string, Opportunity>();
  const specs = new Map<string, TestSpec | undefined>();
  for (const one of found) {
    const id = "opportunity_id" in one ? one.opportunity_id : one.id;
    const opportunity = state.opportunity(id)!;
    const walk = state.walk(id);
    walks.set(id, walk);
    opportunities.set(id, opportunity);
    specs.set(opportunity.test_spec_id, state.testSpec(opportunity.test_spec_id));
    if (walk.result_id !== null) results.set(walk.result_id, state.result(walk.result_id));
  }
  return {
    walk: (id) => walks.get(id)!,
    result: (id) => results.get(id),
    opportunity: (id) => opportunities.get(id),
    testSpec: (id) => specs.get(id),
  };
}
