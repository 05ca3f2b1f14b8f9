import type { Instant } from "../domain/records.js";

/** How many exchanges a sandbox keeps. */
export const MAX_EXCHANGES = 1000;
/** How many polls of the lab that found nothing are kept beside them, so that they push nothing else out. */
const MAX_IDLE_POLLS = 100;
/** How much of a body is kept: bytes of a request's, characters of an answer's. */
export const MAX_KEPT_BODY = 64 * 1024;

/** A body as it is kept: whole where it is not long. It is read and made presentable only when somebody looks. */
export interface KeptBody {
  /** Its whole length; null where `kept` is all of it, and nobody has counted yet. */
  bytes: number | null;
  /** The body or its beginning; null where it has not been read. */
  kept: Uint8Array | string | null;
}

/** What a request is about, for filters. */
export interface Subjects {
  agent: string | null;
  products: readonly string[];
  opportunities: readonly string[];
}

/** Why a request was refused. */
export interface RecordedRefusal {
  id: string;
  message: string;
  /** More than the client was told. */
  detail: string | null;
}

/** One request and its answer, as they came: with secrets. What leaves here goes through `control/exchange-shape.ts`. */
export interface Exchange {
  id: number;
  requestId: string;
  /** When the request came: time of the sandbox's clock, and wall time in milliseconds since 1970. */
  at: Instant;
  wallAt: number;
  durationMs: number;
  source: "client" | "lab";
  operationId: string | null;
  /** E-mail address. */
  account: string | null;
  method: string;
  url: string;
  path: string;
  requestHeaders: Headers;
  requestBody: KeptBody;
  /** Null where a fault cut the connection before any of the answer. */
  response: { status: number; headers: Readonly<Record<string, string>>; body: KeptBody } | null;
  requestProblems: readonly string[];
  responseProblems: readonly string[];
  refusal: RecordedRefusal | null;
  faultId: string | null;
  /** The nearest path, where no operation matched. */
  nearest: string | null;
  subjects: Subjects;
  /** An agent asked for work and there was none. */
  foundNothing: boolean;
}

/** The latest exchanges of a sandbox, in the order in which they were answered. */
export class ExchangeLog {
  readonly #exchanges: Ring;
  readonly #idlePolls = new Ring(MAX_IDLE_POLLS);
  readonly #watchers = new Set<(exchange: Exchange | null) => void>();
  #last = 0;

  /** `bytes`: about how much the exchanges may take together. */
  constructor(kept = MAX_EXCHANGES, bytes = Infinity) {
    this.#exchanges = new Ring(kept, bytes);
  }

  /** Number of the latest exchange; 0 where there was none. */
  get last(): number {
    return this.#last;
  }

  /** How many were forgotten for want of room since the log was cleared, the lab's idle polls not counted. */
  get dropped(): number {
    return this.#exchanges.dropped;
  }

  /** Takes an exchange and gives it its number. */
  add(exchange: Omit<Exchange, "id">): Exchange {
    const numbered = exchange as Exchange;
    numbered.id = ++this.#last;
    (isIdlePoll(numbered) ? this.#idlePolls : this.#exchanges).push(numbered);
    for (const watch of this.#watchers) watch(numbered);
    return numbered;
  }

  /** All that are kept, oldest first. */
  all(): Exchange[] {
    return [...this.#exchanges.all(), ...this.#idlePolls.all()].sort((a, b) => a.id - b.id);
  }

  get(id: number): Exchange | undefined {
    return this.all().find((exchange) => exchange.id === id);
  }

  /** Forgets all; the numbers go on. */
  clear(): void {
    this.#exchanges.clear();
    this.#idlePolls.clear();
    for (const watch of this.#watchers) watch(null);
  }

  /** Calls `watch` for each exchange from now on, and with null when all are forgotten. Returns what ends it. */
  watch(watch: (exchange: Exchange | null) => void): () => void {
    this.#watchers.add(watch);
    return () => this.#watchers.delete(watch);
  }

  /** How many watch, for tests. */
  get watchers(): number {
    return this.#watchers.size;
  }
}

/** A device of the lab asked for work and there was none. */
export function isIdlePoll({ source, foundNothing, response }: Omit<Exchange, "id">): boolean {
  return source === "lab" && foundNothing && response?.status === 204;
}

/** About how much an exchange takes beside its bodies, its address and its headers. */
const BYTES_OF_ONE = 2000;

/** Bytes of an exchange, by what is kept of it. */
function sizeOf({ url, requestHeaders, requestBody, response }: Exchange): number {
  // What is not read yet may still be.
  const size = ({ kept, bytes }: KeptBody): number =>
    typeof kept === "string" ? kept.length : (kept?.byteLength ?? Math.min(bytes ?? 0, MAX_KEPT_BODY));
  let headers = 0;
  for (const [name, value] of requestHeaders) headers += name.length + value.length;
  return BYTES_OF_ONE + url.length + headers + size(requestBody) + (response ? size(response.body) : 0);
}

/** Keeps the latest, in constant time. */
class Ring {
  #items: Exchange[] = [];
  /** Where the oldest is, once it is full. */
  #start = 0;
  #bytes = 0;
  dropped = 0;

  /** Where `mostBytes` is given, the oldest go also to make room for bytes. */
  constructor(
    private readonly size: number,
    private readonly mostBytes = Infinity,
  ) {}

  push(item: Exchange): void {
    if (this.mostBytes < Infinity) this.#makeRoom(sizeOf(item));
    if (this.#items.length < this.size) {
      this.#items.push(item);
      return;
    }
    if (this.mostBytes < Infinity) this.#bytes -= sizeOf(this.#items[this.#start]!);
    this.#items[this.#start] = item;
    this.#start = (this.#start + 1) % this.size;
    this.dropped += 1;
  }

  #makeRoom(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.mostBytes) return;
    const items = this.all();
    let gone = 0;
    for (; gone < items.length && this.#bytes > this.mostBytes; gone++) this.#bytes -= sizeOf(items[gone]!);
    this.#items = items.slice(gone);
    this.#start = 0;
    this.dropped += gone;
  }

  all(): Exchange[] {
    return [...this.#items.slice(this.#start), ...this.#items.slice(0, this.#start)];
  }

  clear(): void {
    this.#items = [];
    this.#start = 0;
    this.#bytes = 0;
    this.dropped = 0;
  }
}
