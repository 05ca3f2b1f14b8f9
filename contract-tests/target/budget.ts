import { setTimeout as pause } from "node:timers/promises";
import { Skip } from "../judge/mismatch.js";

/** How much a run may ask of a target. */
export interface BudgetLimits {
  /** Requests a second; no limit where left out. */
  rate?: number | undefined;
  /** Creating requests in all; no limit where left out. */
  maxCreations?: number | undefined;
}

/** Lets requests pass at a rate, holds all of them while the target asks for rest, and counts what is made. */
export class Budget {
  #nextAt = 0;
  #restUntil = 0;
  #made = 0;

  constructor(private readonly limits: BudgetLimits) {}

  /** Waits for a request's turn. @throws the signal's reason */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.limits.rate !== undefined) {
      const at = Math.max(Date.now(), this.#nextAt);
      this.#nextAt = at + 1000 / this.limits.rate;
      await this.#until(at, signal);
    }
    while (this.#restUntil > Date.now()) await this.#until(this.#restUntil, signal);
  }

  /** The target asks for rest: no request goes out for so long, whose ever it is. */
  rest(ms: number): void {
    this.#restUntil = Math.max(this.#restUntil, Date.now() + ms);
  }

  /** @throws Skip where no more may be made */
  spendCreation(): void {
    const { maxCreations } = this.limits;
    if (maxCreations !== undefined && this.#made >= maxCreations)
      throw new Skip(`the budget of ${maxCreations} creating requests is spent (--max-creations)`);
    this.#made += 1;
  }

  async #until(time: number, signal: AbortSignal): Promise<void> {
    const ms = time - Date.now();
    if (ms > 0) await pause(ms, undefined, { signal });
  }
}
