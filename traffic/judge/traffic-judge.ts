import { type ContractSpec, contractSpec } from "../../contract-tests/run/contract-spec.js";
import type { ClauseResult } from "../../contract-tests/judge/clause-result.js";
import { withoutNames } from "../../contract-tests/judge/same-cause.js";
import type { Judgement, Verdict } from "../../contract-tests/judge/verdict.js";
import { formAssumptionsIn, isAssumption } from "../../contract-tests/judge/grounds.js";
import type { OperationAt } from "../../contract-tests/run/operation-of.js";
import type { Answer, ExchangeRecord } from "../../contract-tests/target/answer.js";
import type { TrafficExchange } from "../exchange.js";
import { Across } from "./across.js";
import { answerRule, judgeByItself } from "./judge-exchange.js";
import { answerOf, operationOf, recordOf } from "./record.js";
import { INTERNAL, isProblem, type RuleVerdict, type TrafficRule, verdictOf } from "./rule-verdict.js";
import { touchedBy } from "./touched.js";

/** An exchange that has been judged. */
export interface JudgedExchange {
  exchange: TrafficExchange;
  operation: string | null;
  verdicts: readonly RuleVerdict[];
  /** Of the verdicts, those that differ from the contract. */
  problems: readonly RuleVerdict[];
  /** What is wrong with the request by the spec: the client's mistake if the target refused it. */
  request: readonly string[];
  /** Assumptions that the exchange confirms, each with the place or the rule that does. */
  confirms: ReadonlyMap<string, string>;
}

type Said = Pick<JudgedExchange, "verdicts" | "request" | "confirms">;

/** A rule with what came of it so far. */
interface Tally {
  rule: TrafficRule;
  seen: number;
  conforming: number;
  assumptions: Set<string>;
  /** By likeness, the first of each kind. */
  others: Map<string, { judgement: Judgement; record: ExchangeRecord; n: number; times: number }>;
  example: ExchangeRecord;
}

/** Different problems of one rule that are kept apart. */
const MAX_PROBLEMS = 20;

/** Judges traffic exchange by exchange, and keeps a bounded summary. */
export class TrafficJudge {
  readonly #across = new Across();
  readonly #tallies = new Map<string, Tally>();
  /** How many exchanges were seen, by operation and status. */
  readonly #seen = new Map<string, number>();
  #exchanges = 0;
  #differing = 0;

  /** @param target URL of the deployment */
  constructor(
    readonly target: string,
    private readonly spec: ContractSpec = contractSpec,
  ) {}

  /** Judges an exchange. Those of one target have to come in the order in which their answers ended. */
  judge(exchange: TrafficExchange): JudgedExchange {
    const at = operationOf(this.spec, exchange);
    const operation = at?.operation.operationId ?? null;
    const record = recordOf(this.target, exchange, operation);
    let said: Said;
    try {
      said = this.#say(exchange, at, record);
    } catch (error) {
      const verdict = verdictOf(INTERNAL, record, () => {
        throw error;
      });
      said = { verdicts: [verdict], request: [], confirms: new Map() };
    }
    const judged = { exchange, operation, ...said, problems: said.verdicts.filter(isProblem) };
    this.#note(judged, record);
    return judged;
  }

  #say(exchange: TrafficExchange, at: OperationAt | null, record: ExchangeRecord): Said {
    const answer = answerOf(exchange, record);
    const { verdicts, request } = judgeByItself(this.spec, exchange, { at, record, answer });
    const form = verdicts[0]?.judgement.verdict;
    if (
      at === null ||
      answer === null ||
      exchange.method === "HEAD" ||
      (form !== "conforms" && form !== "finding")
    )
      return { verdicts, request, confirms: new Map() };
    const { operationId } = at.operation;
    const confirms = form === "conforms" ? this.#confirmed(operationId, answer) : new Map<string, string>();
    const across = this.#across.judge(exchange, operationId, at.path, answer);
    for (const { rule, judgement } of across)
      if (judgement.verdict === "conforms")
        for (const id of rule.provenance.filter(isAssumption))
          if (!confirms.has(id)) confirms.set(id, rule.id);
    return { verdicts: [...verdicts, ...across], request, confirms };
  }

  /** How many exchanges were judged, and how many of them differ from the contract. */
  get counts(): { exchanges: number; differing: number } {
    return { exchanges: this.#exchanges, differing: this.#differing };
  }

  /** How many exchanges were seen, by operation and status: `getProduct 200`. */
  get seen(): ReadonlyMap<string, number> {
    return this.#seen;
  }

  /** Each rule as the result of a clause; one that several problems break has one result for each. */
  results(): ClauseResult[] {
    return [...this.#tallies.values()].flatMap(({ rule, seen, conforming, assumptions, others, example }) => {
      const base = { ...rule, provenance: [...new Set([...rule.provenance, ...assumptions])] };
      const isTold = ({ judgement }: { judgement: Judgement }): boolean =>
        conforming === 0 || judgement.verdict !== "skipped";
      const bad = [...others.values()].filter(isTold);
      if (bad.length === 0)
        return [
          {
            ...base,
            title: titleOf(rule, seen),
            ...CONFORMING,
            exchanges: [example],
            duration_ms: example.durationMs,
          },
        ];
      return bad.map(({ judgement, record, n, times }, index): ClauseResult => {
        const { exchange, ...verdict } = judgement;
        return {
          ...base,
          ...verdict,
          id: index === 0 ? rule.id : `${rule.id}.${index + 1}`,
          title: `${rule.title} (${times} of ${seen} exchanges, first number ${n})`,
          exchanges: [exchange ?? record],
          failed_exchange: 0,
          duration_ms: record.durationMs,
        };
      });
    });
  }

  #confirmed(operation: string, { status, json }: Answer): Map<string, string> {
    const declared = this.spec.reader.answer(operation, String(status));
    if (!declared) return new Map();
    const found = declared.schema ? touchedBy(declared.schema, json) : new Map<string, string>();
    const { provenance } = answerRule(this.spec, operation, status);
    for (const id of formAssumptionsIn(provenance)) if (!found.has(id)) found.set(id, `status ${status}`);
    return found;
  }

  #note({ exchange, operation, verdicts, problems, confirms }: JudgedExchange, record: ExchangeRecord): void {
    this.#exchanges += 1;
    if (problems.length > 0) this.#differing += 1;
    const cell = `${operation ?? "*"} ${exchange.answer?.status ?? "none"}`;
    this.#seen.set(cell, (this.#seen.get(cell) ?? 0) + 1);
    for (const [index, { rule, judgement }] of verdicts.entries()) {
      const tally = this.#tallyOf(rule, record);
      tally.seen += 1;
      if (index === 0) for (const id of confirms.keys()) tally.assumptions.add(id);
      if (judgement.verdict === "conforms") {
        tally.conforming += 1;
        continue;
      }
      const key = likenessOf(judgement);
      const known = tally.others.get(key);
      if (known) known.times += 1;
      else if (tally.others.size < MAX_PROBLEMS)
        tally.others.set(key, { judgement, record, n: exchange.n, times: 1 });
    }
  }

  #tallyOf(rule: TrafficRule, example: ExchangeRecord): Tally {
    const known = this.#tallies.get(rule.id);
    if (known) return known;
    const tally = {
      rule,
      seen: 0,
      conforming: 0,
      assumptions: new Set<string>(),
      others: new Map<string, never>(),
      example,
    };
    this.#tallies.set(rule.id, tally);
    return tally;
  }
}

const CONFORMING = { verdict: "conforms" as Verdict, reason: null, by: [] };

const titleOf = ({ title }: TrafficRule, seen: number): string =>
  `${title} (${seen} ${seen === 1 ? "exchange" : "exchanges"})`;

/** What two problems of one rule have in common: what is broken, and the status that came. */
function likenessOf({ verdict, reason, by, failure }: Judgement): string {
  const text = failure ?? reason ?? "";
  if (by.length === 0) return `${verdict} ${withoutNames(text.split("\n")[0]!).slice(0, MAX_LIKENESS)}`;
  return `${verdict} ${by.toSorted().join()} ${/; got status (\d{3})/.exec(text)?.[1] ?? ""}`;
}

const MAX_LIKENESS = 300;
