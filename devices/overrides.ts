import type { TestStatus } from "./api-types.js";
import type { Outcome } from "./case.js";

/** The override of an outcome. */
export interface OutcomeOverride {
  status: TestStatus;
  reason?: string;
}

/**
 * Maximum number of opportunities with an override of a device; the oldest is forgotten. That of one that another device tests, or that
 * is deleted, is never asked for.
 */
const MOST = 1000;

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
    this.#byOpportunity.delete(opportunityId);
    this.#byOpportunity.set(opportunityId, override);
    const [oldest] = this.#byOpportunity.keys();
    if (this.#byOpportunity.size > MOST) this.#byOpportunity.delete(oldest!);
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
