import { ExchangeFilter } from "../../control/exchange-filter.js";
import { exchangeShape } from "../../control/exchange-shape.js";
import { isIdlePoll } from "../../sandbox/exchange-log.js";
import type { View } from "../page.js";
import type { Shown } from "./verdict.js";

/** How many exchanges a page of the list shows. */
const PAGE = 50;

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
  shown: Shown[];
  /** How many pass, on all pages. */
  total: number;
  /** How many are kept at all, the lab's idle polls left out where they are not asked for. */
  kept: number;
  /** Number of the first that is shown, from 1. */
  first: number;
  page: number;
  pages: number;
}

/** What the filters of the page ask for; empty ones are left out. */
export function filtersOf({ query }: View): Partial<Record<FilterName, string>> {
  return Object.fromEntries(
    FILTERS.map((name) => [name, query.get(name)?.trim() ?? ""]).filter(([, value]) => value !== ""),
  ) as Partial<Record<FilterName, string>>;
}

/** Whether the lab's polls that found nothing are shown. */
export const showsPolls = ({ query }: View): boolean => query.get("polls") === "1";

/** Finds what the page's query asks for. A page beyond the last is the last. */
export function findExchanges(view: View): Found {
  const filter = new ExchangeFilter(filtersOf(view));
  const polls = showsPolls(view);
  const kept = view.sandbox.exchanges.all().filter((exchange) => polls || !isIdlePoll(exchange));
  const passing = kept.filter((exchange) => filter.passes(exchange)).reverse();
  const pages = Math.max(1, Math.ceil(passing.length / PAGE));
  const asked = Number(view.query.get("page") ?? 1);
  const page = Number.isInteger(asked) ? Math.min(Math.max(1, asked), pages) : 1;
  const start = (page - 1) * PAGE;
  return {
    shown: passing.slice(start, start + PAGE).map(exchangeShape),
    total: passing.length,
    kept: kept.length,
    first: passing.length === 0 ? 0 : start + 1,
    page,
    pages,
  };
}
