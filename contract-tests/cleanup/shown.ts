import { isObject } from "../../src/schema/json-type.js";
import { LIST_NAMES, operationsThat } from "../../src/spec/operation-facts.js";
import type { Actor, ClauseContext } from "../clauses/clause.js";

/** The kinds of objects that the API can delete. */
export type Deleted = "product" | "test-spec";

/** Where a product or a Test Spec is: of a Test Spec with its product, and which account may delete it. */
export interface Place {
  id: string;
  actor: Actor;
  product: string | null;
}

/** An object as the target shows it now. */
export interface Shown extends Place {
  name: string | null;
  /** Name and snaps as one text. */
  marks: string;
}

/** Whether a name and snaps are those of something that the run made. A service may write a name otherwise: only letters and digits count. */
export const isMarked = (marks: string, run: string): boolean => plain(marks).includes(plain(run));

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, "");

/** The account's products, or a product's Test Specs; empty if they cannot be listed. */
export async function listed(t: ClauseContext, actor: Actor, product: string | null): Promise<Shown[]> {
  const kind: Deleted = product === null ? "product" : "test-spec";
  const [operation] = operationsThat("lists", kind) as [string];
  const path: Record<string, string> = product === null ? {} : { product_id: product };
  const answer = await t.call(operation, { path }, actor).catch(() => null);
  const body = (answer?.json ?? {}) as Record<string, unknown>;
  const things = body[LIST_NAMES[kind]];
  if (!Array.isArray(things)) return [];
  return things.flatMap((thing) => shownIn(thing, actor, product) ?? []);
}

/** One object as it is read; null if it does not exist, a text if that cannot be told. */
export async function looked(t: ClauseContext, place: Place): Promise<Shown | string | null> {
  const [operation] = operationsThat("reads", place.product === null ? "product" : "test-spec") as [string];
  try {
    const { status, json } = await t.call(operation, { path: pathOf(place) }, place.actor);
    if (status === 404) return null;
    const shown = status === 200 ? shownIn(json, place.actor, place.product) : null;
    if (shown === null) return `it cannot be read: HTTP ${status}`;
    return shown.id === place.id ? shown : `reading it shows ${shown.id}`;
  } catch (error) {
    return `it cannot be read: ${(error as Error).message}`;
  }
}

/** The parameters of its path. */
export const pathOf = ({ id, product }: Place): Record<string, string> =>
  product === null ? { product_id: id } : { product_id: product, test_spec_id: id };

function shownIn(thing: unknown, actor: Actor, product: string | null): Shown | null {
  if (!isObject(thing) || typeof thing["id"] !== "string") return null;
  const { id, name, snaps } = thing;
  return {
    ...{ id, actor, product, name: typeof name === "string" ? name : null },
    marks: JSON.stringify([name, snaps]),
  };
}
