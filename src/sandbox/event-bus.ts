import type { Instant } from "../domain/records.js";

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
const KEPT = 2000;

/** Tells watchers what happens, and lets those who come back resume where they were. */
export class EventBus {
  readonly #watchers = new Set<(event: BusEvent) => void>();
  #kept: BusEvent[] = [];
  #last = 0;
  readonly #ended = new AbortController();

  constructor(private readonly kept = KEPT) {}

  /** Aborts when there will be no more events. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Ends what those who watch wait for: the sandbox closes. */
  end(): void {
    this.#ended.abort();
  }

  /** How many watch, for tests. */
  get watchers(): number {
    return this.#watchers.size;
  }

  /** Id of the latest event. */
  get last(): number {
    return this.#last;
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
    return () => this.#watchers.delete(watch);
  }
}
