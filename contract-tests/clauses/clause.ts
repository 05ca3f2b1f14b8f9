import type { Answer, CallInput, RawRequest } from "../target/answer.js";
import type { Capability } from "../target/capability.js";
import type { ContractSpec } from "../run/contract-spec.js";
import type { Target } from "../target/target.js";

/** One checkable statement about a target. */
export interface Clause {
  /** Unique; words and dots, the tag of the spec first: `events.order`, `request.createProduct.missing.name`. */
  id: string;
  /** A sentence that is true of a target that conforms. */
  title: string;
  /** Where the statement is known from: `D 905-907`, `L 753-758`, `P`, `A-13`. */
  provenance: readonly string[];
  /** Statements of `statements.yaml` that it checks. */
  statements?: readonly string[];
  /** The operation that it is about; `*` for all. */
  operation: string;
  /** Status of the answer that it is about, as the spec has it; null where it is about several. */
  answer: string | null;
  needs: readonly Capability[];
  /** What it makes, and leaves for the clean-up at the end of the run. */
  leaves: "nothing" | "product" | "test-spec" | "opportunities" | "token";
  /** What it is answered depends on what else goes on in the target, so two runs are compared by their verdicts alone. */
  varies?: true;
  /** It runs while no other does: it queues what any agent could be given, or changes what all see. */
  alone?: true;
  /** Throws a {@link Mismatch} where the target does not conform, a `Skip` where it cannot be judged. */
  run(t: ClauseContext): Promise<void>;
}

/** Who sends a request: an account of the target, nobody, or one who signs in a given way. */
export type Actor = "first" | "second" | "anonymous";

/** What a clause works with: a URL and what is known of it, nothing of what is behind it. */
export interface ClauseContext {
  readonly target: Target;
  readonly spec: ContractSpec;
  /** Names this run: `spi-run-20261126-4f9a2c`. */
  readonly run: string;
  /** Aborts when the run is interrupted or the clause has taken too long. */
  readonly signal: AbortSignal;

  /**
   * Calls an operation of the spec, signed, as the first account unless told otherwise. Waits for its turn in the request
   * budget; after a 429, or a 503 that the clause is not about, it waits as told and tries again where that is safe.
   * What it creates is written to the ledger before it is sent.
   */
  call(operationId: string, input?: CallInput, actor?: Actor): Promise<Answer>;
  /** Sends any request at all: broken bodies, wrong signatures, foreign methods. In the ledger as well. */
  send(request: RawRequest, actor?: Actor): Promise<Answer>;

  /** Does work in which answers 5xx are what a clause asked for; elsewhere they end it as a failure of the operation. */
  expectingServerErrors<T>(work: () => Promise<T>): Promise<T>;

  /** A name of this run's that was never used before: `<run>-<n>-<what>`, at most 60 characters. */
  name(what: string): string;
  /** A UUID that nothing has. */
  uuid(): string;

  /** Things to work with. A `shared` one is made once a run and must not be changed; others are the clause's own. */
  readonly make: TestData;
  /** Waits until `look` returns something else than null, within the target's patience; throws a Mismatch then. */
  until<T>(what: string, look: () => Promise<T | null>, patienceMs?: number): Promise<T>;
}

/** Makes what clauses work with, through the product API, and remembers it for the clean-up. */
export interface TestData {
  /** A product of its own, with a snap of its own. Needs `create-products`. */
  product(input?: Partial<ProductInput>): Promise<ProductBody>;
  /** One for all clauses that only need some product: `--product`, or one that the run made. */
  sharedProduct(): Promise<ProductBody>;
  /** A Test Spec of `product`. Its platform is one that only this run's agents have, unless told otherwise. */
  testSpec(productId: string, input?: Record<string, unknown>): Promise<TestSpecBody>;
  /** A product with a Test Spec and an advertised snap revision: one opportunity, queued. */
  opportunity(): Promise<QueuedOpportunity>;
  /** An opportunity that went all the way, with the suite as its agent: picked, posted, stored. Needs `agent-api`. */
  walked(status?: string): Promise<WalkedOpportunity>;
  /** One for all clauses that only read. */
  sharedWalked(): Promise<WalkedOpportunity>;
  /** A platform that nobody else's agents have. */
  platform(): string;
  /** Name of an agent of this run's, never used before. */
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
  /** The snap that was advertised. */
  snap: { name: string; revision: number; channel: string };
  test_opportunity_id: string;
  image_unique_id: string;
}
export interface WalkedOpportunity extends QueuedOpportunity {
  agent_id: string;
  result_id: string;
  test_status: string;
  /** As it was posted. */
  result_payload: unknown;
}
