import type { EventLog, Product, TestResult, TestSpec } from "../../contract-tests/clauses/support/bodies.js";
import type { Advertised } from "../../contract-tests/clauses/support/record-facts.js";
import { BoundedMap } from "./bounded-map.js";

/** Something that an answer told, and when the answer ended: only requests that began later know it. */
export interface Told<Value> {
  value: Value;
  /** Milliseconds since 1970. */
  ended: number;
}

/** How much of each kind is remembered, in bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

/** What the answers told until now, the latest of it. */
export class Memory {
  readonly products = new BoundedMap<Told<Product>>(MAX_BYTES);
  readonly specs = new BoundedMap<Told<TestSpec>>(MAX_BYTES);
  /** By opportunity, as the others below. */
  readonly logs = new BoundedMap<Told<{ log: EventLog; text: string; hasResult: boolean }>>(MAX_BYTES, (id) =>
    this.unstored.delete(id),
  );
  readonly results = new BoundedMap<Told<{ result: TestResult; text: string }>>(MAX_BYTES);
  readonly advertised = new BoundedMap<Told<{ ids: Advertised; productId: string }>>(MAX_BYTES);
  readonly posted = new BoundedMap<
    Told<{ result_id: string; test_status: unknown; result_payload: unknown }>
  >(MAX_BYTES);
  /** Opportunities whose log has RESULT_STORED, and whose result was not seen since. */
  readonly unstored = new Set<string>();

  /** What was told before a request began; undefined if nothing was. */
  static before<Value>(told: Told<Value> | undefined, began: number): Value | undefined {
    return told !== undefined && told.ended <= began ? told.value : undefined;
  }
}
