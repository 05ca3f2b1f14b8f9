/** Filters of event logs that are left alone, read wrongly, or joined wrongly. */
import { flawsOf, onStatus, problem, without, wrap } from "../changes.js";
import { SECOND } from "../dates.js";
import { unused, image, bound } from "./filter-changes.js";

export const eventFilterFlaws = flawsOf("filters", {
  "events-opportunity-ignored": [
    "`5.filter-opportunity`: test_opportunity_id is left alone.",
    unused("events", "test_opportunity_id"),
  ],
  "events-opportunity-case": [
    "`2.ids`: test_opportunity_id in upper case finds nothing.",
    (p) =>
      wrap(p.rules, "uuid", (right) => (value, field) => {
        const known = right(value, field);
        return field === "test_opportunity_id" ? value : known;
      }),
  ],
  "events-image-ignored": [
    "`5.filters`: image_unique_id is left alone.",
    unused("events", "image_unique_id"),
  ],
  "events-start-ignored": ["`5.filters`: start_date is left alone.", unused("events", "start_date")],
  "events-end-ignored": ["`5.filters`: end_date is left alone.", unused("events", "end_date")],
  "events-start-exclusive": [
    "`5.filters`: the start is exclusive.",
    bound("events", "from", (time, start) => time > start),
  ],
  "events-end-inclusive": [
    "`5.filters`: the end is inclusive.",
    bound("events", "until", (time, end) => time <= end),
  ],
  "events-start-inverted": [
    "`5.filters`: start_date finds what is before it.",
    bound("events", "from", (time, start) => time < start),
  ],
  "events-start-next-second": [
    "`5.filters`: what is in the second of the start is left out.",
    bound("events", "from", (time, start) => time >= start + SECOND),
  ],
  "events-image-case": [
    "`5.filters`: image_unique_id is compared without its case.",
    image("events", (id, wanted) => id.toLowerCase() === wanted.toLowerCase()),
  ],
  "events-image-prefix": [
    "`5.filters`: image_unique_id finds what begins with it.",
    image("events", (id, wanted) => id.startsWith(wanted)),
  ],
  "events-image-like": [
    "`5.filters`: _ and % of image_unique_id stand for anything (LIKE).",
    image("events", (id, wanted) => like(wanted).test(id)),
  ],
  "events-by-update": [
    "`5.filters`: dates are about updated_at.",
    (p) =>
      wrap(
        p.filters,
        "time",
        (right) => (listing, o) => (listing === "events" ? o.updatedAt : right(listing, o)),
      ),
  ],
  "events-or": [
    "`5.filters`: filters are joined with OR.",
    (p) =>
      wrap(
        p.filters,
        "all",
        (right) => (listing, checks) =>
          listing === "events" ? checks.some(Boolean) : right(listing, checks),
      ),
  ],
  "events-opportunity-alone": [
    "`5.filters`: with test_opportunity_id the other filters are left alone.",
    (p) =>
      wrap(
        p.filters,
        "used",
        () => (listing, query) =>
          listing === "events" && query.test_opportunity_id
            ? { test_opportunity_id: query.test_opportunity_id }
            : query,
      ),
  ],
  "events-image-and-dates": [
    "`5.filters`: with image_unique_id the dates are left alone.",
    (p) =>
      wrap(
        p.filters,
        "used",
        () => (listing, query) =>
          listing === "events" && query.image_unique_id
            ? without({ ...query }, "start_date", "end_date")
            : query,
      ),
  ],
  "events-unknown-404": [
    "`5.filters`: a test_opportunity_id that nothing has is 404.",
    (p) =>
      onStatus(p, [200], (answer, { operation, query }) =>
        operation === "listTestEvents" && query.test_opportunity_id && JSON.stringify(answer.body).length < 20
          ? problem(p, 404, "There is no such opportunity.")
          : answer,
      ),
  ],
  "events-span-swapped": [
    "`5.filters`: a start after the end finds what is between them.",
    (p) =>
      wrap(p.filters, "used", (right) => (listing, query) => {
        const { start_date: start, end_date: end } = query;
        const swapped = start !== undefined && end !== undefined && start > end;
        return right(listing, swapped ? { ...query, start_date: end, end_date: start } : query);
      }),
  ],
  "events-span-400": [
    "`5.filters`: a start after the end is 400.",
    (p) =>
      onStatus(p, [200], (answer, { query: { start_date: start, end_date: end } }) =>
        start !== undefined && end !== undefined && start > end
          ? problem(p, 400, "start_date is after end_date.")
          : answer,
      ),
  ],
  "image-filter-37": [
    "`5.filters`: an image_unique_id over 36 characters finds nothing.",
    (p) => (p.rules.filteredImageId = { min: 1, max: 1000 }),
  ],
});

function like(pattern: string): RegExp {
  const parts = [...pattern].map((char) =>
    char === "_" ? "." : char === "%" ? ".*" : char.replace(/[^\w-]/, "\\$&"),
  );
  return new RegExp(`^${parts.join("")}$`, "s");
}
