import { inSteps } from "../../clock/in-turns.js";
import { ExchangeFilter } from "../../control/exchange-filter.js";
import { type Exchange, isIdlePoll } from "../../sandbox/exchange-log.js";
import { type PageOf, pageOf } from "../components/pages-of.js";
import { type Column, orderOf } from "../components/sorted.js";
import { SortedPage } from "../components/sorted-page.js";
import type { View } from "../page.js";

/** Number of exchanges on a page of the list. */
const PAGE_SIZE = 50;

/** The names of the filters in the page's query: those of the control plane. */
export const FILTERS = [
  "operation",
  "status",
  "method",
  "path",
  "agent",
  "account",
  "product",
  "opportunity",
] as const;
export type FilterName = (typeof FILTERS)[number];

/** The columns of the list. */
export const COLUMNS: readonly Column[] = [
  { name: "Status", sort: "status" },
  { name: "Request", sort: "path" },
  { name: "Operation", sort: "operation" },
  { name: "Verdict" },
  { name: "Why" },
  { name: "Took", sort: "took" },
  { name: "At", sort: "at" },
];

/** The values of the columns by which the list is sorted. */
const KEYS: Readonly<Record<string, (one: Exchange) => string | number>> = {
  status: ({ response }) => response?.status ?? 0,
  path: ({ path, method }) => `${path} ${method}`,
  operation: ({ operationId }) => operationId ?? "",
  took: ({ durationMs }) => durationMs,
  at: ({ id }) => id,
};

/** A page of the exchanges that match the query's filters, newest first. */
export interface Found {
  page: PageOf<Exchange>;
  /** Total number of kept exchanges; without the lab's idle polls unless they are shown. */
  kept: number;
}

/** The filters of the page's query; empty ones are left out. */
export function filtersOf({ query }: View): Partial<Record<FilterName, string>> {
  return Object.fromEntries(
    FILTERS.map((name) => [name, query.get(name)?.trim() ?? ""]).filter(([, value]) => value !== ""),
  ) as Partial<Record<FilterName, string>>;
}

/** Whether to show the lab's polls that found nothing. */
export const showsPolls = ({ query }: View): boolean => query.get("polls") === "1";

/** Finds the exchanges of the page's query. Every page except the first starts after a given exchange. */
export async function findExchanges(view: View): Promise<Found> {
  const filter = new ExchangeFilter(filtersOf(view));
  const polls = showsPolls(view);
  const kept = view.sandbox.exchanges.all().filter((exchange) => polls || !isIdlePoll(exchange));
  const passing = (await inSteps(filter.among(kept))).reverse();
  const order = orderOf(view, COLUMNS);
  if (order !== null) {
    const keyOf = KEYS[order.by]!;
    const placed = passing.map((item) => ({ item, key: keyOf(item), row: item.id }));
    const after = placed.find(({ row }) => String(row) === view.query.get("before")) ?? null;
    const sorted = new SortedPage<Exchange>(order, PAGE_SIZE, after);
    for (const one of placed) sorted.add(one);
    return { page: sorted.page(), kept: kept.length };
  }
  const newerThan = (id: number): number => passing.filter((exchange) => exchange.id > id).length;
  const before = Number(view.query.get("before") || NaN);
  const cut = {
    skipped: newerThan(before - 1),
    newer: newerThan(Number(view.held || NaN)),
    size: PAGE_SIZE,
  };
  const page = pageOf(passing, cut, ({ id }) => id);
  return { page, kept: kept.length };
}
