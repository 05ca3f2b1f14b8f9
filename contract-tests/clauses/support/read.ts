import type { CallInput } from "../../target/answer.js";
import type { Actor, ClauseContext } from "../clause.js";
import { Mismatch } from "../../judge/mismatch.js";
import type { EventLog, TestResult } from "./bodies.js";
import { answered, fields, list } from "./expect.js";

/** Filters of events and results (contract.md §5, §6). */
export type Filters = Partial<
  Record<"test_opportunity_id" | "image_unique_id" | "start_date" | "end_date", string>
>;

/** The operations that list results: two addresses (C-1). */
export type ResultsOperation = "listTestResults" | "listTestResultsAlias";

/** The product's event logs. */
export async function eventLogs(
  t: ClauseContext,
  productId: string,
  filters: Filters = {},
  actor?: Actor,
): Promise<EventLog[]> {
  const answer = await t.call("listTestEvents", below(productId, filters), actor);
  return list<EventLog>(answered(answer, 200), "event_logs");
}

/** The product's results. */
export async function testResults(
  t: ClauseContext,
  productId: string,
  filters: Filters = {},
  operation: ResultsOperation = "listTestResults",
): Promise<TestResult[]> {
  const answer = await t.call(operation, below(productId, filters));
  return list<TestResult>(answered(answer, 200), "test_results");
}

const below = (product_id: string, query: Filters): CallInput => ({ path: { product_id }, query });

/** The log of one opportunity. Searches the answer by id, so that a broken filter does not matter here. */
export async function logOf(t: ClauseContext, productId: string, opportunityId: string): Promise<EventLog> {
  const logs = await eventLogs(t, productId, { test_opportunity_id: opportunityId });
  const found = logs.find((log) => log.test_opportunity_id === opportunityId);
  if (found) return found;
  throw new Mismatch({
    expected: `an event log of opportunity ${opportunityId}`,
    got: `${logs.length} logs of other opportunities`,
  });
}

/** The base in an opportunity's log. */
export async function baseOf(t: ClauseContext, productId: string, opportunityId: string): Promise<unknown> {
  return fields((await logOf(t, productId, opportunityId)).test_opportunity)["base_channel"];
}

/** The result of one opportunity; null if none is stored. */
export async function resultOf(
  t: ClauseContext,
  productId: string,
  opportunityId: string,
): Promise<TestResult | null> {
  const results = await testResults(t, productId, { test_opportunity_id: opportunityId });
  return results.find((result) => result.test_opportunity_id === opportunityId) ?? null;
}

/** Waits until an opportunity's log has this number of events. @param delayMs a delay that the suite itself causes */
export async function logWith(
  t: ClauseContext,
  events: number,
  productId: string,
  opportunityId: string,
  delayMs = 0,
): Promise<EventLog> {
  const look = async (): Promise<EventLog | null> => {
    const log = await logOf(t, productId, opportunityId);
    return log.events.length >= events ? log : null;
  };
  return t.until(`${events} events of opportunity ${opportunityId}`, look, t.target.patienceMs + delayMs);
}

/** Waits until an opportunity's result can be read. */
export async function storedResult(
  t: ClauseContext,
  productId: string,
  opportunityId: string,
): Promise<TestResult> {
  return t.until(`a result of opportunity ${opportunityId}`, () => resultOf(t, productId, opportunityId));
}
