import { around } from "./around.js";
import { logsOf, objectOf, resultsOf } from "./bodies.js";
import type { Call, WireAnswer } from "./call.js";
import type { Mutant } from "./mutant.js";
import { later } from "./times.js";
import { refill } from "./changes.js";
import type { WrittenFlaw } from "./define-flaws.js";

/** A list with filters, and the clauses of each filter. */
export interface FilteredList {
  operation: string;
  clauses: string;
  /** The clauses about bounds to the microsecond; null if there are none. */
  bounds: { start: string; end: string } | null;
  dates: readonly [start: string, end: string];
}

const FILTERS = ["test_opportunity_id", "image_unique_id", "start_date", "end_date"] as const;

/** The filters in a request. */
export const givenFilters = (call: Call): string[] =>
  FILTERS.filter((name) => call.url.searchParams.has(name));

/** Changes a parameter if the request has it. */
function asked(operation: string, name: string, change: (value: string) => string | null): Mutant["wrap"] {
  return around([operation], () => async (call) => {
    const value = call.url.searchParams.get(name);
    return call.send(value === null ? {} : { query: { [name]: change(value) } });
  });
}

const listIn = (answer: WireAnswer): unknown[] => [logsOf(answer), resultsOf(answer)].flat();
const idIn = (item: unknown): unknown => objectOf(item)["id"] ?? objectOf(item)["test_opportunity_id"];

/** The items that at least one of the filters finds. */
function joinedByOr(operation: string): Mutant["wrap"] {
  return around([operation], () => async (call) => {
    const names = givenFilters(call);
    const answer = await call.send();
    if (names.length < 2 || answer.status !== 200) return answer;
    const found = new Map<unknown, unknown>();
    for (const name of names) {
      const others = names.filter((other) => other !== name).map((other) => [other, null] as const);
      const alone = await call.send({ query: Object.fromEntries(others) });
      for (const item of listIn(alone)) found.set(idIn(item), item);
    }
    const [list] = Object.values(objectOf(answer.body)) as [unknown[]];
    refill(list, [...found.values()]);
    return answer;
  });
}

const swapped = (operation: string): Mutant["wrap"] =>
  around([operation], () => async (call) => {
    const [start, end] = ["start_date", "end_date"].map((name) => call.url.searchParams.get(name));
    return call.send(start === end ? {} : { query: { start_date: end!, end_date: start! } });
  });

/** Applies only the first filter. */
const firstAlone = (operation: string): Mutant["wrap"] =>
  around([operation], () => async (call) => {
    const rest = givenFilters(call).slice(1);
    return call.send(
      rest.length === 0 ? {} : { query: Object.fromEntries(rest.map((name) => [name, null])) },
    );
  });

/** Flaws of the filters of one list (contract.md §5, §6, §8). */
export function filterFlaws({
  operation,
  clauses,
  bounds,
  dates: [start, end],
}: FilteredList): WrittenFlaw[] {
  const dates: Record<string, string> = { start_date: start, end_date: end };
  return [
    ...FILTERS.map((name): WrittenFlaw => [
      `${operation}.ignored.${name}`,
      `${operation}: ${name} is ignored`,
      dates[name] ?? `${clauses}.filter.${name}`,
      asked(operation, name, () => null),
    ]),
    [
      `${operation}.or`,
      `${operation}: filters are joined with OR`,
      `${clauses}.filters-and`,
      joinedByOr(operation),
    ],
    [
      `${operation}.first-alone`,
      `${operation}: only the first filter counts`,
      `${clauses}.filters-and`,
      firstAlone(operation),
    ],
    [
      `${operation}.swapped`,
      `${operation}: start_date and end_date are swapped`,
      [start, end],
      swapped(operation),
    ],
    ...(bounds === null
      ? []
      : ([
          [
            `${operation}.end-inclusive`,
            `${operation}: end_date is inclusive`,
            bounds.end,
            asked(operation, "end_date", (date) => later(date, 1)),
          ],
          [
            `${operation}.start-exclusive`,
            `${operation}: start_date is exclusive`,
            bounds.start,
            asked(operation, "start_date", (date) => later(date, 1)),
          ],
        ] satisfies WrittenFlaw[])),
  ];
}
