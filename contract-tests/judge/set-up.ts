import type { Clause } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { groundsOfSetUp } from "./grounds.js";
import { Refused } from "./mismatch.js";
import { SetUpMismatch } from "./set-up-mismatch.js";
import { withoutNames } from "./same-cause.js";
import type { Judgement } from "./verdict.js";

/** Failed set-ups of a run. The first clause that meets a failure reports it; the others cannot be judged. */
export class FailedSetUps {
  readonly #told = new Map<string, { clause: string; message: string }>();

  constructor(private readonly spec: ContractSpec) {}

  /** Converts a clause's error to a failure of its set-up if it is one. */
  seen({ operation }: Pick<Clause, "operation">, error: unknown): unknown {
    const isSetUp =
      error instanceof Refused &&
      error.grounds === undefined &&
      operation !== "*" &&
      error.operation !== operation;
    if (!isSetUp) return error;
    const { what, exchange, also } = error;
    const expected = `${what.expected} of ${error.operation}, in the set-up`;
    const grounds = groundsOfSetUp(this.spec, error.operation, exchange);
    return new SetUpMismatch(error.operation, { expected, got: what.got }, grounds, exchange, also);
  }

  /** The reason why a clause cannot be judged, if an earlier one has reported the same failure. */
  toldBefore(clause: string, error: unknown): Judgement | null {
    if (!(error instanceof SetUpMismatch)) return null;
    const { setUp, message } = error;
    const cause = `${setUp} ${withoutNames(message)}`;
    const first = this.#told.get(cause);
    if (first === undefined) {
      this.#told.set(cause, { clause, message });
      return null;
    }
    const reason = `its set-up (${setUp}) failed, as reported by ${first.clause}: ${first.message}`;
    return { verdict: "skipped", reason, by: [] };
  }
}
