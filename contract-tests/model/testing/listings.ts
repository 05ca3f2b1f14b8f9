/** Filters, dates and order of logs and results. */
import type { Walk } from "./harness.js";
import { image, makeProduct, runOne } from "./values.js";

interface Log {
  queued_at: string;
  updated_at: string;
  test_opportunity_id: string;
  events: { timestamp: string }[];
}

const DATES = [
  ...[
    "20150826T00:00:00",
    "20150914 17:51:31",
    "20150914+17:51:31",
    "20150914 175131 Z",
    "2015-08-26T00:00:00",
  ],
  ...["2015-08-05", "20150826", "2015-08-26T00:00:00Z", "20150826+0200", "2015-08-26 -05:30", "2015-02-30"],
  ...[
    "1440547200000",
    "",
    "26 Aug 2015",
    "2015-08-26T00:00:00%252B02:00",
    "2015-08-26T24:00:00",
    "20150826.5",
  ],
];

export async function walkListings(walk: Walk): Promise<void> {
  const { ask } = walk;
  const product = await makeProduct(walk, {}, [{ name: "s" }, { name: "t" }]);
  const twin = await makeProduct(walk);
  for (const path of ["tests/events", "tests/results", "results"]) await ask("GET", `${product}/${path}`);
  for (const id of ["Ab_c", "AbXc", "ab_c", "Ab_cd", "a b+c"])
    await ask("POST", `${product}/images`, image(id));
  await ask("POST", `${twin}/images`, image("Ab_c"));
  for (let i = 0; i < 11; i++) await runOne(walk, `a${i}`);
  walk.settle();
  await runOne(walk, "late");
  await ask("GET", `${product}/tests/results`);
  walk.settle();
  for (const path of ["tests/events", "tests/results", "results"]) await ask("GET", `${product}/${path}`);
  const { event_logs } = await ask("GET", `${product}/tests/events?`);
  const logs = event_logs as Log[];
  const ids = logs.map((log) => log.test_opportunity_id);
  const theirs = await ask("GET", `${twin}/tests/events?`);
  const away = String(theirs.event_logs[0].test_opportunity_id);
  const times = (each: (log: Log) => string): string[] =>
    [2, 5, 8].map((i) => encodeURIComponent(each(logs[i]!)));
  await filters(
    walk,
    product,
    [...ids.slice(0, 4), away],
    times((log) => log.queued_at),
    "tests/events",
  );
  const stored = times((log) => log.events.at(-1)!.timestamp);
  for (const path of ["tests/results", "results"])
    await filters(walk, product, [...ids.slice(0, 4), away], stored, path);
  for (const date of DATES)
    for (const name of ["start_date", "end_date"])
      await ask("GET", `${product}/tests/results?${name}=${encodeURI(date)}`);
  const posted = encodeURIComponent(logs[3]!.events[2]?.timestamp ?? "");
  await ask("GET", `${product}/tests/results?start_date=${posted}`);
  await ask("GET", `${product}/tests/results?end_date=${posted}`);
  await sameDay(walk, product, logs[3]!.queued_at);
  for (let i = 0; i < 25; i++) await ask("POST", `${product}/images`, image("many"));
  await ask("GET", `${product}/tests/events`);
}

async function filters(
  { ask }: Walk,
  product: string,
  ids: string[],
  times: string[],
  path: string,
): Promise<void> {
  const list = (query: string): Promise<unknown> => ask("GET", `${product}/${path}?${query}`);
  for (const id of [...ids, ids[0]!.toUpperCase(), "00000000-0000-4000-8000-000000000000", "x"])
    await list(`test_opportunity_id=${id}`);
  for (const image of [
    "Ab_c",
    "ab_C",
    "Ab",
    "b",
    "none",
    "a%20b%2Bc",
    "a+b%2Bc",
    "%41b_c",
    "i".repeat(37),
    "",
  ])
    await list(`image_unique_id=${image}`);
  const [one, two] = times;
  for (const time of times) for (const name of ["start_date", "end_date"]) await list(`${name}=${time}`);
  await list(`start_date=${one!}&end_date=${two!}`);
  await list(`start_date=${two!}&end_date=${one!}`);
  await list(`test_opportunity_id=${ids[0]!}&image_unique_id=ab_c`);
  await list(`image_unique_id=ab_c&start_date=${two!}`);
  await list(`image_unique_id=Ab_c&start_date=${two!}`);
  await list(`image_unique_id=Ab_c&end_date=${two!}`);
  await list(`image_unique_id=Ab_c&start_date=20150101&end_date=20300101`);
  await list(`test_opportunity_id=${ids[0]!}&start_date=${two!}`);
}

/** The stored time as other zones and with other fractions of its second. */
async function sameDay({ ask }: Walk, product: string, time: string): Promise<void> {
  const [, day, clock] = /^(\S+)T(\d\d:\d\d:\d\d)/.exec(time) ?? [];
  const second = `${day!}T${clock!}`;
  for (const more of ["", ".5", ".123456", ".999", "+01:30", "-0200", " -02:00", "+00:30"]) {
    const date = encodeURIComponent(second + more);
    for (const name of ["start_date", "end_date"])
      await ask("GET", `${product}/tests/events?${name}=${date}`);
  }
  const fraction = Number(/\.(\d{6})/.exec(time)![1]);
  for (const off of [-1, 0, 1]) {
    const date = `${second}.${String(fraction + off).padStart(6, "0")}`;
    await ask("GET", `${product}/tests/events?start_date=${date}`);
  }
  const compact = `${day!.replaceAll("-", "")} ${clock!}`;
  await ask("GET", `${product}/tests/events?start_date=${encodeURIComponent(compact)}`);
  for (const path of ["tests/events", "tests/results"]) {
    await ask("GET", `${product}/${path}?end_date=${day!}`);
    await ask("GET", `${product}/${path}?start_date=${day!}`);
  }
}
