import { dateProblem, parseDate } from "./dates.js";
import { storedAt } from "./events.js";
import type { Account } from "./records.js";
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
  if (span.start === undefined && span.end === undefined) return matches;
  const { opportunities } = state.tables;
  return matches.filter((row) => within(opportunities.field(row, "queued_at"), span));
}

/** Finds stored results by storage time, oldest first. They are rows of their table. */
export function findResults(state: State, scope: Scope, filters: ReadFilters): number[] {
  const { span } = filters;
  const matches = narrow(state, scope, filters);
  if (matches === null) return state.resultRows(scope.productId ?? scope.account.id, span);
  const { opportunities, walks, results } = state.tables;
  const found: { row: number; at: number }[] = [];
  let [walk, result] = [-1, -1];
  for (const match of matches) {
    // The records of successive opportunities often follow each other.
    walk = walks.rowOf(opportunities.field(match, "id"), walk + 1);
    const at = storedAt({ times: walks.field(walk, "times") });
    if (at === null || !within(at, span)) continue;
    result = results.rowOf(walks.field(walk, "result_id")!, result + 1);
    found.push({ row: result, at });
  }
  return found.sort((a, b) => a.at - b.at).map(({ row }) => row);
}

/** The rows of the opportunities of a filter by id; null if no id is given. No record is made of them: there may be very many. */
function narrow(state: State, { account, productId }: Scope, filters: ReadFilters): number[] | null {
  const { test_opportunity_id, image_unique_id } = filters;
  const { opportunities } = state.tables;
  if (test_opportunity_id === undefined) {
    if (image_unique_id === undefined) return null;
    const rows = state.rowsOfImage(account.id, image_unique_id);
    return productId === null
      ? rows
      : rows.filter((row) => opportunities.isText(row, "product_id", productId));
  }
  const row = opportunities.rowOf(test_opportunity_id.toLowerCase());
  const isAsked =
    row !== -1 &&
    opportunities.isText(row, "account_id", account.id) &&
    (productId === null || opportunities.isText(row, "product_id", productId)) &&
    (image_unique_id === undefined || opportunities.isText(row, "image_unique_id", image_unique_id));
  return isAsked ? [row] : [];
}

function within(at: number, { start, end }: Span): boolean {
  return (start === undefined || at >= start) && (end === undefined || at < end);
}
