import type { Instant } from "../domain/records.js";

/** How many exchanges a sandbox keeps. */
export const MAX_EXCHANGES = 1000;
/** How many polls of the lab that found nothing are kept beside them, so that they push nothing else out. */
const MAX_IDLE_POLLS = 100;
/** About how many bytes of exchanges a sandbox keeps, the lab's idle polls not counted. */
export const MAX_EXCHANGE_BYTES = 64 * 1024 * 1024;
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
  /** About how much the headers of the request and of the answer take. */
  headerBytes: number;
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
  readonly #exchanges: Latest;
  readonly #idlePolls = new Latest(MAX_IDLE_POLLS);
  readonly #watchers = new Set<(exchange: Exchange | null) => void>();
  #last = 0;

  /** `bytes`: about how much the exchanges may take together. */
  constructor(kept = MAX_EXCHANGES, bytes = MAX_EXCHANGE_BYTES) {
    this.#exchanges = new Latest(kept, bytes);
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

/** About how much an exchange takes beside the texts and the bodies that came with it. */
const BYTES_OF_ONE = 2000;

/** Bytes of an exchange, by all that is kept of it. */
function sizeOf(exchange: Exchange): number {
  const { url, path, headerBytes, requestBody, response, refusal, subjects } = exchange;
  let size = BYTES_OF_ONE + url.length + path.length + headerBytes + sizeOfBody(requestBody);
  if (response) size += sizeOfBody(response.body);
  if (refusal) size += refusal.message.length + (refusal.detail?.length ?? 0);
  size += lengthOf(exchange.requestProblems) + lengthOf(exchange.responseProblems);
  size += lengthOf(subjects.products) + lengthOf(subjects.opportunities) + (subjects.agent?.length ?? 0);
  return size + (exchange.nearest?.length ?? 0);
}

/** What is not read yet may still be. */
function sizeOfBody({ kept, bytes }: KeptBody): number {
  return typeof kept === "string" ? kept.length : (kept?.byteLength ?? Math.min(bytes ?? 0, MAX_KEPT_BODY));
}

function lengthOf(texts: readonly string[]): number {
  let length = 0;
  for (const text of texts) length += text.length;
  return length;
}

/** Keeps the latest, by number and by bytes; the oldest make room. The time for each does not depend on how many. */
class Latest {
  #items: { exchange: Exchange; bytes: number }[] = [];
  /** Where the oldest is; what stands before it is gone. */
  #start = 0;
  #bytes = 0;
  dropped = 0;

  constructor(
    private readonly most: number,
    private readonly mostBytes = Infinity,
  ) {}

  push(exchange: Exchange): void {
    const bytes = sizeOf(exchange);
    this.#items.push({ exchange, bytes });
    this.#bytes += bytes;
    while (this.#items.length - this.#start > this.most || this.#bytes > this.mostBytes) this.#drop();
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
