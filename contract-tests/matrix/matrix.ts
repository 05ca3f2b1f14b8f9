/** The contract suite against the model: right, with each switch, and with each flaw. */
import type { Clause } from "../clauses/clause.js";
import type { ClauseResult } from "../judge/clause-result.js";
import type { FlawKind, ModelFlaw, ModelSwitch } from "../model/changes.js";
import { wrongVerdicts } from "./expected.js";
import { hasNoticed, judgeModel, judgeUntilNoticed, LONG_PATIENCE_MS } from "./judge-model.js";

/** What came of a model with a switch. */
interface SwitchResult {
  change: ModelSwitch;
  findings: number;
  /** Verdicts that the suite should not have given. */
  wrong: ClauseResult[];
}

/** What came of a model with a flaw. */
interface FlawResult {
  change: ModelFlaw;
  /** The first clause that noticed, and what it said; null where none did. */
  noticed: { clause: string; reason: string } | null;
  /** Clauses that came to no verdict. */
  crashed: string[];
}

/** Which clauses complain about a model with a flaw. */
export interface FlawCount {
  change: ModelFlaw;
  /** Those about its kind. */
  owners: string[];
  others: string[];
}

/** Where the clauses about a kind of flaw are; they are run first. */
const LIKELY: Record<FlawKind, RegExp> = {
  "opaque values":
    /^(opaque|test-specs\.payload|triggers\.(image-reference|extra-snaps)|results\.payload|errors\.largest)/,
  text: /^(text|numbers\.lengths|conventions\.(length|control)|request\..*(Length|pattern)|oauth\.path)/,
  lists: /^(lists|products|test-specs|events\.(all|interleaved)|results\.(oldest|interleaved)|history)/,
  errors: /^(errors|request|conventions|answer\..*\.4\d\d|legacy\.\w+\.no)/,
  "repeats and races": /^(repeats|agents|tokens|deleted)/,
  filters: /^(filters|times\.query|text\.query|\w+\.(filter|bounds)|results\.(start|end))/,
  contexts: /^(triggers|contexts)/,
  times: /^(times|\w+\.(created-at|queued-at))/,
  scope:
    /^(privacy|scope|tokens|auth\.token|agents\.(others|platform|any|oldest)|text\.platform|lists\.(unsorted|picks))/,
  "stale reads": /^(fresh|products|test-specs|repeats|triggers\.(base|readvertised)|contexts)/,
  deletion: /^(deleted|products\.delete|test-specs\.delete|agents\.deleted|scope)/,
  "tokens and signatures": /^(auth|oauth|tokens)/,
  "results and events": /^(results|events|agents|triggers|contexts|text|opaque)/,
  contradictions: /^(contradictions|results-alias|answer|triggers|contexts)/,
  "legacy API": /^(legacy|opaque\.legacy|numbers\.legacy|scope|results\.interleaved\.legacy)/,
};

/** Those that a model can be judged by: it has no control plane, and no agents but the suite's. */
export const clausesForModel = (clauses: readonly Clause[]): Clause[] =>
  clauses.filter(({ needs }) => !needs.includes("control-plane") && !needs.includes("foreign-agents"));

/** Judges a model with a switch by all clauses. */
export async function judgeSwitch(change: ModelSwitch, clauses: readonly Clause[]): Promise<SwitchResult> {
  const report = await judgeModel({ clauses, changes: [change], patienceMs: LONG_PATIENCE_MS });
  const findings = report.clauses.filter(({ verdict }) => verdict === "finding").length;
  return { change, findings, wrong: wrongVerdicts(change, report.clauses) };
}

/** Judges a model with a flaw until a clause notices, those first that are about its kind. */
export async function judgeFlaw(change: ModelFlaw, clauses: readonly Clause[]): Promise<FlawResult> {
  const likely = LIKELY[change.kind];
  const first = clauses.filter(({ id }) => likely.test(id));
  const ordered = [
    ...first.filter(({ alone }) => !alone),
    ...first.filter(({ alone }) => alone),
    ...clauses.filter((clause) => !first.includes(clause)),
  ];
  const results = await judgeUntilNoticed({ clauses: ordered, changes: [change] });
  const noticed = results.find(hasNoticed);
  return {
    change,
    noticed: noticed ? { clause: noticed.id, reason: noticed.reason ?? "" } : null,
    crashed: results.filter(({ verdict }) => verdict === "error").map(({ id }) => id),
  };
}

/** Judges a model with a flaw by all clauses. @throws TargetError if it cannot be judged at all */
export async function countComplaints(change: ModelFlaw, clauses: readonly Clause[]): Promise<FlawCount> {
  const report = await judgeModel({ clauses, changes: [change] });
  const complain = report.clauses
    .filter((result) => hasNoticed(result) || result.verdict === "error")
    .map(({ id }) => id);
  const likely = LIKELY[change.kind];
  return {
    change,
    owners: complain.filter((id) => likely.test(id)),
    others: complain.filter((id) => !likely.test(id)),
  };
}
