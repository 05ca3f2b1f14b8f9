import type { Clause } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { groundsOfTaking } from "./grounds.js";
import { Mismatch, Refused } from "./mismatch.js";
import { withoutNames } from "./same-cause.js";
import type { Judgement } from "./verdict.js";

/** What a clause works with could not be made: that is no assertion of the clause's own. */
export class SetUpMismatch extends Mismatch {
  override name = "SetUpMismatch";

  /** @param setUp what was to be made: an operation, or what `oncePerRun` calls it */
  constructor(
    readonly setUp: string,
    ...of: ConstructorParameters<typeof Mismatch>
  ) {
    super(...of);
  }
}

/** Set-ups that failed in a run. The first clause that meets a failure tells it; the others cannot be judged. */
export class FailedSetUps {
  readonly #told = new Map<string, { clause: string; message: string }>();

  constructor(private readonly spec: ContractSpec) {}

  /** What a clause threw, as a failure of its set-up where it is one. */
  seen({ operation }: Pick<Clause, "operation">, error: unknown): unknown {
    const isSetUp =
      error instanceof Refused &&
      error.grounds === undefined &&
      operation !== "*" &&
      error.operation !== operation;
    if (!isSetUp) return error;
    const { what, exchange } = error;
    const expected = `${what.expected} of ${error.operation}, in the set-up`;
    const grounds = groundsOfTaking(this.spec, error.operation);
    return new SetUpMismatch(error.operation, { expected, got: what.got }, grounds, exchange);
  }

  /** Why a clause cannot be judged, where an earlier one has told of the same failure. */
  toldBefore(clause: string, error: unknown): Judgement | null {
    if (!(error instanceof SetUpMismatch)) return null;
    const { setUp, message } = error;
    const cause = `${setUp} ${withoutNames(message)}`;
    const first = this.#told.get(cause);
    if (first === undefined) {
      this.#told.set(cause, { clause, message });
      return null;
    }
    const reason = `its set-up (${setUp}) failed, as ${first.clause} tells: ${first.message}`;
    return { verdict: "skipped", reason, by: [] };
  }
}
