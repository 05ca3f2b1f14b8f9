/** Filters of results that are left alone, read wrongly, or joined wrongly. */
import { flawsOf, wrap } from "../changes.js";
import { MINUTE } from "../dates.js";
import type { Query } from "../records.js";
import { unused, image, bound } from "./filter-changes.js";

const DAY = 24 * 60 * MINUTE;

const count = (query: Query): number => Object.keys(query).length;

export const resultFilterFlaws = flawsOf("filters", {
  "results-opportunity-ignored": [
    "`6.filter-opportunity`: test_opportunity_id is left alone.",
    unused("results", "test_opportunity_id"),
  ],
  "results-image-ignored": [
    "`6.filter-image`: image_unique_id is left alone.",
    unused("results", "image_unique_id"),
  ],
  "results-image-ignored-with-dates": [
    "`6.filters`: with dates image_unique_id is left alone.",
    unused(
      "results",
      "image_unique_id",
      (query) => query.start_date !== undefined || query.end_date !== undefined,
    ),
  ],
  "results-start-ignored": ["`6.filter-dates`: start_date is left alone.", unused("results", "start_date")],
  "results-end-ignored": ["`6.filter-dates`: end_date is left alone.", unused("results", "end_date")],
  "results-start-alone-ignored": [
    "`6.filters`: start_date without end_date is left alone.",
    unused("results", "start_date", (query) => query.end_date === undefined),
  ],
  "results-end-alone-ignored": [
    "`6.filters`: end_date without start_date is left alone.",
    unused("results", "end_date", (query) => query.start_date === undefined),
  ],
  "results-dates-inverted": [
    "`6.filter-dates`: end_date finds what is after it.",
    bound("results", "until", (time, end) => time >= end),
  ],
  "results-start-exclusive": [
    "`6.bounds`: the start is exclusive.",
    bound("results", "from", (time, start) => time > start),
  ],
  "results-end-inclusive": [
    "`6.bounds`: the end is inclusive.",
    bound("results", "until", (time, end) => time <= end),
  ],
  "results-end-day": [
    "`6.bounds`: the whole day of the end counts.",
    bound("results", "until", (time, end) => time < end - (end % DAY) + DAY),
  ],
  "results-by-queue-time": [
    "`6.filter-dates`: dates are about the time when the opportunity was queued.",
    (p) => wrap(p.filters, "time", () => (_listing, opportunity) => opportunity.queuedAt),
  ],
  "results-by-post-time": [
    "`6.bounds`: dates are about the time of RESULT_POSTED.",
    (p) =>
      wrap(
        p.filters,
        "time",
        (right) => (listing, o) => (listing.endsWith("results") ? o.events[2]!.at : right(listing, o)),
      ),
  ],
  "results-image-case": [
    "`6.filters`: image_unique_id is compared without its case.",
    image("results", (id, wanted) => id.toLowerCase() === wanted.toLowerCase()),
  ],
  "results-image-contains": [
    "`6.filter-image`: image_unique_id finds what contains it.",
    image("results", (id, wanted) => id.includes(wanted)),
  ],
  "results-or": [
    "`6.filters`: filters are joined with OR.",
    (p) =>
      wrap(
        p.filters,
        "all",
        (right) => (listing, checks) =>
          listing === "results" ? checks.some(Boolean) : right(listing, checks),
      ),
  ],
  "results-first-filter-only": [
    "`6.filters`: of several filters only the first counts.",
    (p) =>
      wrap(
        p.filters,
        "all",
        (right) => (listing, checks) => (listing === "results" ? checks[0]! : right(listing, checks)),
      ),
  ],
  "results-three-filters": [
    "`6.filters`: with more than two filters the result is empty.",
    (p) =>
      wrap(
        p.filters,
        "keeps",
        (right) => (listing, o, query) =>
          (listing !== "results" || count(query) < 3) && right(listing, o, query),
      ),
  ],
  "results-need-a-filter": [
    "`6.filters`: results come only to who names an image or an opportunity.",
    (p) =>
      wrap(
        p.filters,
        "keeps",
        (right) => (listing, o, query) =>
          right(listing, o, query) &&
          (listing !== "results" ||
            Boolean(
              query.image_unique_id ?? query.test_opportunity_id ?? query.start_date ?? query.end_date,
            )),
      ),
  ],
});
