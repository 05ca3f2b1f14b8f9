import type { ActivityEvent } from "../../devices/activity.js";
import type { EventType, Instant } from "../domain/records.js";

/** What made a change of state. */
export type Cause =
  /** A request of the product API. */
  | { by: "request"; request_id: string; operation_id: string; account: string }
  /** The store made a revision known: by its feed, or by hand through the control plane. */
  | { by: "store"; manual: boolean }
  /** The emulator itself: storing a result. */
  | { by: "emulator" };

/** A request about an opportunity that was refused. */
export interface RefusedRequest {
  request_id: string;
  operation_id: string;
  agent_id: string;
  reason: string;
  message: string;
}

/** Something that happened to an opportunity. */
export type Note = { at: Instant } & (
  | { event: EventType; cause: Cause }
  | { activity: ActivityEvent }
  | { refused: RefusedRequest }
  /** Stands for notes that are no longer kept. */
  | { leftOut: number }
);

/** Notes of one sandbox; the opportunities that were noted first are forgotten first. */
export const MAX_NOTES = 50_000;
/** Notes of one opportunity; of those in the middle only their number is kept. */
export const MAX_NOTES_OF_ONE = 200;

/**
 * What caused what in one sandbox, opportunity by opportunity. In memory: of what happened before a restart there are
 * the walk's events and the result only.
 */
export class TraceBook {
  readonly #notes = new Map<string, Note[]>();
  #count = 0;

  constructor(private readonly mostNotes = MAX_NOTES) {}

  event(opportunityId: string, event: EventType, at: Instant, cause: Cause): void {
    this.#add(opportunityId, { at, event, cause });
  }

  /** What a device of the lab did; nothing is noted of what is about no opportunity. */
  activity(activity: ActivityEvent): void {
    if (!("opportunity_id" in activity) || activity.opportunity_id === null) return;
    this.#add(activity.opportunity_id, { at: activity.at, activity });
  }

  refused(opportunityId: string, at: Instant, refused: RefusedRequest): void {
    this.#add(opportunityId, { at, refused });
  }

  /** In the order in which it was noted. */
  notes(opportunityId: string): readonly Note[] {
    return this.#notes.get(opportunityId) ?? [];
  }

  /** To be called when an opportunity is no more. */
  forget(opportunityId: string): void {
    this.#count -= this.notes(opportunityId).length;
    this.#notes.delete(opportunityId);
  }

  #add(opportunityId: string, note: Note): void {
    let notes = this.#notes.get(opportunityId);
    if (notes === undefined) this.#notes.set(opportunityId, (notes = []));
    notes.push(note);
    this.#count += 1;
    if (notes.length > MAX_NOTES_OF_ONE) this.#leaveOut(notes);
    while (this.#count > this.mostNotes) {
      const [oldest] = this.#notes.keys();
      if (oldest === undefined || oldest === opportunityId) break;
      this.forget(oldest);
    }
  }

  /** The beginning and the end tell more than the middle, which is the same again and again. */
  #leaveOut(notes: Note[]): void {
    const middle = MAX_NOTES_OF_ONE / 2;
    const before = notes[middle]!;
    if (!("leftOut" in before)) {
      notes[middle] = { at: before.at, leftOut: 1 };
      return this.#leaveOut(notes);
    }
    before.leftOut += 1;
    notes.splice(middle + 1, 1);
    this.#count -= 1;
  }
}
