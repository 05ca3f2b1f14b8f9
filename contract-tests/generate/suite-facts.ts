import type { OperationId } from "../../src/spec/operation-facts.js";
import type { InputOf } from "../../src/spec/typed-operations.js";
import type { operations } from "../../src/spec/types.gen.js";
import type { ClauseContext } from "../clauses/clause.js";
import type { Answer } from "../target/answer.js";
import type { Grounds } from "../judge/grounds.js";
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

/** How to cause an answer. */
export interface Recipe {
  needs: readonly Capability[];
  /** The grounds of this status; default: those of the declared answer. */
  grounds?: Grounds;
  reach: (t: ClauseContext) => Promise<Answer>;
}

/** Adapts an example of the spec to this run, with as few changes as possible. */
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

/** How to call an operation: facts beside the spec and `OPERATION_FACTS`. */
export interface SuiteFacts<Id extends OperationId> {
  /** What a correct request needs of a target. */
  needs: readonly Capability[];
  /** The objects of a correct request, which belong to this run and may be changed. */
  path: (t: ClauseContext) => MaybeLater<PathOf<Id>>;
  /** The body of a correct request; `form` selects one of several (`oneOf`). */
  body: WhereBody<Id, (t: ClauseContext, form: number) => MaybeLater<BodyOf<Id>>>;
  /**
   * A correct request about a new object, whose fields may be set to their bounds without harm; null if there is none.
   */
  atBounds: WhereBody<Id, ((t: ClauseContext) => Promise<{ path: PathOf<Id>; body: BodyOf<Id> }>) | null>;
  example: WhereBody<Id, ExampleFacts>;
  /** For a list: creates an entry with a value in every field. Needs more abilities than reading the list. */
  full?: (t: ClauseContext) => Promise<Answer>;
  /** Declared answers that neither a correct request nor one that breaks a rule causes. */
  answers?: { readonly [S in Status<Id>]?: Recipe };
}

/** The facts of some operations; a missing one does not compile. */
export type FactsOf<Ids extends OperationId> = { readonly [Id in Ids]: SuiteFacts<Id> };
