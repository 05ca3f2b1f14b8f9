import { ExchangeFilter } from "../../control/exchange-filter.js";
import { type Exchange, isIdlePoll } from "../../sandbox/exchange-log.js";
import { type PageOf, pageOf } from "../components/pages-of.js";
import type { View } from "../page.js";

/** How many exchanges a page of the list shows. */
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

/** A page of the exchanges that pass the query's filters, newest first. */
export interface Found {
  page: PageOf<Exchange>;
  /** How many are kept at all, the lab's idle polls left out where they are not asked for. */
  kept: number;
}

/** What the filters of the page ask for; empty ones are left out. */
export function filtersOf({ query }: View): Partial<Record<FilterName, string>> {
  return Object.fromEntries(
    FILTERS.map((name) => [name, query.get(name)?.trim() ?? ""]).filter(([, value]) => value !== ""),
  ) as Partial<Record<FilterName, string>>;
}

/** Whether the lab's polls that found nothing are shown. */
export const showsPolls = ({ query }: View): boolean => query.get("polls") === "1";

/** Finds what the page's query asks for. Pages but the first begin after a given one. */
export function findExchanges(view: View): Found {
  const filter = new ExchangeFilter(filtersOf(view));
  const polls = showsPolls(view);
  const kept = view.sandbox.exchanges.all().filter((exchange) => polls || !isIdlePoll(exchange));
  const passing = kept.filter((exchange) => filter.passes(exchange)).reverse();
  const newerThan = (id: number): number => passing.filter((exchange) => exchange.id > id).length;
  const before = Number(view.query.get("before") || NaN);
  const page = pageOf(passing, {
    skipped: newerThan(before - 1),
    newer: newerThan(Number(view.held || NaN)),
    size: PAGE_SIZE,
  });
  return { page, kept: kept.length };
}
