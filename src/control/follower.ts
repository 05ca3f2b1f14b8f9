import type { SSEStreamingApi } from "hono/streaming";
import { machineWall } from "../clock/clock.js";
import { offsetTime } from "../domain/dates.js";
import type { BusEvent, EventBus } from "../sandbox/event-bus.js";

/** Milliseconds of real time without events after which a stream sends a heartbeat. */
const HEARTBEAT_MS = 15_000;
/** Milliseconds after which a browser reconnects when the stream breaks. */
const RETRY_MS = 1000;

/**
 * A client that follows a bus by server-sent events, from a given event or from now on. It keeps its position in the
 * bus and no events, so a slow client costs nothing.
 */
export class Follower {
  #after: number;
  /** The client's position, if it is not one of this bus. */
  #elsewhere: string | null = null;
  /** The latest id that the client has. */
  #sent: number;
  readonly #types: ReadonlySet<string>;
  #wake: () => void = () => undefined;
  #over = false;

  constructor(
    private readonly bus: EventBus,
    { after, types }: { after: string | undefined; types: ReadonlySet<string> },
  ) {
    const id = after === undefined ? bus.last : bus.idAt(after);
    if (id === null) this.#elsewhere = after!;
    this.#after = this.#sent = id ?? bus.last;
    this.#types = types;
  }

  /** Runs until the client disconnects or the bus closes. */
  async run(events: SSEStreamingApi, signal: AbortSignal): Promise<void> {
    const end = (): void => {
      this.#over = true;
      this.#wake();
    };
    const { ended } = this.bus;
    const unwatch = this.bus.watch(() => this.#wake());
    signal.addEventListener("abort", end);
    ended.addEventListener("abort", end);
    events.onAbort(end);
    if (signal.aborted || ended.aborted) end();
    try {
      await events.write(`: spi-emulator\nretry: ${RETRY_MS}\n\n`);
      while (!this.#over) {
        const news = this.#elsewhere === null ? this.bus.since(this.#after) : null;
        if (news === null) await this.#gap(events);
        else if (news.length > 0) await this.#send(events, news);
        else if ((await this.#news()) === "silence") await this.#heartbeat(events);
      }
    } finally {
      unwatch();
      signal.removeEventListener("abort", end);
      ended.removeEventListener("abort", end);
    }
  }

  async #send(events: SSEStreamingApi, news: readonly BusEvent[]): Promise<void> {
    for (const { id, type, at, data } of news) {
      if (this.#over) return;
      this.#after = id;
      if (this.#types.size > 0 && !this.#types.has(type)) continue;
      this.#sent = id;
      const facts = { at: offsetTime(at), ...(data as object) };
      await events.writeSSE({ id: this.bus.placeAfter(id), event: type, data: JSON.stringify(facts) });
    }
  }

  /**
   * Tells the client that events were lost, or are of another run of the emulator, so that it must read everything
   * again.
   */
  async #gap(events: SSEStreamingApi): Promise<void> {
    const after = this.#elsewhere ?? this.bus.placeAfter(this.#after);
    this.#elsewhere = null;
    this.#after = this.#sent = this.bus.last;
    const id = this.bus.placeAfter(this.#after);
    await events.writeSSE({ id, event: "gap", data: JSON.stringify({ after, goes_on_after: id }) });
  }

  /** Sends a comment. If events were filtered out, it also sends the position from which to continue. */
  async #heartbeat(events: SSEStreamingApi): Promise<void> {
    const place = this.#sent === this.#after ? "" : `\nid: ${this.bus.placeAfter(this.#after)}`;
    this.#sent = this.#after;
    await events.write(`: alive${place}\n\n`);
  }

  /** Resolves when there is something to send, or after {@link HEARTBEAT_MS}. */
  #news(): Promise<"news" | "silence"> {
    return new Promise((resolve) => {
      const disarm = machineWall().setTimeout(() => resolve("silence"), HEARTBEAT_MS);
      this.#wake = () => {
        disarm();
        resolve("news");
      };
    });
  }
}
