import type { Instant } from "../domain/records.js";

/** Maximum number of exchanges that a sandbox keeps. */
export const MAX_EXCHANGES = 1000;
/** Maximum number of idle polls of the lab. They are kept apart, so that they displace nothing else. */
const MAX_IDLE_POLLS = 100;
/** Approximate maximum size of the exchanges that a sandbox keeps, in bytes, without the lab's idle polls. */
export const MAX_EXCHANGE_BYTES = 64 * 1024 * 1024;
/** Maximum size of a kept body: bytes of a request's, characters of an answer's. */
export const MAX_KEPT_BODY = 64 * 1024;

/** A kept body: the whole, or the beginning of a long one. It is decoded only when it is shown. */
export interface KeptBody {
  /** Its whole length; null if `kept` is the whole body and was not measured. */
  bytes: number | null;
  /** The body or its beginning; null if it was not read. */
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
  /** Details beyond the client's message. */
  detail: string | null;
}

/** A request and its answer, with secrets. `control/exchange-shape.ts` hides them before anything is shown. */
export interface Exchange {
  id: number;
  requestId: string;
  /** When the request arrived: time on the sandbox's clock, and wall time in milliseconds since 1970. */
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
  /** As a socket brought them (name, value, name, value), or as a client in this process gave them. */
  requestHeaders: Headers | readonly string[];
  /** About how much the headers of the request and of the answer take. */
  headerBytes: number;
  requestBody: KeptBody;
  /** Null if a fault cut the connection before any part of the answer. */
  response: { status: number; headers: Readonly<Record<string, string>>; body: KeptBody } | null;
  requestProblems: readonly string[];
  responseProblems: readonly string[];
  refusal: RecordedRefusal | null;
  faultId: string | null;
  /** The nearest path, if no operation matched. */
  nearest: string | null;
  subjects: Subjects;
  /** Whether an agent polled and there was no work. */
  foundNothing: boolean;
}

/** The latest exchanges of a sandbox, in the order in which they were answered. */
export class ExchangeLog {
  readonly #exchanges: Latest;
  readonly #idlePolls = new Latest(MAX_IDLE_POLLS);
  readonly #watchers = new Set<(exchange: Exchange | null) => void>();
  #last = 0;

  /** `bytes`: the approximate maximum size of all exchanges. */
  constructor(kept = MAX_EXCHANGES, bytes = MAX_EXCHANGE_BYTES) {
    this.#exchanges = new Latest(kept, bytes);
  }

  /** Number of the latest exchange; 0 if there was none. */
  get last(): number {
    return this.#last;
  }

  /** How many exchanges were dropped to stay in the limits since the log was cleared, without the lab's idle polls. */
  get dropped(): number {
    return this.#exchanges.dropped;
  }

  /** The number of kept exchanges, and their approximate size. */
  get kept(): number {
    return this.#exchanges.size + this.#idlePolls.size;
  }
  get bytes(): number {
    return this.#exchanges.bytes + this.#idlePolls.bytes;
  }

  /** Adds an exchange and gives it its number. */
  add(exchange: Omit<Exchange, "id">): Exchange {
    const numbered = exchange as Exchange;
    numbered.id = ++this.#last;
    (isIdlePoll(numbered) ? this.#idlePolls : this.#exchanges).push(numbered);
    for (const watch of this.#watchers) watch(numbered);
    return numbered;
  }

  /** All kept exchanges, oldest first. */
  all(): Exchange[] {
    return [...this.#exchanges.all(), ...this.#idlePolls.all()].sort((a, b) => a.id - b.id);
  }

  get(id: number): Exchange | undefined {
    return this.#exchanges.get(id) ?? this.#idlePolls.get(id);
  }

  /** Deletes all exchanges; the numbers continue. */
  clear(): void {
    this.#exchanges.clear();
    this.#idlePolls.clear();
    for (const watch of this.#watchers) watch(null);
  }

  /** Calls `watch` for each exchange from now on, and with null when all are deleted. Returns the function that ends it. */
  watch(watch: (exchange: Exchange | null) => void): () => void {
    this.#watchers.add(watch);
    return () => this.#watchers.delete(watch);
  }

  /** The number of watchers. */
  get watchers(): number {
    return this.#watchers.size;
  }
}

/** Whether a device of the lab polled and there was no work. */
export function isIdlePoll({ source, foundNothing, response }: Omit<Exchange, "id">): boolean {
  return source === "lab" && foundNothing && response?.status === 204;
}

/** Approximate size of an exchange without its texts and bodies. */
const BYTES_OF_ONE = 2000;

/** Approximate size of an exchange in bytes. */
function sizeOf(exchange: Exchange): number {
  const { products, opportunities, agent } = exchange.subjects;
  return (
    BYTES_OF_ONE + textSizeOf(exchange) + lengthOf(products) + lengthOf(opportunities) + (agent?.length ?? 0)
  );
}

/** The same of what is shown of it: its address, headers, bodies and problems. */
export function textSizeOf(exchange: Exchange): number {
  const { url, path, headerBytes, requestBody, response, refusal, nearest } = exchange;
  let size = url.length + path.length + headerBytes + sizeOfBody(requestBody);
  if (response) size += sizeOfBody(response.body);
  if (refusal) size += refusal.message.length + (refusal.detail?.length ?? 0);
  size += lengthOf(exchange.requestProblems) + lengthOf(exchange.responseProblems);
  return size + (nearest?.length ?? 0);
}

/** The size of a kept body. A body that is not read yet counts too, because it may still be read. */
function sizeOfBody({ kept, bytes }: KeptBody): number {
  return typeof kept === "string" ? kept.length : (kept?.byteLength ?? Math.min(bytes ?? 0, MAX_KEPT_BODY));
}

function lengthOf(texts: readonly string[]): number {
  let length = 0;
  for (const text of texts) length += text.length;
  return length;
}

/** Keeps the latest exchanges within a number and a size, in constant time; drops the oldest. */
class Latest {
  #items: { exchange: Exchange; bytes: number }[] = [];
  /** The index of the oldest; earlier items are dropped. */
  #start = 0;
  #bytes = 0;
  dropped = 0;

  constructor(
    private readonly most: number,
    private readonly mostBytes = Infinity,
  ) {}

  get size(): number {
    return this.#items.length - this.#start;
  }
  get bytes(): number {
    return this.#bytes;
  }

  push(exchange: Exchange): void {
    const bytes = sizeOf(exchange);
    this.#items.push({ exchange, bytes });
    this.#bytes += bytes;
    while (this.size > this.most || this.#bytes > this.mostBytes) this.#drop();
    if (this.#start > this.most) {
      this.#items = this.#items.slice(this.#start);
      this.#start = 0;
    }
  }

  #drop(): void {
    this.#bytes -= this.#items[this.#start]!.bytes;
    this.#items[this.#start] = GONE;
    this.#start += 1;
    this.dropped += 1;
  }

  get(id: number): Exchange | undefined {
    let [from, to] = [this.#start, this.#items.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#items[middle]!.exchange.id < id) from = middle + 1;
      else to = middle;
    }
    const found = this.#items[from]?.exchange;
    return found?.id === id ? found : undefined;
  }

  all(): Exchange[] {
    return this.#items.slice(this.#start).map(({ exchange }) => exchange);
  }

  clear(): void {
    this.#items = [];
    this.#start = 0;
    this.#bytes = 0;
    this.dropped = 0;
  }
}

/** In the place of one that is gone, so that its memory is free. */
const GONE = { exchange: {} as Exchange, bytes: 0 };
