import { FLOW } from "../../contract-tests/clauses/support/bodies.js";
import { isObject } from "../../src/schema/json-type.js";
import type { Bindings } from "./bindings.js";
import { readTime } from "./times.js";

/** How far a log's events went: the place of the furthest in the normal flow, from 1; 0 for none of them. */
export function stateOf({ events }: Record<string, unknown>): number {
  if (!Array.isArray(events)) return 0;
  return Math.max(0, ...(events as unknown[]).map(placeOf));
}

/** The place of an event in the normal flow, from 1; 0 if it has none. */
export const placeOf = (event: unknown): number =>
  isObject(event) ? FLOW.indexOf(event["event_type"] as (typeof FLOW)[number]) + 1 : 0;

/** The state of each opportunity's log, or whether there is a result, in the body of a list; null if the body is of neither. */
function countsIn(body: unknown): { what: "events" | "results"; counts: Map<string, number> } | null {
  if (!isObject(body)) return null;
  const [logs, results] = [body["event_logs"], body["test_results"]];
  const counts = new Map<string, number>();
  const note = (item: unknown, count: (one: Record<string, unknown>) => number): void => {
    if (isObject(item) && typeof item["test_opportunity_id"] === "string")
      counts.set(item["test_opportunity_id"], count(item));
  };
  if (Array.isArray(logs)) {
    for (const log of logs as unknown[]) note(log, stateOf);
    return { what: "events", counts };
  }
  if (!Array.isArray(results)) return null;
  for (const result of results as unknown[]) note(result, () => 1);
  return { what: "results", counts };
}

/**
 * Whether the recorded answer shows an opportunity in a later state than the replayed one, so that waiting may help.
 * @param isLost whether waiting does not help a recorded opportunity
 */
export function isBehind(
  [recorded, replayed]: readonly [unknown, unknown],
  bindings: Bindings,
  isLost: (opportunity: string) => boolean,
): boolean {
  const [there, here] = [countsIn(recorded), countsIn(replayed)];
  if (there === null || here === null || there.what !== here.what) return false;
  for (const [id, count] of there.counts) {
    const bound = bindings.replayedOf("opportunity", id);
    if (bound !== undefined && !isLost(id) && (here.counts.get(bound) ?? 0) < count) return true;
  }
  return false;
}

/** When results were posted, as logs tell it: by opportunity, in microseconds. */
export function postsIn(body: unknown): [opportunity: string, at: number][] {
  const logs = isObject(body) ? body["event_logs"] : undefined;
  if (!Array.isArray(logs)) return [];
  return (logs as unknown[]).flatMap((log): [string, number][] => {
    if (!isObject(log) || !Array.isArray(log["events"])) return [];
    const id = log["test_opportunity_id"];
    const posted = (log["events"] as unknown[]).find(
      (event) => isObject(event) && event["event_type"] === "RESULT_POSTED",
    );
    const at = isObject(posted) ? readTime(String(posted["timestamp"]))?.at : undefined;
    return typeof id === "string" && at !== undefined ? [[id, at]] : [];
  });
}
