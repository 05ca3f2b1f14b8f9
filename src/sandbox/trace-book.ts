import type { ActivityEvent } from "../../devices/activity.js";
import type { EventType, Instant } from "../domain/records.js";

/** The cause of a change of state. */
export type Cause =
  /** A request of the product API. */
  | { by: "request"; request_id: string; operation_id: string; account: string }
  /** The snap feed advertised a revision: by itself, or for a client of the control plane (`manual`). */
  | { by: "store"; manual: boolean }
  /** The emulator stored a result. */
  | { by: "emulator" };

/** A refused request about an opportunity. */
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
  /** Replaces notes that were dropped. */
  | { leftOut: number }
);

/** Maximum number of notes of one sandbox; the oldest opportunities are forgotten first. */
export const MAX_NOTES = 50_000;
/** Maximum number of notes of one opportunity; of those in the middle only the number is kept. */
export const MAX_NOTES_OF_ONE = 200;

/**
 * The causes of changes in one sandbox, by opportunity. Kept in memory: for the time before a restart only the walk's
 * events and the result are known.
 */
export class TraceBook {
  readonly #notes = new Map<string, Note[]>();
  #count = 0;

  constructor(private readonly mostNotes = MAX_NOTES) {}

  event(opportunityId: string, event: EventType, at: Instant, cause: Cause): void {
    this.#add(opportunityId, { at, event, cause });
  }

  /** Notes an activity of a device of the lab, if it is about an opportunity. */
  activity(activity: ActivityEvent): void {
    if (!("opportunity_id" in activity) || activity.opportunity_id === null) return;
    this.#add(activity.opportunity_id, { at: activity.at, activity });
  }

  refused(opportunityId: string, at: Instant, refused: RefusedRequest): void {
    this.#add(opportunityId, { at, refused });
  }

  /** The notes of an opportunity, oldest first. */
  notes(opportunityId: string): readonly Note[] {
    return this.#notes.get(opportunityId) ?? [];
  }

  /** Forgets a deleted opportunity. */
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

  /** Drops notes from the middle: they repeat, while the beginning and the end explain more. */
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
