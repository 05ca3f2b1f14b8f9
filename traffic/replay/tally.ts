import type { ClauseResult } from "../../contract-tests/judge/clause-result.js";
import type { KnownDrift } from "../../contract-tests/judge/known-drift.js";
import type { ReplayFigures } from "../../contract-tests/report/report.js";
import type { ExchangeRecord } from "../../contract-tests/target/answer.js";
import { recordOf } from "../judge/record.js";
import { NO_BODY, type TrafficAnswer, type TrafficExchange } from "../exchange.js";
import type { Difference } from "./comparison.js";
import type { Step } from "./replayer.js";
import type { StageRequest } from "./stage.js";

/** How many exchanges became what. */
export interface ReplayCounts {
  /** All that were looked at. */
  exchanges: number;
  /** Those of which something was compared: agreeing and differing. */
  compared: number;
  agreeing: number;
  differing: number;
  /** Those of which nothing could be compared. */
  not_compared: number;
}

/** A place in which answers differ, and in how many exchanges. */
export interface DifferingPlace {
  operation: string;
  /** The recorded status. */
  status: string;
  place: string;
  what: Difference["what"];
  exchanges: number;
}

/** What is known of a rule: that answers agree in one place, or of one kind at all. */
interface Rule {
  operation: string;
  status: string;
  /** Exchanges that agree. */
  agreeing: number;
  example: ExchangeRecord;
  durationMs: number;
}

interface Differing extends Rule {
  difference: Difference;
  replayed: ExchangeRecord | null;
  first: number;
  times: number;
}

/** So many different differences are kept apart. */
const MAX_RULES = 2000;
const MAX_REASONS = 200;

/** Counts the steps of a replay; bounded, whatever its length. */
export class ReplayTally {
  readonly counts: ReplayCounts = { exchanges: 0, compared: 0, agreeing: 0, differing: 0, not_compared: 0 };
  readonly #rules = new Map<string, Rule>();
  readonly #differing = new Map<string, Differing>();
  /** Why places or exchanges could not be compared, by operation and status, and how often. */
  readonly #reasons = new Map<
    string,
    { rule: string; text: string; example: ExchangeRecord; times: number }
  >();

  /**
   * @param target URL of the recorded deployment
   * @param stage where it is replayed
   */
  constructor(
    private readonly target: string,
    private readonly stage: string,
  ) {}

  add(step: Step): void {
    const { exchange, operation, notSent, found, sent, replayed } = step;
    const name = operation ?? "no-operation";
    const status = String(exchange.answer?.status ?? "none");
    const record = recordOf(this.target, exchange, operation);
    const id = `replay.${name}.${status}`;
    this.counts.exchanges += 1;
    if (notSent !== null || (found.same === 0 && found.differences.length === 0)) {
      this.counts.not_compared += 1;
      this.#reason(id, notSent ?? found.notCompared[0]?.why ?? "nothing to compare", record);
      return;
    }
    this.counts.compared += 1;
    const agrees = found.differences.length === 0;
    this.counts[agrees ? "agreeing" : "differing"] += 1;
    for (const { place, why } of found.notCompared) this.#reason(id, `${place}: ${why}`, record);
    const base = { operation: name, status, agreeing: 0, example: record, durationMs: record.durationMs };
    const rule = this.#rules.get(id) ?? base;
    if (agrees) rule.agreeing += 1;
    if (this.#rules.size < MAX_RULES) this.#rules.set(id, rule);
    const seen = new Set<string>();
    for (const difference of found.differences) {
      const key = `${id}.${difference.place}.${difference.what}`.replaceAll(" ", ".");
      if (seen.has(key)) continue;
      seen.add(key);
      const known = this.#differing.get(key);
      if (known !== undefined) known.times += 1;
      else if (this.#differing.size < MAX_RULES)
        this.#differing.set(key, {
          ...{ ...base, difference, first: exchange.n, times: 1 },
          replayed: sent && recordOf(this.stage, asSent(exchange, sent, replayed), operation),
        });
    }
  }

  /** Places in which answers differ, most frequent first. */
  places(): DifferingPlace[] {
    return [...this.#differing.values()]
      .map(({ operation, status, difference: { place, what }, times }) => ({
        ...{ operation, status, place, what, exchanges: times },
      }))
      .sort((one, other) => other.exchanges - one.exchanges);
  }

  /** Why something could not be compared, and in how many exchanges, most frequent first. */
  reasons(): { rule: string; text: string; times: number }[] {
    return [...this.#reasons.values()]
      .map(({ rule, text, times }) => ({ rule, text, times }))
      .sort((one, other) => other.times - one.times);
  }

  /**
   * Each kind of answer as the result of a clause, and each difference as a failed one. `drift`: known differences that no
   * longer occur count as conforming.
   */
  results(drift: readonly KnownDrift[]): ClauseResult[] {
    const agreeing = [...this.#rules].map(
      ([id, { operation, status, agreeing: times, example }]): ClauseResult => {
        const title = `${operation}: an answer with status ${status} is as recorded (${times} ${times === 1 ? "exchange" : "exchanges"})`;
        return {
          ...resultBase(id, { operation, status, example }),
          ...(times > 0
            ? { title, verdict: "conforms", reason: null }
            : {
                title,
                verdict: "skipped",
                reason: "each of these answers differs in a place that is listed",
              }),
        };
      },
    );
    const skipped = [...new Set([...this.#reasons.values()].map(({ rule }) => rule))].flatMap(
      (rule): ClauseResult[] => {
        if (this.#rules.has(rule)) return [];
        const { text, example } = [...this.#reasons.values()].find((one) => one.rule === rule)!;
        const [, operation = "*", status = "none"] = rule.split(".");
        return [
          {
            ...resultBase(rule, { operation, status, example }),
            title: `${operation}: an answer with status ${status} is as recorded`,
            ...{ verdict: "skipped", reason: text },
          },
        ];
      },
    );
    const stale = drift.flatMap(({ clause }): ClauseResult[] => {
      const rule = [...this.#rules].find(([id]) => clause.startsWith(`${id}.`));
      if (rule === undefined || this.#differing.has(clause)) return [];
      return [
        {
          ...resultBase(clause, rule[1]),
          ...{ title: `${clause} agrees`, verdict: "conforms", reason: null },
        },
      ];
    });
    return [...[...this.#differing].map(differingResult), ...agreeing, ...skipped, ...stale];
  }

  #reason(rule: string, text: string, example: ExchangeRecord): void {
    const key = `${rule} ${text}`;
    const known = this.#reasons.get(key);
    if (known !== undefined) known.times += 1;
    else if (this.#reasons.size < MAX_REASONS) this.#reasons.set(key, { rule, text, example, times: 1 });
  }
}

/** What a report says of all steps. */
export const figuresOf = (tally: ReplayTally): ReplayFigures => ({
  ...tally.counts,
  ...{ places: tally.places(), reasons: tally.reasons() },
});

/** An exchange with the stage. Its headers are as recorded, without those of the signature. */
const asSent = (
  exchange: TrafficExchange,
  { path, headers, body }: StageRequest,
  answer: TrafficAnswer | null,
): TrafficExchange => ({
  ...{ ...exchange, path, headers, answer },
  body: body === null ? NO_BODY : { bytes: Buffer.byteLength(body), text: body, isCut: false },
});

const resultBase = (
  id: string,
  { operation, status, example }: Pick<Rule, "operation" | "status" | "example">,
) => ({
  ...{ id, provenance: [], statements: [], by: [], operation, answer: status },
  ...{ exchanges: [example], duration_ms: example.durationMs },
});

function differingResult([id, rule]: [string, Differing]): ClauseResult {
  const { operation, status, example, difference, replayed, first, times } = rule;
  const { what, place, at, recorded, replayed: got, provenance } = difference;
  const reason = `${LABEL[what]} at ${at} of exchange ${first}: recorded ${recorded}; replayed ${got}`;
  return {
    ...resultBase(id, { operation, status, example }),
    title: `${operation}: ${place} of an answer with status ${status} is as recorded (not so in ${times}, first number ${first})`,
    ...{ provenance, verdict: "fails", reason, failure: `${operation} ${status}: ${place}: ${LABEL[what]}` },
    exchanges: replayed === null ? [example] : [example, replayed],
    // The one of the stage, whose commands go there.
    failed_exchange: replayed === null ? 0 : 1,
  };
}

/** What differs, in words. */
export const LABEL: Readonly<Record<Difference["what"], string>> = {
  status: "another status",
  header: "another header",
  missing: "missing in the replay",
  extra: "not in the recording",
  type: "another type",
  form: "another form",
  value: "another value",
  id: "another thing",
  order: "another order",
  state: "another state",
};
