import type { ClauseContext } from "../clause.js";
import { Skip } from "../../judge/mismatch.js";
import type { EventLog, Product, TestResult } from "./bodies.js";
import { eventFacts } from "./event-facts.js";
import { answered, list } from "./expect.js";
import { history, pastLogs, pastResults } from "./history.js";
import { type Filters } from "./read.js";
import { type RecordFact, storedIn } from "./record-facts.js";

/** The maximum number of items of the history that are queried one by one. */
export const MAX_ASKED_FOR = 5;

/** The newest finished logs. */
export async function finished(t: ClauseContext): Promise<{ product: Product; log: EventLog }[]> {
  const all = (await pastLogs(t)).filter(({ log }) => storedIn(log)["event_type"] !== undefined);
  if (all.length === 0) throw new Skip("no finished opportunity in the history");
  return all.slice(-MAX_ASKED_FOR);
}

/** Reads again with filters; null if the product has been deleted since. */
export async function narrowLogs(
  t: ClauseContext,
  product: Product,
  query: Filters,
): Promise<EventLog[] | null> {
  const answer = await t.call("listTestEvents", { path: { product_id: product.id }, query });
  return answer.status === 404 ? null : list<EventLog>(answered(answer, 200), "event_logs");
}

export const facts = eventFacts.map(
  ({ id, title, provenance, statement, judge }): [string, ReturnType<typeof part>] => [
    `history.events.${id}`,
    part(`${title}, in every existing log`, provenance, [statement], async (t) => {
      for (const { log } of await pastLogs(t)) judge(log);
    }),
  ],
);

export function part(
  title: string,
  provenance: readonly string[],
  statements: readonly string[],
  run: (t: ClauseContext) => Promise<void>,
) {
  return { title, provenance, statements, run };
}

/** A clause that judges existing records by a fact. */
export function recordPart<Subject>(
  of: "events" | "results",
  { id, title, provenance, statements, judge }: RecordFact<Subject>,
  run: (t: ClauseContext, judge: (subject: Subject) => void) => Promise<void>,
  where?: string,
): Record<string, ReturnType<typeof part>> {
  const whole = where === undefined ? title : `${title}, ${where}`;
  return { [`history.${of}.${id}`]: part(whole, provenance, statements, (t) => run(t, judge)) };
}

export const everyLog = (fact: RecordFact<EventLog>, where?: string) =>
  recordPart(
    "events",
    fact,
    async (t, judge) => {
      for (const { log } of await pastLogs(t)) judge(log);
    },
    where,
  );

export const everyLogList = (fact: RecordFact<{ productId: string; logs: readonly EventLog[] }>) =>
  recordPart("events", fact, async (t, judge) => {
    await pastLogs(t);
    for (const { product, logs } of await history(t)) judge({ productId: product.id, logs });
  });

export const everyResult = (fact: RecordFact<TestResult>) =>
  recordPart("results", fact, async (t, judge) => {
    for (const { result } of await pastResults(t)) judge(result);
  });

export const everyFinished = (fact: RecordFact<{ log: EventLog; result: TestResult }>) =>
  recordPart("results", fact, async (t, judge) => {
    for (const { product, log } of await finished(t)) {
      const of = (await history(t)).find((one) => one.product.id === product.id)!;
      const result = of.results.find((one) => one.test_opportunity_id === log.test_opportunity_id);
      if (result) judge({ log, result });
    }
  });
