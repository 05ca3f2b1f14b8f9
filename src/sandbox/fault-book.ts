import type { Instant } from "../domain/records.js";
import { draw } from "../ids.js";
import { type FaultSetMatch, type FaultRequest, matches } from "./fault-match.js";
import type { EffectKind, FaultEffect, FaultRule } from "./fault-rule.js";
import { FAULT_SETS } from "./fault-sets.js";
import { MAX_EXCHANGE_BYTES } from "./exchange-log.js";
import { StaleAnswers, StaleBudget } from "./stale-answers.js";

/** Maximum number of faults of one sandbox: each request is compared with all of them. */
export const MAX_FAULTS = 1000;

/** An added rule with its counters. */
export interface Fault {
  /** Counts up from `1` in its sandbox. */
  readonly id: string;
  readonly rule: FaultRule;
  readonly kind: EffectKind;
  /** The number of matching requests since it was added. */
  seen: number;
  fired: number;
  lastFiredAt: Instant | null;
  /** True answers to readings; only if the effect is `stale`. */
  readonly answers: StaleAnswers;
}

/** The fault to apply to a request. `call`: the ordinal of the request among those that the fault has seen, from 1. */
export interface Hit {
  fault: Fault;
  call: number;
}

/** How the faults treat a request. */
export interface Considered {
  hit: Hit | null;
  /** Faults that need the true answer to this reading. */
  listening: Fault[];
}

/** The faults of one sandbox, in the order in which they are tried. They are kept in memory only. */
export class FaultBook {
  readonly #randomSeed: () => string;
  readonly #faults = new Map<string, Fault>();
  readonly #storing = new Map<string, () => number>();
  readonly #stale: StaleBudget;
  #count = 0;

  /** @param mostKept the maximum number of characters of answers that are kept for stale ones */
  constructor(randomSeed: () => string, mostKept = MAX_EXCHANGE_BYTES) {
    this.#randomSeed = randomSeed;
    this.#stale = new StaleBudget(mostKept);
  }

  /** How many characters of answers are kept. */
  get keptCharacters(): number {
    return this.#stale.size;
  }

  get isEmpty(): boolean {
    return this.#faults.size === 0;
  }

  /** The number of faults that may still apply. */
  get active(): number {
    return this.list().filter(
      (fault) =>
        !isSpent(fault) && fault.seen < (fault.rule.calls?.to ?? Infinity) && fault.rule.probability !== 0,
    ).length;
  }

  /** Whether a fault is limited to one agent, so that the agent of a request must be determined. */
  get asksForAgent(): boolean {
    return this.list().some(({ rule }) => rule.match?.agent !== undefined);
  }

  /** Adds a validated rule at the end; null if there are {@link MAX_FAULTS}. */
  add(rule: FaultRule): Fault | null {
    return this.#addAll([rule])?.[0] ?? null;
  }

  /**
   * Adds all faults of a ready-made set, each narrowed by `match`; null if there would be more than
   * {@link MAX_FAULTS}. @throws RangeError There is no such set.
   */
  addSet(name: string, match: FaultSetMatch = {}): Fault[] | null {
    const set = FAULT_SETS.find((one) => one.name === name);
    if (set === undefined) throw new RangeError(`There is no set of faults ${JSON.stringify(name)}.`);
    return this.#addAll(set.rules.map((rule) => ({ ...rule, match: { ...match, ...rule.match } })));
  }

  list(): Fault[] {
    return [...this.#faults.values()];
  }

  get(id: string): Fault | undefined {
    return this.#faults.get(id);
  }

  /** False if no fault has this id. */
  remove(id: string): boolean {
    this.#faults.get(id)?.answers.clear();
    return this.#faults.delete(id);
  }

  /** Removes all. The ids continue. */
  clear(): void {
    for (const { answers } of this.#faults.values()) answers.clear();
    this.#faults.clear();
  }

  /** Removes all and restarts the ids, so that a reset sandbox behaves the same again. */
  reset(): void {
    this.clear();
    this.#count = 0;
  }

  /** Counts a request for every fault that matches it, and finds the first that is to be applied. */
  consider(request: FaultRequest): Considered {
    const considered: Considered = { hit: null, listening: [] };
    for (const fault of this.#faults.values()) {
      if (!matches(fault.rule.match, request)) continue;
      fault.seen += 1;
      if (considered.hit === null && this.#isDue(fault, request)) {
        considered.hit = { fault, call: fault.seen };
      }
      if (fault.kind === "stale" && request.reading !== null) considered.listening.push(fault);
    }
    return considered;
  }

  /** Call it when a fault is applied; false if the fault was used up in the meantime. */
  fire(fault: Fault, now: Instant): boolean {
    if (isSpent(fault)) return false;
    fault.fired += 1;
    fault.lastFiredAt = now;
    return true;
  }

  /** Runs `work`; a result that is posted meanwhile for this opportunity is stored `delay()` milliseconds later. */
  async whileStoring<T>(opportunityId: string, delay: () => number, work: () => Promise<T>): Promise<T> {
    this.#storing.set(opportunityId, delay);
    try {
      return await work();
    } finally {
      this.#storing.delete(opportunityId);
    }
  }

  /** The additional delay, in milliseconds, before a just posted result is stored. */
  storingDelay(opportunityId: string): number {
    return this.#storing.get(opportunityId)?.() ?? 0;
  }

  /** A number from 0 to 1 for this application of a fault. */
  draw({ fault, call }: Hit, ...what: string[]): number {
    return draw(this.#randomSeed(), "fault", fault.id, String(call), ...what);
  }

  #addAll(rules: readonly FaultRule[]): Fault[] | null {
    if (this.#faults.size + rules.length > MAX_FAULTS) return null;
    return rules.map((rule) => {
      const id = String(++this.#count);
      const kind = kindOf(rule.effect);
      const answers = new StaleAnswers(this.#stale);
      const fault = { id, rule, kind, seen: 0, fired: 0, lastFiredAt: null, answers };
      this.#faults.set(id, fault);
      return fault;
    });
  }

  #isDue(fault: Fault, { postsResult, reading }: FaultRequest): boolean {
    const { rule, kind, seen } = fault;
    if (isSpent(fault)) return false;
    if (seen < (rule.calls?.from ?? 1) || seen > (rule.calls?.to ?? Infinity)) return false;
    if (kind === "stale" && (reading === null || !fault.answers.has(reading))) return false;
    if (kind === "delay_stored_ms" && !postsResult) return false;
    return rule.probability === undefined || this.draw({ fault, call: seen }) < rule.probability;
  }
}

/** The kind of an effect, which has exactly one of these fields. */
export function kindOf(effect: FaultEffect): EffectKind {
  return Object.keys(effect).find((key) => key !== "message" && key !== "retry_after_s") as EffectKind;
}

const isSpent = ({ fired, rule }: Fault): boolean => fired >= (rule.times ?? Infinity);
