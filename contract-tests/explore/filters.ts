import type { Random } from "./random.js";
import type { Source } from "./source.js";
import { TIME_FORMS } from "./step.js";
import type { World } from "./world.js";

/** Dates in forms that the contract has. */
const FIXED_DATES = [
  ...["2015-08-26", "20150826", "20150826T00:00:00", "20150914 17:51:31", "20150914 175131 Z"],
  ...["2999-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2016-02-29", "2015-08-26T00:00:00.5"],
  ...["2015-08-26T00:00:00+02:00", "2015-08-26 00:00:00 -0530", "9998-12-31T23:59:59.999999Z"],
];

/** Invalid dates. */
const WRONG_DATES = [
  ...[
    "2015-02-29",
    "2015-02-30T00:00:00Z",
    "2015-13-01",
    "2015-00-10",
    "2015-08-26T24:00:01",
    "20150826T0000",
  ],
  ...["1440547200", "1440547200000", "26.08.2015", "08/26/2015", "2015-08", "2015-W35-3", "today", "", " "],
  ...[
    "2015-08-26T00:00:00.1234567",
    "2015-08-26T00:00:00+2:00",
    "2015-08-26T00:00:00 UTC",
    "2015-08-26T00:60:00",
  ],
];

/** Filters of logs and results; often none, or those of an object that exists. */
export function filters({ random, values, world }: Source): [string, string][] {
  const query: [string, string][] = [];
  const put = (name: string, value: string | undefined): void => {
    if (value !== undefined) query.push([name, value]);
  };
  if (random.chance(0.3)) put("test_opportunity_id", random.maybeOf(world.opportunities)?.id);
  if (random.chance(0.35)) {
    const known = random.maybeOf(world.imageIds) ?? values.imageId();
    put(
      "image_unique_id",
      random.chance(0.65) ? known : random.chance(0.5) ? values.like(known) : values.imageId(),
    );
  }
  if (random.chance(0.25)) put("start_date", date(random, world));
  if (random.chance(0.25)) put("end_date", date(random, world));
  return query;
}

function date(random: Random, world: World): string {
  const known = random.maybeOf(world.times);
  if (known === undefined || random.chance(0.15)) return random.of(FIXED_DATES);
  const form = random.chance(0.4) ? "" : random.of(Object.keys(TIME_FORMS));
  return known.replace("|FORM⟧", `|${form}⟧`);
}

/** The same query with something else in the place of one of its dates; undefined if it has none. */
export function withWrongDate(
  random: Random,
  query: readonly (readonly [string, string])[],
): (readonly [string, string])[] | undefined {
  const at = query.findIndex(([name]) => name.endsWith("_date"));
  if (at === -1) return undefined;
  return query.map(([name, value], index) => [name, index === at ? random.of(WRONG_DATES) : value] as const);
}
