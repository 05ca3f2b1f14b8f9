import { yieldToLoop } from "../clock/clock.js";
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
interface KeptEvent {
  event: BusEvent;
  make: (() => unknown) | null;
}

/** Maximum number of past events that a subscriber can catch up on. */
export const MAX_EVENTS = 2000;

/** Number of followers that are woken in one turn. */
const WOKEN_AT_ONCE = 16;

/**
 * A subscriber's place: the number of its latest event and the bus that sent it, because numbers restart in each run of
 * the emulator. `0` alone is before all kept events.
 */
export const PLACE = /^(0|(0|[1-9]\d{0,14})-[0-9a-f]{8})$/;

/** Publishes events to subscribers, who can resume at their place. */
export class EventBus {
  readonly #watchers = new Set<(event: BusEvent) => void>();
  readonly #followers = new Set<() => void>();
  #round: "none" | "goes" | "again" = "none";
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
    return this.#watchers.size + this.#followers.size;
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
    this.#keep({ event: { id: ++this.#last, type, at, data }, make: null });
  }

  /** Publishes an event whose data is made when somebody asks for it: mostly nobody does. */
  publishLater(type: BusEventType, at: Instant, make: () => unknown): void {
    this.#keep({ event: { id: ++this.#last, type, at, data: undefined }, make });
  }

  #keep(kept: KeptEvent): void {
    this.#kept.push(kept);
    if (this.#kept.length > this.kept * 2) this.#kept = this.#kept.slice(-this.kept);
    for (const watch of this.#watchers) watch(whole(kept));
    this.#wakeFollowers();
  }

  /**
   * The events after `id`, the first `most` of them; null if some were dropped, so that the subscriber must reload its state.
   * An event is always the same object.
   */
  since(id: number, most = Infinity): BusEvent[] | null {
    const first = this.#kept[0]?.event.id ?? this.#last + 1;
    if (id > this.#last || id + 1 < first) return null;
    const from = id + 1 - first;
    return this.#kept.slice(from, from + most).map(whole);
  }

  /** The latest events, oldest first. */
  latest(): BusEvent[] {
    return this.#kept.slice(-this.kept).map(whole);
  }

  /** Calls `watch` for every event from now on. Returns the function that unsubscribes. */
  watch(watch: (event: BusEvent) => void): () => void {
    return this.#join(this.#watchers, watch);
  }

  /**
   * Calls `wake` after events, in a later turn: however many followers there are, a request does not wait for them, and
   * however many events come meanwhile, each is woken once. Returns the function that unsubscribes.
   */
  follow(wake: () => void): () => void {
    return this.#join(this.#followers, wake);
  }

  #join<T>(all: Set<T>, one: T): () => void {
    all.add(one);
    if (this.watchers === 1) this.whenWatched();
    return () => all.delete(one);
  }

  #wakeFollowers(): void {
    if (this.#followers.size === 0) return;
    if (this.#round === "none") void this.#wakeInTurns();
    else this.#round = "again";
  }

  async #wakeInTurns(): Promise<void> {
    do {
      this.#round = "goes";
      let count = 0;
      for (const wake of [...this.#followers]) {
        if (count++ % WOKEN_AT_ONCE === 0) await yieldToLoop();
        wake();
      }
    } while (this.#isToRepeat());
    this.#round = "none";
  }

  #isToRepeat(): boolean {
    return this.#round === "again";
  }
}

/** The event as subscribers see it. */
function whole(kept: KeptEvent): BusEvent {
  if (kept.make !== null) {
    kept.event.data = kept.make();
    kept.make = null;
  }
  return kept.event;
}
