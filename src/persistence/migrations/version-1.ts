import { ONE_RECORD } from "../../domain/steps.js";
import type { AnyRecord, Migration } from "../migration.js";

/** Version 1 had an object for each event of a walk, and the time of storing in the result as well. */
export const fromVersion1: Migration = {
  tables: [
    "meta",
    "accounts",
    "tokens",
    "products",
    "test_specs",
    "advertisements",
    "opportunities",
    "walks",
    "results",
    "feed",
  ],
  *migrating(tables) {
    for (const walk of tables.get("walks")!.values()) {
      walk["times"] = timesOf(walk);
      delete walk["events"];
      yield ONE_RECORD;
    }
    for (const result of tables.get("results")!.values()) {
      delete result["stored_at"];
      yield ONE_RECORD;
    }
    return tables;
  },
};

/** The times of events that are a prefix of the normal flow; anything else stays and is refused by the check of records. */
function timesOf({ events }: AnyRecord): unknown {
  const flow = ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED", "RESULT_STORED"];
  if (!Array.isArray(events)) return events;
  const given = events.map((event) => Object(event) as { type?: unknown; at?: unknown });
  return given.every(({ type }, index) => type === flow[index]) ? given.map(({ at }) => at) : events;
}
