import { around, onAnswer } from "../mutants/around.js";
import { logsOf, objectOf, resultsOf } from "../mutants/bodies.js";
import type { Call, WireAnswer } from "../mutants/call.js";
import { become, refill, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import { givenFilters } from "../mutants/filter-flaws.js";
import type { Mutant } from "../mutants/mutant.js";
import { later, readTime } from "../mutants/times.js";

/** Lists with filters, by the names of their clauses. */
const LISTS = {
  events: "listTestEvents",
  results: "listTestResults",
  "results-alias": "listTestResultsAlias",
  "legacy-events": "legacyListTestEvents",
  "legacy-results": "legacyListTestResults",
} as const;

/** Changes a query that has all of these filters. */
const asked = (
  operation: string,
  names: readonly string[],
  change: (given: Record<string, string>, call: Call) => Record<string, string | null>,
): Mutant["wrap"] =>
  around([operation], () => async (call) => {
    const isGiven = names.every((name) => call.url.searchParams.has(name));
    return call.send(isGiven ? { query: change(Object.fromEntries(call.url.searchParams), call) } : {});
  });

const empty = (answer: WireAnswer): void => {
  refill(logsOf(answer), []);
  refill(resultsOf(answer), []);
};

const PAIRS: readonly [one: string, other: string, clause: string][] = [
  ["test_opportunity_id", "image_unique_id", "opportunity-unique"],
  ["test_opportunity_id", "start_date", "opportunity-start"],
  ["test_opportunity_id", "end_date", "opportunity-end"],
  ["image_unique_id", "start_date", "unique-start"],
  ["image_unique_id", "end_date", "unique-end"],
  ["start_date", "end_date", "start-end"],
];

/** Lists that get all flaws; the others have the same filters and get a part of the flaws. */
const THOROUGH = new Set(["events", "results"]);
const OF_ALL = /first-alone|end-inclusive|turned-round|id-case|image\.prefix|\.four|fraction|other-product/;

const SAME_INSTANT = /\.(\d{6})/;

/** Flaws of filters that show only with several filters or with similar values. */
export const combinedFilterFlaws = defineFlaws(
  "filters",
  Object.entries(LISTS).flatMap(([list, operation]) =>
    flawsOf(list, operation).filter(([name]) => THOROUGH.has(list) || OF_ALL.test(name)),
  ),
);

function flawsOf(list: string, operation: string): WrittenFlaw[] {
  return [
    ...PAIRS.flatMap(([one, other, clause]): WrittenFlaw[] => [
      [
        `${list}.${clause}.first-alone`,
        `${operation}: ${other} is ignored together with ${one}`,
        `filters.${list}.${clause}`,
        asked(operation, [one, other], () => ({ [other]: null })),
      ],
      [
        `${list}.${clause}.second-alone`,
        `${operation}: ${one} is ignored together with ${other}`,
        `filters.${list}.${clause}`,
        asked(operation, [one, other], () => ({ [one]: null })),
      ],
    ]),
    ...PAIRS.map(([one, other]): WrittenFlaw => [
      `${list}.three.${one}-${other}`,
      `${operation}: ${one} and ${other} are ignored in queries with more than two filters`,
      `filters.${list}.*-*-*`,
      around(
        [operation],
        () => async (call) =>
          call.send(givenFilters(call).length > 2 ? { query: { [one]: null, [other]: null } } : {}),
      ),
    ]),
    [
      `${list}.four`,
      `${operation}: a query with all four filters finds nothing`,
      `filters.${list}.opportunity-unique-start-end`,
      onAnswer([operation], (answer, call) => {
        if (givenFilters(call).length === 4) empty(answer);
      }),
    ],
    [
      `${list}.millis.start`,
      `${operation}: start_date is truncated to milliseconds`,
      `filters.${list}.bounds`,
      asked(operation, ["start_date"], ({ start_date }) => ({
        start_date: start_date!.replace(SAME_INSTANT, (_, digits: string) => `.${digits.slice(0, 3)}000`),
      })),
    ],
    [
      `${list}.second.start`,
      `${operation}: start_date is truncated to seconds`,
      `filters.${list}.bounds`,
      asked(operation, ["start_date"], ({ start_date }) => ({
        start_date: start_date!.replace(SAME_INSTANT, ""),
      })),
    ],
    [
      `${list}.end-inclusive`,
      `${operation}: end_date is inclusive`,
      `filters.${list}.bounds`,
      asked(operation, ["end_date"], ({ end_date }) => ({ end_date: later(end_date!, 1) })),
    ],
    [
      `${list}.start-exclusive`,
      `${operation}: start_date is exclusive`,
      `filters.${list}.bounds`,
      asked(operation, ["start_date"], ({ start_date }) => ({ start_date: later(start_date!, 1) })),
    ],
    [
      `${list}.turned-round`,
      `${operation}: start_date and end_date are swapped if the end is before the start`,
      `filters.${list}.bounds`,
      asked(operation, ["start_date", "end_date"], ({ start_date, end_date }) =>
        readTime(start_date!)! > readTime(end_date!)!
          ? { start_date: end_date!, end_date: start_date! }
          : { start_date: start_date!, end_date: end_date! },
      ),
    ],
    [
      `${list}.turned-round.refused`,
      `${operation}: an end_date before start_date is 404`,
      `filters.${list}.far`,
      onAnswer([operation], (answer, { url }) => {
        const [start, end] = [url.searchParams.get("start_date"), url.searchParams.get("end_date")];
        if (start && end && readTime(start)! > readTime(end)!)
          become(answer, 404, { id: "resource-not-found", message: "", url: null });
      }),
    ],
    [
      `${list}.past-refused`,
      `${operation}: an end_date long ago is ignored`,
      `filters.${list}.far`,
      asked(operation, ["end_date"], ({ end_date }) => ({
        end_date: end_date!.startsWith("1968") ? null : end_date!,
      })),
    ],
    [
      `${list}.offset-of-day`,
      `${operation}: an offset of more than twelve hours is refused`,
      `filters.${list}.far`,
      onAnswer([operation], (answer, { url }) => {
        if (/\+14:00$/.test(url.searchParams.get("end_date") ?? ""))
          become(answer, 400, { id: "invalid-data", message: "end_date", url: null });
      }),
    ],
    [
      `${list}.before-1970`,
      `${operation}: a start_date before 1970 is read as the far future`,
      `filters.${list}.far`,
      asked(operation, ["start_date"], ({ start_date }) => ({
        start_date: readTime(start_date!)! < 0 ? "22001003" : start_date!,
      })),
    ],
    [
      `${list}.id-case`,
      `${operation}: an id in upper case finds nothing`,
      `filters.${list}.id-case`,
      onAnswer([operation], (answer, { url }) => {
        const id = url.searchParams.get("test_opportunity_id") ?? "";
        if (id !== id.toLowerCase()) empty(answer);
      }),
    ],
    ...(
      [
        ["prefix", "by its beginning", (asked, id) => id.startsWith(asked)],
        ["part", "as a substring", (asked, id) => id.includes(asked)],
        ["case", "without case", (asked, id) => id.toLowerCase() === asked.toLowerCase()],
        ["trimmed", "without surrounding blanks", (asked, id) => id === asked.trim()],
        [
          "percent",
          "with % as a wildcard",
          (asked, id) => asked.endsWith("%") && id.startsWith(asked.slice(0, -1)),
        ],
        [
          "star",
          "with * as a wildcard",
          (asked, id) => asked.endsWith("*") && id.startsWith(asked.slice(0, -1)),
        ],
        [
          "underscore",
          "with _ as a wildcard",
          (asked, id) =>
            asked.length === id.length && asked.endsWith("_") && id.startsWith(asked.slice(0, -1)),
        ],
      ] satisfies [string, string, (asked: string, id: string) => boolean][]
    ).map(([name, breaks, fits]): WrittenFlaw => [
      `${list}.image.${name}`,
      `${operation}: image_unique_id is compared ${breaks}`,
      `filters.${list}.image-alike`,
      around([operation], () => async (call) => {
        const id = call.url.searchParams.get("image_unique_id");
        if (id === null) return call.send();
        const answer = await call.send({ query: { image_unique_id: null } });
        const isLike = (one: { image_unique_id: string }): boolean =>
          one.image_unique_id === id || fits(id, one.image_unique_id);
        refill(logsOf(answer), logsOf(answer).filter(isLike));
        refill(resultsOf(answer), resultsOf(answer).filter(isLike));
        return answer;
      }),
    ]),
    [
      `${list}.order`,
      `${operation}: filters after end_date are ignored`,
      `filters.${list}.parameters-in-any-order`,
      around([operation], () => async (call) => {
        const names = [...call.url.searchParams.keys()];
        const rest = names.slice(names.indexOf("end_date") + 1);
        const isCut = names.includes("end_date") && rest.length > 0;
        return call.send(isCut ? { query: Object.fromEntries(rest.map((name) => [name, null])) } : {});
      }),
    ],
    ...["test_opportunity_id", "image_unique_id", "start_date", "end_date"].map((name): WrittenFlaw => [
      `${list}.empty.${name}`,
      `${operation}: ${name} without a value is ignored`,
      `filters.${list}.empty-value`,
      asked(operation, [name], (given) => (given[name] === "" ? { [name]: null } : {})),
    ]),
    [
      `${list}.fraction-rounded`,
      `${operation}: the zone of a date with a fraction is ignored`,
      `filters.${list}.fractions`,
      asked(operation, ["start_date"], ({ start_date }) => ({
        start_date: start_date!.replace(/(\.\d{6})[+-]\d{2}:\d{2}$/, "$1"),
      })),
    ],
    [
      `${list}.fraction-as-number`,
      `${operation}: a fraction with fewer than six digits is read as microseconds`,
      `filters.${list}.fraction-digits`,
      asked(operation, ["end_date"], ({ end_date }) => ({
        end_date: end_date!.replace(/\.(\d{1,5})$/, (_, digits: string) => `.${digits.padStart(6, "0")}`),
      })),
    ],
    ...(list.startsWith("legacy")
      ? []
      : ([
          [
            `${list}.other-product`,
            `${operation}: a filter by image also finds items of another product`,
            `filters.${list}.other-product`,
            remembering([operation], () => {
              const seen = new Map<string, unknown>();
              return (answer, { url }) => {
                const image = url.searchParams.get("image_unique_id");
                const shown: unknown[] = operation === "listTestEvents" ? logsOf(answer) : resultsOf(answer);
                for (const one of shown) seen.set(String(objectOf(one)["test_opportunity_id"]), one);
                if (image === null) return;
                const all = [...seen.values()].filter((one) => objectOf(one)["image_unique_id"] === image);
                if (all.length > shown.length) refill(shown, all);
              };
            }),
          ],
        ] satisfies WrittenFlaw[])),
  ];
}
