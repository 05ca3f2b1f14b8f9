import { machineWall } from "../clock/clock.js";
import { offsetTime } from "../domain/dates.js";
import type { BusEvent, EventBus } from "../sandbox/event-bus.js";

/** Milliseconds of real time without events after which a stream sends a heartbeat. */
const HEARTBEAT_MS = 15_000;
/** Milliseconds after which a browser reconnects when the stream breaks. */
const RETRY_MS = 1000;
/** Maximum number of events that are sent at once. */
const AT_ONCE = 64;

const wall = machineWall();

/** The headers of a stream of server-sent events. */
export const STREAM_HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache",
  connection: "keep-alive",
  "transfer-encoding": "chunked",
};

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

  /** The stream. It lasts until the client disconnects or the bus closes; then `whenOver` is called. */
  stream(signal: AbortSignal, whenOver: () => void = () => undefined): ReadableStream<Uint8Array> {
    const { ended } = this.bus;
    const unfollow = this.bus.follow(() => this.#wake());
    let end = (): void => undefined;
    const leave = (): void => {
      if (this.#over) return;
      this.#over = true;
      this.#wake();
      unfollow();
      signal.removeEventListener("abort", end);
      ended.removeEventListener("abort", end);
      whenOver();
    };
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          end = () => {
            leave();
            controller.close();
          };
          controller.enqueue(Buffer.from(`: spi-emulator\nretry: ${RETRY_MS}\n\n`));
          signal.addEventListener("abort", end);
          ended.addEventListener("abort", end);
          if (signal.aborted || ended.aborted) end();
        },
        pull: async (controller) => {
          const text = await this.#next();
          if (text !== null) controller.enqueue(text);
        },
        cancel: leave,
      },
      { highWaterMark: 0 },
    );
  }

  /** What the client gets next; null when the stream is over. */
  async #next(): Promise<Uint8Array | null> {
    while (!this.#over) {
      const news = this.#elsewhere === null ? this.bus.since(this.#after, AT_ONCE) : null;
      if (news === null) return this.#gap();
      const wanted = this.#wanted(news);
      if (wanted.length > 0) return wanted.length === 1 ? wanted[0]! : Buffer.concat(wanted);
      if (news.length === 0 && (await this.#news()) === "silence") return this.#heartbeat();
    }
    return null;
  }

  /** Passes events, and returns those that the client wants. */
  #wanted(news: readonly BusEvent[]): Buffer[] {
    const wanted: Buffer[] = [];
    for (const event of news) {
      this.#after = event.id;
      if (this.#types.size > 0 && !this.#types.has(event.type)) continue;
      this.#sent = event.id;
      wanted.push(textOf(this.bus, event));
    }
    return wanted;
  }

  /**
   * Tells the client that events were lost, or are of another run of the emulator, so that it must read everything
   * again.
   */
  #gap(): Buffer {
    const after = this.#elsewhere ?? this.bus.placeAfter(this.#after);
    this.#elsewhere = null;
    this.#after = this.#sent = this.bus.last;
    const id = this.bus.placeAfter(this.#after);
    return block({ event: "gap", data: { after, goes_on_after: id }, id });
  }

  /** A comment. If events were filtered out, it also has the position from which to continue. */
  #heartbeat(): Buffer {
    const place = this.#sent === this.#after ? "" : `\nid: ${this.bus.placeAfter(this.#after)}`;
    this.#sent = this.#after;
    return Buffer.from(`: alive${place}\n\n`);
  }

  /** Resolves when there is something to send, or after {@link HEARTBEAT_MS}. */
  #news(): Promise<"news" | "silence"> {
    return new Promise((resolve) => {
      const disarm = wall.setTimeout(() => resolve("silence"), HEARTBEAT_MS);
      this.#wake = () => {
        disarm();
        resolve("news");
      };
    });
  }
}

/** An event's text, the same for all clients; made once. */
function textOf(bus: EventBus, event: BusEvent): Buffer {
  let text = texts.get(event);
  if (text === undefined) {
    const data = { at: offsetTime(event.at), ...(event.data as object) };
    text = block({ event: event.type, data, id: bus.placeAfter(event.id) });
    texts.set(event, text);
  }
  return text;
}

const texts = new WeakMap<BusEvent, Buffer>();

/** JSON has no line breaks. */
const block = ({ event, data, id }: { event: string; data: object; id: string }): Buffer =>
  Buffer.from(`event: ${event}\ndata: ${JSON.stringify(data)}\nid: ${id}\n\n`);
