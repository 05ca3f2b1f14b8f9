import type { Answer, CallInput, ExchangeRecord, RawRequest } from "../target/answer.js";
import type { Capability } from "../target/capability.js";
import type { ContractSpec } from "../run/contract-spec.js";
import type { Target } from "../target/target.js";

/** One checkable statement about a target. */
export interface Clause {
  /** Unique; words and dots, the tag of the spec first: `events.order`, `request.createProduct.missing.name`. */
  id: string;
  /** A sentence that is true for a conforming target. */
  title: string;
  /** The sources: `D 905-907`, `L 753-758`, `P`, `A-13`. */
  provenance: readonly string[];
  /** Ids of the statements (`statements.ts`) that it checks. */
  statements?: readonly string[];
  /** The operation that it checks; `*` for all. */
  operation: string;
  /** Status of the answer that it checks, as in the spec; null for several. */
  answer: string | null;
  needs: readonly Capability[];
  /** What it creates; the clean-up at the end of the run deletes it. */
  leaves: "nothing" | "product" | "test-spec" | "opportunities" | "token";
  /** Its answers depend on other activity in the target, so two runs are compared only by verdict. */
  varies?: true;
  /** It runs alone, because it queues work for any agent or changes something that all clauses see. */
  alone?: true;
  /** Throws a {@link Mismatch} if the target does not conform, a `Skip` if it cannot be judged. */
  run(t: ClauseContext): Promise<void>;
}

/** The sender of a request: an account of the target, nobody (unsigned), or given credentials. */
export type Actor = "first" | "second" | "anonymous";

/** The tools of a clause: requests to a URL and the facts about the target, no access to its inside. */
export interface ClauseContext {
  readonly target: Target;
  readonly spec: ContractSpec;
  /** The name of this run: `spi-run-20261126-4f9a2c`. */
  readonly run: string;
  /** The exchanges of the clause until now. */
  readonly exchanges: ExchangeRecord[];
  /** The exchanges of other clauses that made what this one uses too. */
  readonly shared: (readonly ExchangeRecord[])[];
  /** Aborts when the run is interrupted or the clause has taken too long. */
  readonly signal: AbortSignal;

  /**
   * Calls an operation of the spec, signed, by default as the first account. Waits for its turn in the request budget. After a
   * 429, or a 503 that the clause does not expect, it waits as `Retry-After` says and tries again if that is safe. A request
   * that creates something is written to the ledger before it is sent.
   */
  call(operationId: string, input?: CallInput, actor?: Actor): Promise<Answer>;
  /** Sends any request: broken bodies, wrong signatures, other methods. Writes to the ledger, too. */
  send(request: RawRequest, actor?: Actor): Promise<Answer>;

  /** Runs work in which the clause expects 5xx answers; elsewhere a 5xx ends the clause as a failure of the operation. */
  expectingServerErrors<T>(work: () => Promise<T>): Promise<T>;

  /** An unused name: `<run>-<n>-<what>`, at most 60 characters. */
  name(what: string): string;
  /** An unused UUID. */
  uuid(): string;

  /** Test objects. A `shared` one is created once per run and must not be changed; the others belong to the clause. */
  readonly make: TestData;
  /** Waits until `look` returns a value other than null. @throws Mismatch after the target's patience */
  until<T>(what: string, look: () => Promise<T | null>, patienceMs?: number): Promise<T>;
}

/** Creates test objects through the product API and records them for the clean-up. */
export interface TestData {
  /** A new product with an unused snap. Needs `create-products`. */
  product(input?: Partial<ProductInput>): Promise<ProductBody>;
  /** A product for all clauses that need any product: `--product`, or one that the run created. */
  sharedProduct(): Promise<ProductBody>;
  /** A Test Spec of `product`. Default of its platform: one that only this run's agents have. */
  testSpec(productId: string, input?: Record<string, unknown>): Promise<TestSpecBody>;
  /** A product with a Test Spec and an advertised snap revision: one queued opportunity. */
  opportunity(): Promise<QueuedOpportunity>;
  /** A finished opportunity with the suite as its agent: picked, posted, stored. Needs `agent-api`. */
  walked(status?: string): Promise<WalkedOpportunity>;
  /** A finished opportunity for all clauses that only read. */
  sharedWalked(): Promise<WalkedOpportunity>;
  /** A platform that only this run's agents have. */
  platform(): string;
  /** An unused agent id. */
  agent(): string;
}

export interface ProductInput {
  name: string;
  release: string;
  snaps: string[];
}
export interface ProductBody extends ProductInput {
  id: string;
  created_at: string;
}
export interface TestSpecBody {
  id: string;
  name: string;
  platform: string | null;
  image_name: string | null;
  test_payload: unknown;
  created_at: string;
}
export interface QueuedOpportunity {
  product: ProductBody;
  testSpec: TestSpecBody;
  /** The advertised snap. */
  snap: { name: string; revision: number; channel: string };
  test_opportunity_id: string;
  image_unique_id: string;
}
export interface WalkedOpportunity extends QueuedOpportunity {
  agent_id: string;
  result_id: string;
  test_status: string;
  /** As posted. */
  result_payload: unknown;
}
