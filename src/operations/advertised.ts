import type { Opportunity } from "../domain/records.js";
import { type Decision, isRefusal } from "../domain/refusal.js";
import { listAnswer } from "./long-list.js";
import type { Call } from "./operation.js";
import { advertisedShape } from "./shape.js";

/** The body of the answer to an advertisement; one function for all, whose texts are kept. */
const bodyOf = <Id>(ids: Id[]): { ids: Id[] } => ({ ids });

/** Commits an advertisement and answers with what it made, or with its refusal. */
export function advertised(decision: Decision<Opportunity[]>, { commit }: Call) {
  if (isRefusal(decision)) return decision;
  commit(decision.changes);
  return { ...advertisedList(decision.value), about: aboutMade(decision.value) };
}

/** The same where only the ids of the opportunities are told (L 773-775). */
export function advertisedIds(decision: Decision<Opportunity[]>, { commit }: Call) {
  if (isRefusal(decision)) return decision;
  commit(decision.changes);
  const made = decision.value;
  const list = listAnswer<{ ids: string[] }>({ bodyOf, count: made.length, item: (at) => made[at]!.id });
  return { ...list, status: 201 as const, about: aboutMade(made) };
}

/** The answer with the opportunities that were made, in pieces where there are many. */
export function advertisedList(made: readonly Opportunity[]) {
  const item = (at: number) => advertisedShape(made[at]!);
  const list = listAnswer<{ ids: ReturnType<typeof item>[] }>({ bodyOf, count: made.length, item });
  return { ...list, status: 201 as const };
}

/** The subjects of a trigger: the opportunities that it made, and their products. */
const aboutMade = (made: readonly Opportunity[]) => ({
  products: [...new Set(made.map(({ product_id }) => product_id))],
  opportunities: made.map(({ id }) => id),
});
