import { dateProblem, parseDate } from "./dates.js";
import { storedAt } from "./events.js";
import type { Account, Opportunity } from "./records.js";
import { invalid, type Refusal } from "./refusal.js";
import type { Span, State } from "./state.js";

/** Filters of events and results; all optional, joined with AND (A-23, contract.md §6). */
export interface Filters {
  test_opportunity_id?: string;
  image_unique_id?: string;
  start_date?: string;
  end_date?: string;
}

/** Filters whose dates have been read. */
export interface ReadFilters {
  test_opportunity_id: string | undefined;
  image_unique_id: string | undefined;
  span: Span;
}

/** Reads the dates, before it is known whose objects are asked for (contract.md §2). */
export function readFilters({
  test_opportunity_id,
  image_unique_id,
  start_date,
  end_date,
}: Filters): ReadFilters | Refusal {
  const start = start_date === undefined ? undefined : parseDate(start_date);
  if (start === null) return invalid(dateProblem("start_date", start_date!));
  const end = end_date === undefined ? undefined : parseDate(end_date);
  if (end === null) return invalid(dateProblem("end_date", end_date!));
  return { test_opportunity_id, image_unique_id, span: { start, end } };
}

/** The scope of a query: one product, or all of an account (the legacy organization, A-22). */
export interface Scope {
  account: Account;
  productId: string | null;
}

/** Finds opportunities by queue time, oldest first. They are rows of their table, because there may be a million. */
export function findOpportunities(state: State, scope: Scope, filters: ReadFilters): number[] {
  const { span } = filters;
  const matches = narrow(state, scope, filters);
  if (matches === null) return state.opportunityRows(scope.productId ?? scope.account.id, span);
  return matches
    .filter(({ queued_at }) => within(queued_at, span))
    .map(({ id }) => state.tables.opportunities.rowOf(id));
}

/** Finds stored results by storage time, oldest first. They are rows of their table. */
export function findResults(state: State, scope: Scope, filters: ReadFilters): number[] {
  const { span } = filters;
  const matches = narrow(state, scope, filters);
  if (matches === null) return state.resultRows(scope.productId ?? scope.account.id, span);
  return matches
    .flatMap(({ id }) => {
      const walk = state.walk(id);
      const at = storedAt(walk);
      return at !== null && within(at, span) ? [{ result: walk.result_id!, at }] : [];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ result }) => state.tables.results.rowOf(result));
}

/** The opportunities of a filter by id; null if no id is given. */
function narrow(state: State, { account, productId }: Scope, filters: ReadFilters): Opportunity[] | null {
  const { test_opportunity_id, image_unique_id } = filters;
  let found: Opportunity[];
  if (test_opportunity_id !== undefined) {
    const opportunity = state.opportunity(test_opportunity_id.toLowerCase());
    found = opportunity ? [opportunity] : [];
  } else if (image_unique_id !== undefined) {
    found = state.opportunitiesOfImage(account.id, image_unique_id);
  } else return null;
  return found.filter(
    (opportunity) =>
      opportunity.account_id === account.id &&
      (productId === null || opportunity.product_id === productId) &&
      (image_unique_id === undefined || opportunity.image_unique_id === image_unique_id),
  );
}

function within(at: number, { start, end }: Span): boolean {
  return (start === undefined || at >= start) && (end === undefined || at < end);
}
