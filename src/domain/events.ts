import { EVENT_TYPES, type EventType, type Instant, type Walk, type WalkEvent } from "./records.js";

/** The events of a walk, in order (D 903-995). */
export function eventsOf({ times }: Walk): WalkEvent[] {
  return times.map((at, index) => ({ type: EVENT_TYPES[index]!, at }));
}

/** The last event of a walk. */
export function latestOf({ times }: Walk): WalkEvent {
  const last = times.length - 1;
  return { type: EVENT_TYPES[last]!, at: times[last]! };
}

/** The name of the last event is the state of the walk (D 903-995). */
export function lastEvent(walk: Walk | undefined): EventType | undefined {
  return walk && EVENT_TYPES[walk.times.length - 1];
}

/** When the result was stored; null if it is not. */
export function storedAt({ times }: Pick<Walk, "times">): Instant | null {
  return times[EVENT_TYPES.length - 1] ?? null;
}
