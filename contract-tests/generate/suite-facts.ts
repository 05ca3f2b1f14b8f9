import type { OperationId } from "../../src/spec/operation-facts.js";
import type { InputOf } from "../../src/spec/typed-operations.js";
import type { operations } from "../../src/spec/types.gen.js";
import type { ClauseContext } from "../clauses/clause.js";
import type { Answer } from "../target/answer.js";
import type { Capability } from "../target/capability.js";

type Input<Id extends OperationId> = InputOf<operations, Id>;
type PathOf<Id extends OperationId> = [Input<Id>["path"]] extends [never]
  ? Record<string, never>
  : Input<Id>["path"];
type BodyOf<Id extends OperationId> = Input<Id>["body"];
/** `Made`, or null for an operation that takes no body. */
type WhereBody<Id extends OperationId, Made> = BodyOf<Id> extends undefined ? null : Made;
type Status<Id extends OperationId> = `${keyof operations[Id]["responses"] & number}`;
type MaybeLater<T> = T | Promise<T>;

/** How an answer is brought about. */
export interface Recipe {
  needs: readonly Capability[];
  reach: (t: ClauseContext) => Promise<Answer>;
}

/** An example of the spec that is made this run's own: only what has to be changed is changed. */
export interface ExampleFacts {
  /** Status of the answer. */
  status: string;
  needs: readonly Capability[];
  /** Examples that cannot be sent to any target, by name. */
  except?: readonly string[];
  adapt(
    t: ClauseContext,
    example: Record<string, unknown>,
  ): Promise<{ path: Record<string, string>; body: unknown }>;
}

/** What the suite knows of an operation beside the spec and `OPERATION_FACTS`: how to call it. */
export interface SuiteFacts<Id extends OperationId> {
  /** What a right request needs of a target. */
  needs: readonly Capability[];
  /** What a right request is about: things of this run's that nobody misses. */
  path: (t: ClauseContext) => MaybeLater<PathOf<Id>>;
  /** The body of a right request; `form` chooses where there are several (`oneOf`). */
  body: WhereBody<Id, (t: ClauseContext, form: number) => MaybeLater<BodyOf<Id>>>;
  /**
   * A right request about something of its own, whose fields may be driven to their bounds without harm; null where there
   * is no such thing.
   */
  atBounds: WhereBody<Id, ((t: ClauseContext) => Promise<{ path: PathOf<Id>; body: BodyOf<Id> }>) | null>;
  example: WhereBody<Id, ExampleFacts>;
  /** For a list: brings it about with something in every field. It takes more abilities than reading it. */
  full?: (t: ClauseContext) => Promise<Answer>;
  /** Declared answers that neither a right request nor one that breaks a rule brings about. */
  answers?: { readonly [S in Status<Id>]?: Recipe };
}

/** The facts of some operations; one that is missing does not compile. */
export type FactsOf<Ids extends OperationId> = { readonly [Id in Ids]: SuiteFacts<Id> };
