import { setTimeout as pause } from "node:timers/promises";
import { Skip } from "../judge/mismatch.js";

/** The limits of a run. */
export interface BudgetLimits {
  /** Maximum requests per second. Default: no limit. */
  rate?: number | undefined;
  /** Maximum number of creating requests. Default: no limit. */
  maxCreations?: number | undefined;
}

/** Limits the rate of requests, pauses all of them when the target asks for it, and counts creating requests. */
export class Budget {
  #nextAt = 0;
  #restUntil = 0;
  #made = 0;
  /** Milliseconds of pauses that are over or have begun, each once however many requests wait for it. */
  #askedMs = 0;

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

  /** Pauses all requests for this time, because the target asked for it. */
  rest(ms: number): void {
    const until = Math.max(this.#restUntil, Date.now() + ms);
    this.#askedMs += until - Math.max(this.#restUntil, Date.now());
    this.#restUntil = until;
  }

  /** How long the target has made the run pause until now, in milliseconds. */
  get restedMs(): number {
    return this.#askedMs - Math.max(0, this.#restUntil - Date.now());
  }

  /** @throws Skip if the limit is reached */
  spendCreation(): void {
    const { maxCreations } = this.limits;
    if (maxCreations !== undefined && this.#made >= maxCreations)
      throw new Skip(`the limit of ${maxCreations} creating requests is reached (--max-creations)`);
    this.#made += 1;
  }

  async #until(time: number, signal: AbortSignal): Promise<void> {
    const ms = time - Date.now();
    if (ms > 0) await pause(ms, undefined, { signal });
  }
}
