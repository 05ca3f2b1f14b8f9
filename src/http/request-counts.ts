/** Upper bounds of the latency buckets, in milliseconds; one more bucket has all that took longer. */
export const LATENCY_BOUNDS_MS: readonly number[] = [
  0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000,
];
/** Statuses are below this number. 0 stands for a connection that was cut without an answer. */
const STATUSES = 600;

/** Where requests come from: clients, or the virtual lab of this process. */
export type Source = "client" | "lab";

/** The answered requests of one source to one operation, as counters that only grow. */
export class Counted {
  /** By status. */
  readonly statuses = new Float64Array(STATUSES);
  /** By latency: the index of the first bound that is not exceeded. */
  readonly latencies = new Float64Array(LATENCY_BOUNDS_MS.length + 1);
  /** Sum of all latencies, in milliseconds. */
  totalMs = 0;

  note(status: number, durationMs: number): void {
    const ms = Math.max(0, durationMs);
    this.statuses[status]! += 1;
    let bucket = 0;
    while (bucket < LATENCY_BOUNDS_MS.length && ms > LATENCY_BOUNDS_MS[bucket]!) bucket += 1;
    this.latencies[bucket]! += 1;
    this.totalMs += ms;
  }
}

/** The counters of one operation. Those of a source exist from its first request on. */
export class OperationCounts {
  client: Counted | null = null;
  lab: Counted | null = null;

  note(source: Source, status: number, durationMs: number): void {
    (this[source] ??= new Counted()).note(status, durationMs);
  }
}

/** The operation of requests that match none. */
export const NO_OPERATION = "none";

/**
 * The requests of one plane by operation, for metrics. It knows operations and statuses, nothing of a client, and costs a
 * request a few additions.
 */
export class RequestCounts {
  readonly #byOperation = new Map<string, OperationCounts>();
  /** Requests that a fault changed. */
  faults = 0;

  /** The counters of an operation; ask for them once, not for each request. */
  of(operationId: string = NO_OPERATION): OperationCounts {
    const known = this.#byOperation.get(operationId) ?? new OperationCounts();
    this.#byOperation.set(operationId, known);
    return known;
  }

  /** All counters, by operation. */
  all(): ReadonlyMap<string, OperationCounts> {
    return this.#byOperation;
  }
}
