import { byAssumptions, type Cause, expectedAndGot, headingOf } from "./causes.js";
import { escaped } from "./escape.js";
import { gatewayPages } from "./gateway-pages.js";
import type { Report } from "./report.js";

/** Maximum number of differences that the first lines tell. */
const MAX_TOLD = 6;
/** Maximum number of characters of each side of a difference there. */
const MAX_SIDE = 120;

/** What a reader wants to know first: what is broken, what differs, what was not judged, with links to the details. */
export function atAGlance({ summary, causes, clauses }: Report): string {
  const pages = gatewayPages(clauses);
  const { skipped, errors, stale_drift, leaked } = summary;
  const failures = causes.filter(({ kind }) => kind === "failure");
  const refuted = byAssumptions(causes.filter(({ kind }) => kind === "finding"));
  const items = [
    ...part(
      failures.length,
      "failures",
      `Broken: ${count(failures.length, "difference", "differences")}.`,
      failures,
    ),
    ...part(
      refuted.length,
      "assumptions",
      `Differs from ${count(refuted.length, "assumption", "assumptions")}; the documents do not say which is right.`,
      refuted.map(([first]) => first!),
    ),
    ...(pages === null ? [] : part(1, "not-judged", pages)),
    ...part(
      skipped,
      "not-judged",
      `Not judged${pages === null ? "" : " in all"}: ${count(skipped, "clause", "clauses")}, with what each needs.`,
    ),
    ...part(stale_drift, "", `Known drift out of date: ${stale_drift}.`),
    ...part(leaked, "", `Left behind: ${count(leaked, "object", "objects")}.`),
    ...part(errors, "", `Errors of the suite: ${errors}.`),
  ];
  return items.length === 0 ? "" : `<ul class="glance">${items.join("")}</ul>`;
}

/** A line, with the differences below it; none if there is nothing to tell. */
function part(number: number, anchor: string, text: string, causes: readonly Cause[] = []): string[] {
  if (number === 0) return [];
  const line = anchor === "" ? escaped(text) : `<a href="#${anchor}">${escaped(text)}</a>`;
  const told = causes.slice(0, MAX_TOLD).map((cause) => `<li>${difference(cause)}</li>`);
  if (causes.length > MAX_TOLD) told.push(`<li>and ${causes.length - MAX_TOLD} more</li>`);
  return [`<li>${line}${told.length === 0 ? "" : `<ul>${told.join("")}</ul>`}</li>`];
}

/** A difference in a few words: where, what should hold, what was expected, what came, in how many clauses. */
function difference(cause: Cause): string {
  const { operation, assumptions, example, clauses } = cause;
  const sides = expectedAndGot(example.reason);
  const seen = sides === null ? "" : `: expected ${shortened(sides.expected)}; got ${shortened(sides.got)}`;
  const where = [...assumptions, operation === "*" ? "requests in general" : operation].join(", ");
  const times = `<span class="quiet">(${count(clauses.length, "clause", "clauses")})</span>`;
  return `<b>${escaped(where)}</b>: ${escaped(headingOf(cause) + seen)} ${times}`;
}

const shortened = (text: string): string => (text.length > MAX_SIDE ? `${text.slice(0, MAX_SIDE)}...` : text);

/** `1 clause`, `2 clauses`. */
export const count = (number: number, one: string, several: string): string =>
  `${number} ${number === 1 ? one : several}`;
