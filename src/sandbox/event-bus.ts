import { sharedController } from "../clock/shared-signal.js";
import type { Instant } from "../domain/records.js";
import { newSecret } from "../ids.js";

/** An event of a sandbox for its subscribers. `id` increases by one. */
export interface BusEvent {
  id: number;
  type: BusEventType;
  /** Time on the sandbox's clock. */
  at: Instant;
  data: unknown;
}

export const BUS_EVENT_TYPES = ["opportunity", "exchange", "device", "clock", "fault", "state"] as const;
export type BusEventType = (typeof BUS_EVENT_TYPES)[number];

/** An event whose data may not be made yet. */
interface KeptEvent extends BusEvent {
  make: (() => unknown) | null;
}

/** Maximum number of past events that a subscriber can catch up on. */
export const MAX_EVENTS = 2000;

/**
 * A subscriber's place: the number of its latest event and the bus that sent it, because numbers restart in each run of
 * the emulator. `0` alone is before all kept events.
 */
export const PLACE = /^(0|(0|[1-9]\d{0,14})-[0-9a-f]{8})$/;

/** Publishes events to subscribers, who can resume at their place. */
export class EventBus {
  readonly #watchers = new Set<(event: BusEvent) => void>();
  #kept: KeptEvent[] = [];
  #last = 0;
  readonly #ended = sharedController();
  readonly #name = newSecret(4);

  constructor(
    private readonly kept = MAX_EVENTS,
    /** Called when the first subscriber arrives. */
    private readonly whenWatched: () => void = () => undefined,
  ) {}

  /** Aborts when the bus closes. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Closes the bus and ends the waits of its subscribers. */
  end(): void {
    this.#ended.abort();
  }

  /** The number of subscribers. */
  get watchers(): number {
    return this.#watchers.size;
  }

  /** Id of the latest event. */
  get last(): number {
    return this.#last;
  }

  /** The place of a subscriber that has all events up to this one. */
  placeAfter(id: number): string {
    return `${id}-${this.#name}`;
  }

  /** The id of the event at a {@link PLACE}; null if it belongs to another bus. */
  idAt(place: string): number | null {
    const [id, name = this.#name] = place.split("-");
    return name === this.#name ? Number(id) : null;
  }

  publish(type: BusEventType, at: Instant, data: unknown): void {
    this.#keep({ id: ++this.#last, type, at, data, make: null });
  }

  /** Publishes an event whose data is made when somebody asks for it: mostly nobody does. */
  publishLater(type: BusEventType, at: Instant, make: () => unknown): void {
    this.#keep({ id: ++this.#last, type, at, data: undefined, make });
  }

  #keep(event: KeptEvent): void {
    this.#kept.push(event);
    if (this.#kept.length > this.kept * 2) this.#kept = this.#kept.slice(-this.kept);
    for (const watch of this.#watchers) watch(whole(event));
  }

  /** The events after `id`; null if some of them were dropped, so that the subscriber must reload its state. */
  since(id: number): BusEvent[] | null {
    const first = this.#kept[0]?.id ?? this.#last + 1;
    if (id > this.#last || id + 1 < first) return null;
    return this.#kept.slice(id + 1 - first).map(whole);
  }

  /** The latest events, oldest first. */
  latest(): BusEvent[] {
    return this.#kept.slice(-this.kept).map(whole);
  }

  /** Calls `watch` for every event from now on. Returns the function that unsubscribes. */
  watch(watch: (event: BusEvent) => void): () => void {
    this.#watchers.add(watch);
    if (this.#watchers.size === 1) this.whenWatched();
    return () => this.#watchers.delete(watch);
  }
}

/** The event as subscribers see it. */
function whole(event: KeptEvent): BusEvent {
  if (event.make !== null) {
    event.data = event.make();
    event.make = null;
  }
  const { id, type, at, data } = event;
  return { id, type, at, data };
}
