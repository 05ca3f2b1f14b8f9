import type { Instant } from "../domain/records.js";
import { newSecret } from "../ids.js";

/** Something that happened in a sandbox, for those who watch. `id` counts up by one. */
export interface BusEvent {
  id: number;
  type: BusEventType;
  /** Time of the sandbox's clock. */
  at: Instant;
  data: unknown;
}

export const BUS_EVENT_TYPES = ["opportunity", "exchange", "device", "clock", "fault", "state"] as const;
export type BusEventType = (typeof BUS_EVENT_TYPES)[number];

/** How many past events a watcher can catch up with. */
export const MAX_EVENTS = 2000;

/**
 * A watcher's place: the number of the latest event that it has and the bus that told it, as numbers begin anew in each
 * run of the emulator. `0` alone is before all that is kept.
 */
export const PLACE = /^(0|(0|[1-9]\d{0,14})-[0-9a-f]{8})$/;

/** Tells watchers what happens, and lets those who come back resume where they were. */
export class EventBus {
  readonly #watchers = new Set<(event: BusEvent) => void>();
  #kept: BusEvent[] = [];
  #last = 0;
  readonly #ended = new AbortController();
  readonly #name = newSecret(4);

  constructor(
    private readonly kept = MAX_EVENTS,
    /** Called when the first of those who watch has come. */
    private readonly whenWatched: () => void = () => undefined,
  ) {}

  /** Aborts when there will be no more events. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Ends what those who watch wait for: the sandbox closes. */
  end(): void {
    this.#ended.abort();
  }

  /** How many watch. */
  get watchers(): number {
    return this.#watchers.size;
  }

  /** Id of the latest event. */
  get last(): number {
    return this.#last;
  }

  /** The place of one who has all events up to this one. */
  placeAfter(id: number): string {
    return `${id}-${this.#name}`;
  }

  /** The id of the event at a {@link PLACE}; null where another bus told it. */
  idAt(place: string): number | null {
    const [id, name = this.#name] = place.split("-");
    return name === this.#name ? Number(id) : null;
  }

  publish(type: BusEventType, at: Instant, data: unknown): void {
    const event = { id: ++this.#last, type, at, data };
    this.#kept.push(event);
    if (this.#kept.length > this.kept * 2) this.#kept = this.#kept.slice(-this.kept);
    for (const watch of this.#watchers) watch(event);
  }

  /** Events after `id`; null where some of them are no longer kept, so that a watcher must begin anew. */
  since(id: number): BusEvent[] | null {
    const first = this.#kept[0]?.id ?? this.#last + 1;
    if (id > this.#last || id + 1 < first) return null;
    return this.#kept.slice(id + 1 - first);
  }

  /** Calls `watch` for every event from now on. Returns the function that ends it. */
  watch(watch: (event: BusEvent) => void): () => void {
    this.#watchers.add(watch);
    if (this.#watchers.size === 1) this.whenWatched();
    return () => this.#watchers.delete(watch);
  }
}
