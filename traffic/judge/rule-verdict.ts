import type { Answer, ExchangeRecord } from "../../contract-tests/target/answer.js";
import { CONFORMS, judge, type Judgement } from "../../contract-tests/judge/verdict.js";

/** A rule that traffic is judged by; `ClauseResult` has the same fields. */
export interface TrafficRule {
  /** `traffic.getProduct.200`, `traffic.events.order`. */
  id: string;
  title: string;
  provenance: readonly string[];
  statements: readonly string[];
  operation: string;
  /** Status of the answers that it is about; null for several. */
  answer: string | null;
}

/** What came of judging one exchange by one rule. */
export interface RuleVerdict {
  rule: TrafficRule;
  judgement: Judgement;
}

/** An answer with the operation that was called. */
export interface Judged {
  operation: string | null;
  answer: Answer | null;
  record: ExchangeRecord;
}

/** Judges as the suite judges its clauses: what `assert` throws decides. */
export function verdictOf(rule: TrafficRule, record: ExchangeRecord, assert: () => void): RuleVerdict {
  try {
    assert();
    return { rule, judgement: CONFORMS };
  } catch (error) {
    return { rule, judgement: { exchange: record, ...judge(rule, error, record) } };
  }
}

/** Whether something differs from the contract. */
export const isProblem = ({ judgement: { verdict } }: RuleVerdict): boolean =>
  verdict === "fails" || verdict === "finding" || verdict === "error";

/** An error of this program while it judged. */
export const INTERNAL: TrafficRule = {
  id: "traffic.internal",
  title: "Traffic can be judged",
  ...{ provenance: [], statements: [], operation: "*", answer: null },
};
