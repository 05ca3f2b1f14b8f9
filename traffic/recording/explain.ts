import { assumptionAnswers, type AssumptionAnswer } from "../../contract-tests/report/assumption-answers.js";
import { causesOf, withoutVerdict } from "../../contract-tests/report/causes.js";
import { TrafficJudge } from "../judge/traffic-judge.js";
import type { OpenRecording } from "./read.js";

/** What a recording says of an assumption, with the exchange that proves it. */
export interface Explained extends AssumptionAnswer {
  /** Number of the first exchange that confirms or refutes it, and the place or what came instead; null if none does. */
  proof: { n: number; what: string } | null;
}

/** Which assumptions a recording confirms, refutes or does not touch. */
export function explain({ head, exchanges }: Pick<OpenRecording, "head" | "exchanges">): Explained[] {
  const judge = new TrafficJudge(head.target);
  const confirmed = new Map<string, { n: number; what: string }>();
  const refuted = new Map<string, { n: number; what: string }>();
  for (const exchange of exchanges) {
    const { n } = exchange;
    const { confirms, problems } = judge.judge(exchange);
    for (const [id, what] of confirms) if (!confirmed.has(id)) confirmed.set(id, { n, what });
    for (const { judgement } of problems)
      for (const id of judgement.by)
        if (!refuted.has(id)) refuted.set(id, { n, what: withoutVerdict(judgement.reason ?? "") });
  }
  const results = judge.results();
  return assumptionAnswers(results, causesOf(results)).map((one) => {
    const isAgainst = one.answer === "refuted" || one.answer === "open";
    return { ...one, proof: (isAgainst ? refuted : confirmed).get(one.id) ?? null };
  });
}
