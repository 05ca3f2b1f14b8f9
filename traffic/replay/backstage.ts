import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import { factsOf } from "../../src/spec/operation-facts.js";
import { jsonOf, type TrafficExchange } from "../exchange.js";
import { operationOf } from "../judge/record.js";
import { accountOf } from "./account.js";
import { type Act, actsOf, keyOf } from "./acts.js";
import { organizationIn } from "./needed-accounts.js";
import { Past } from "./past.js";
import { schemaOfAnswer } from "./places.js";
import { visit } from "./visit.js";
import { Performer } from "./performer.js";
import { madeAt, RecordedClock } from "./recorded-clock.js";
import type { Prompter, Replayer } from "./replayer.js";

/** So much is done beside the recording's own requests. */
const MAX_ACTS = 20_000;

const UNKNOWN_SPEC = "nothing told a Test Spec of its product before";
/** So many Test Specs are made for one advertisement. */
const MAX_SPECS = 100;

/** Recorded times count milliseconds, those of answers microseconds. */
const RESOLUTION_US = 1000;

/** What a recording shows and does not do, with the time at which it begins: microseconds since 1970. */
export interface Plan {
  acts: Act[];
  past: Past;
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
  for (const [n, at] of advertisedAt(past)) {
    const one = done.find((other) => other.n === n);
    if (one !== undefined) one.at = Math.min(one.at, at);
  }
  const acts = actsOf(past, (n) => times.get(n)!, done);
  const first = exchanges.length === 0 ? 0 : times.get(exchanges[0]!.n)!;
  return { acts, past, start: Math.max(0, Math.min(first, ...acts.slice(0, 1).map(({ at }) => at)) - 1) };
}

/** When advertisements were carried out, by their exchanges: a fast agent has an opportunity before the answer has arrived. */
function advertisedAt({ opportunities }: Past): Map<number, number> {
  const found = new Map<number, number>();
  for (const { isMade, seen, at, picked, posted } of opportunities.values()) {
    if (!isMade) continue;
    const worked = Math.min(picked?.at ?? Infinity, posted?.at ?? Infinity);
    found.set(seen, Math.min(found.get(seen) ?? Infinity, at ?? Infinity, worked - 1));
  }
  return found;
}

/** Does what the recording shows and does not do, so that its requests find what they found. */
export class Backstage implements Prompter {
  readonly #performer: Performer;
  readonly #past: Past;
  readonly #done = new Set<string>();
  readonly #times = new Map<number, number>();
  #next = 0;
  #version = 0;
  /** Products of exchanges that were left out. */
  readonly #incomplete = new Set<string>();
  /** Opportunities of the last exchange whose Test Specs nothing told. */
  readonly #unsure: string[] = [];

  /** @param plan what a whole recording shows; null: each exchange tells it when it comes */
  constructor(
    private readonly replayer: Replayer,
    private readonly plan: Plan | null,
  ) {
    this.#performer = new Performer(replayer);
    this.#past = plan?.past ?? new Past();
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
    for (const id of this.#unsure.splice(0)) this.replayer.lost.add("opportunity", id, UNKNOWN_SPEC);
    if (this.plan === null) await this.#live(exchange);
    else {
      const { acts } = this.plan;
      for (; this.#next < acts.length && acts[this.#next]!.due <= exchange.n; this.#next++)
        await this.#perform(acts[this.#next]!);
    }
    await this.#forAdvertisement(exchange);
  }

  /** Takes note of an exchange that nothing asked for. What it made is made when something shows it. */
  leftOut(exchange: TrafficExchange): void {
    const id = operationOf(contractSpec, exchange)?.path["product_id"];
    if (id !== undefined && this.#incomplete.size < MAX_ACTS) this.#incomplete.add(id);
  }

  /** An advertisement makes an opportunity for each Test Spec, also for those that nothing told. */
  async #forAdvertisement(exchange: TrafficExchange): Promise<void> {
    const at = operationOf(contractSpec, exchange);
    const id = at?.path["product_id"];
    if (at === null || id === undefined || !this.replayer.stage.isOwn) return;
    const { operationId } = at.operation;
    if (!operationId.startsWith("advertise") || exchange.answer === null || exchange.answer.status >= 300)
      return;
    const product = this.#past.products.get(id);
    if (product === undefined || (product.hasAllSpecs && !this.#incomplete.has(id))) return;
    const made: string[] = [];
    visit(schemaOfAnswer(operationId, exchange.answer.status), jsonOf(exchange.answer.body), {
      id: (kind, opportunity) => {
        if (kind === "opportunity") made.push(opportunity);
      },
    });
    // They get their counterparts first.
    if (await this.#performer.withSpecs(product, Math.min(made.length, MAX_SPECS)))
      this.#unsure.push(...made);
  }

  async #live(exchange: TrafficExchange): Promise<void> {
    this.#times.set(exchange.n, this.replayer.clock.at(exchange.began));
    this.#past.note(exchange);
    if (this.#past.version === this.#version) return;
    this.#version = this.#past.version;
    const acts = actsOf(this.#past, (n) => this.#times.get(n) ?? 0, []);
    for (const act of acts) await this.#perform(act);
    for (const product of this.#past.products.values()) {
      await this.#performer.fill(product);
      for (const snap of product.advertised)
        await this.#performer.withSnap(product.id, product.account, snap);
    }
  }

  async #perform(act: Act): Promise<void> {
    const key = keyOf(act);
    if (this.#done.has(key)) {
      if (act.does === "trigger") this.#performer.late(act.opportunities);
      return;
    }
    if (this.#done.size >= MAX_ACTS) return;
    this.#done.add(key);
    await this.#performer.perform(act);
  }
}
