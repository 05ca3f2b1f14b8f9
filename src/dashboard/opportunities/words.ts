import { lastEvent } from "../../domain/events.js";
import { primaryRevision } from "../../control/list-opportunities.js";
import type { EventType, Opportunity, SnapRevision, TestStatus } from "../../domain/records.js";
import type { State } from "../../domain/state.js";

/** The thing under test, in a few words: `test-snap.foo 5`, `image DEADBEEF`, `gold master of a 1, b 2`. */
export function subjectOf(opportunity: Opportunity): string {
  const { trigger, primary_snap_name: snap, snaps, image_unique_id } = opportunity;
  if (trigger === "snap") return `${snap ?? ""} ${primaryRevision(opportunity) ?? ""}`.trim();
  if (trigger === "image") return `image ${image_unique_id}`;
  return `gold master of ${snapsText(snaps, MOST_IN_SUBJECT)}`;
}

/** Maximum number of snaps in the name of a gold master: a page may have it some thousand times. */
const MOST_IN_SUBJECT = 5;

/** The first `most` snaps with their revisions, and how many more there are. */
export const snapsText = (snaps: readonly SnapRevision[], most: number): string =>
  listText(
    snaps.slice(0, most).map(({ name, revision }) => `${name} ${revision}`),
    snaps.length,
  );

/** The first texts of a list of `count`, and how many more there are. */
export const listText = (first: readonly string[], count: number): string =>
  first.join(", ") + (count > first.length ? ` and ${count - first.length} more` : "");

/** The state to show: the outcome once clients can see it, else the last event. */
export function faceStateOf(state: State, id: string): TestStatus | EventType {
  const walk = state.walk(id);
  const last = lastEvent(walk)!;
  return last === "RESULT_STORED" ? state.result(walk.result_id!)!.test_status : last;
}
