import type { TestStatus } from "./api-types.js";
import type { Outcome } from "./case.js";

/** What an outcome is overridden with. */
export interface OutcomeOverride {
  status: TestStatus;
  reason?: string;
}

/** Outcomes that somebody asked for by hand. They count until the test has ended. */
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

  /** What this opportunity's outcome would be overridden with; one of its own goes before the next one's. */
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

  /** As `peek`, and uses it up. */
  take(opportunityId: string): Outcome | undefined {
    const outcome = this.peek(opportunityId);
    if (!this.#byOpportunity.delete(opportunityId)) this.#next = undefined;
    return outcome;
  }
}
