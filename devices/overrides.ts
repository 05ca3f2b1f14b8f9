import type { TestStatus } from "./api-types.js";
import type { Outcome } from "./case.js";

/** The override of an outcome. */
export interface OutcomeOverride {
  status: TestStatus;
  reason?: string;
}

/** Overrides of outcomes, which apply until the test has ended. */
export class Overrides {
  #next: OutcomeOverride | undefined;
  readonly #byOpportunity = new Map<string, OutcomeOverride>();

  get nextStatus(): TestStatus | null {
    return this.#next?.status ?? null;
  }

  setNext(override: OutcomeOverride): void {
    this.#next = override;
  }

  set(opportunityId: string, override: OutcomeOverride): void {
    this.#byOpportunity.set(opportunityId, override);
  }

  /** The override of this opportunity's outcome; its own takes precedence over the one for the next test. */
  peek(opportunityId: string): Outcome | undefined {
    const own = this.#byOpportunity.get(opportunityId);
    const override = own ?? this.#next;
    if (override === undefined) return undefined;
    const reason = override.reason ?? "set by hand";
    return {
      status: override.status,
      reason,
      because: { override: own === undefined ? "next" : "opportunity" },
    };
  }

  /** Like `peek`, but consumes the override. */
  take(opportunityId: string): Outcome | undefined {
    const outcome = this.peek(opportunityId);
    if (!this.#byOpportunity.delete(opportunityId)) this.#next = undefined;
    return outcome;
  }
}
