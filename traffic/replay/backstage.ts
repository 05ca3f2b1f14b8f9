import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import { factsOf } from "../../src/spec/operation-facts.js";
import type { TrafficExchange } from "../exchange.js";
import { operationOf } from "../judge/record.js";
import { accountOf } from "./account.js";
import { type Act, actsOf, keyOf } from "./acts.js";
import { organizationIn } from "./needed-accounts.js";
import { Past } from "./past.js";
import { Performer } from "./performer.js";
import { madeAt, RecordedClock } from "./recorded-clock.js";
import type { Prompter, Replayer } from "./replayer.js";

/** So much is done beside the recording's own requests. */
const MAX_ACTS = 20_000;

/** Recorded times count milliseconds, those of answers microseconds. */
const RESOLUTION_US = 1000;

/** What a recording shows and does not do, with the time at which it begins: microseconds since 1970. */
export interface Plan {
  acts: Act[];
  start: number;
}

/** Reads a whole recording for what it shows and does not do. */
export function planOf(exchanges: readonly TrafficExchange[]): Plan {
  const past = new Past();
  const clock = new RecordedClock();
  const times = new Map<number, number>();
  const done: { at: number; n: number }[] = [];
  for (const exchange of exchanges) {
    const operation = operationOf(contractSpec, exchange)?.operation.operationId ?? null;
    clock.note(exchange, operation);
    const at = clock.at(exchange.began);
    times.set(exchange.n, at);
    past.note(exchange);
    const does = operation === null ? "reads" : factsOf(operation)?.does;
    if (does !== "reads" && does !== "lists")
      done.push({
        at: madeAt(exchange, operation) ?? clock.at(exchange.ended) + RESOLUTION_US,
        n: exchange.n,
      });
  }
  const acts = actsOf(past, (n) => times.get(n)!, done);
  const first = exchanges.length === 0 ? 0 : times.get(exchanges[0]!.n)!;
  return { acts, start: Math.max(0, Math.min(first, ...acts.slice(0, 1).map(({ at }) => at)) - 1) };
}

/** Does what the recording shows and does not do, so that its requests find what they found. */
export class Backstage implements Prompter {
  readonly #performer: Performer;
  readonly #past = new Past();
  readonly #done = new Set<string>();
  readonly #times = new Map<number, number>();
  #next = 0;
  #version = 0;

  /** @param plan what a whole recording shows; null: each exchange tells it when it comes */
  constructor(
    private readonly replayer: Replayer,
    private readonly plan: Plan | null,
  ) {
    this.#performer = new Performer(replayer);
  }

  /** What was made, and what could not be. */
  get told(): Performer["told"] {
    return this.#performer.told;
  }

  /** The products that were made, by the stage's ids. */
  get products(): Performer["products"] {
    return this.#performer.products;
  }

  /** Does what an exchange needs and shows, before it is replayed. */
  async before(exchange: TrafficExchange): Promise<void> {
    const organization = organizationIn(exchange);
    const account = accountOf(exchange);
    if (organization !== null && typeof account === "string" && this.replayer.stage.has(account))
      this.replayer.stage.allow?.(account, organization);
    if (this.plan === null) return this.#live(exchange);
    const { acts } = this.plan;
    for (; this.#next < acts.length && acts[this.#next]!.due <= exchange.n; this.#next++)
      await this.#perform(acts[this.#next]!);
  }

  async #live(exchange: TrafficExchange): Promise<void> {
    this.#times.set(exchange.n, this.replayer.clock.at(exchange.began));
    this.#past.note(exchange);
    if (this.#past.version === this.#version) return;
    this.#version = this.#past.version;
    const acts = actsOf(this.#past, (n) => this.#times.get(n) ?? 0, []);
    for (const act of acts) await this.#perform(act);
    for (const { id, account, advertised } of this.#past.products.values())
      for (const snap of advertised) await this.#performer.withSnap(id, account, snap);
  }

  async #perform(act: Act): Promise<void> {
    const key = keyOf(act);
    if (this.#done.has(key) || this.#done.size >= MAX_ACTS) return;
    this.#done.add(key);
    await this.#performer.perform(act);
  }
}
