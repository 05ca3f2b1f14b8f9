import type { Clause } from "../clauses/clause.js";
import type { CleanUpDone } from "../cleanup/clean-up.js";
import { contractSpec } from "./contract-spec.js";
import { coverageOf, statementsOf } from "./coverage.js";
import { eachOf } from "./each-of.js";
import { globMatcher } from "../../src/text/glob.js";
import { applyDrift, type KnownDrift } from "../judge/known-drift.js";
import { assumptionAnswers } from "../report/assumption-answers.js";
import { causesOf } from "../report/causes.js";
import type { ClauseResult, Report } from "../report/report.js";
import { summaryOf } from "../report/summary.js";
import { metaOf, Session, type SessionOptions, withFailed } from "./session.js";
import { STATEMENTS } from "../clauses/statements.js";
import type { Wait } from "../target/client.js";
import { SuiteUsageError } from "../target/target-error.js";
import { CONFORMS, judge } from "../judge/verdict.js";

/** Progress events of a run. */
export type Progress =
  | { kind: "begins"; clauses: number; run: string; url: string; ledger: string | null }
  | ({ kind: "waits" } & Wait)
  | { kind: "judged"; result: ClauseResult; done: number; of: number }
  | { kind: "cleans up" };

/** Options of a run. */
export interface RunOptions extends SessionOptions {
  clauses: readonly Clause[];
  /** Number of concurrent clauses. Default: 8. */
  concurrency?: number | undefined;
  drift?: readonly KnownDrift[] | undefined;
  /** Filter of clause ids; `*` matches any characters, a comma separates alternatives. */
  filter?: string | undefined;
  onProgress?: ((event: Progress) => void) | undefined;
  /** Whether refuted assumptions count as failures; the report says so. */
  strict?: boolean | undefined;
  /** Stops after this number of clauses that fail. Default: it does not stop. */
  bail?: number | undefined;
  /** Interrupts also the clean-up. */
  giveUp?: AbortSignal | undefined;
}

/** Default number of concurrent clauses. */
const MAX_CLAUSES_AT_ONCE = 8;

/**
 * Runs clauses against a target and always cleans up.
 * @throws TargetError if the target cannot be judged, SuiteUsageError if no clause could be run
 */
export async function runContract(options: RunOptions): Promise<Report> {
  const chosen = filtered(options.clauses, options.filter);
  const began = Date.now();
  const tell = options.onProgress ?? ((): void => undefined);
  const session = await Session.open({ ...options, onWait: (wait) => tell({ kind: "waits", ...wait }) });
  const results = new Map<string, ClauseResult>();
  const drifting = new Set((options.drift ?? []).map(({ clause }) => clause));
  let failed = 0;
  const hasBailed = (): boolean => options.bail !== undefined && failed >= options.bail;
  let cleaned: CleanUpDone | null;
  try {
    tell({
      kind: "begins",
      clauses: chosen.length,
      run: session.run,
      url: session.target.url,
      ledger: session.ledgerPath,
    });
    const one = async (clause: Clause): Promise<void> => {
      if (hasBailed()) return;
      const result = await session.judge(clause);
      results.set(clause.id, result);
      if (["fails", "error"].includes(result.verdict) && !drifting.has(clause.id)) failed += 1;
      tell({ kind: "judged", result, done: results.size, of: chosen.length });
    };
    await eachOf(
      readingLongListsFirst(chosen.filter(({ alone }) => !alone)),
      options.concurrency ?? MAX_CLAUSES_AT_ONCE,
      one,
    );
    await eachOf(
      chosen.filter(({ alone }) => alone),
      1,
      one,
    );
  } finally {
    tell({ kind: "cleans up" });
    cleaned = await session.cleanUp(options.giveUp).catch(() => null);
    session.close(cleaned?.leaked.length === 0);
  }
  const deletes = deletesJudged(cleaned, session).filter(
    ({ id, verdict }) => isChosen(id, options.filter) || verdict !== "conforms",
  );
  const judged = [...chosen.flatMap(({ id }) => results.get(id) ?? []), ...deletes];
  const isInterrupted = options.signal?.aborted === true;
  if (
    !isInterrupted &&
    session.gone === null &&
    results.size > 0 &&
    [...results.values()].every(({ verdict }) => verdict === "skipped")
  )
    throw new SuiteUsageError(
      `no clause was judged: all ${results.size} were skipped, ${skipReasons(results)}`,
    );
  const stale = applyDrift(judged, options.drift ?? []);
  return {
    ...reportOf(session, { began, judged, cleaned, strict: options.strict, isInterrupted }),
    ...(options.filter === undefined ? {} : { filter: options.filter }),
    ...(hasBailed() ? { bailed: { failed, left_out: chosen.length - results.size } } : {}),
    summary: summaryOf(judged, stale.length, cleaned?.leaked.length ?? 0),
    coverage: coverageOf(judged, options.spec ?? contractSpec),
    statements: statementsOf(judged, STATEMENTS),
    stale,
  };
}

/** What a report is made of. */
interface ReportParts {
  /** Milliseconds since 1970. */
  began: number;
  judged: readonly ClauseResult[];
  cleaned: CleanUpDone | null;
  strict: boolean | undefined;
  isInterrupted: boolean;
}

/** A report of results without coverage and drift. */
export function reportOf(
  { target, run, gone }: Session,
  { began, judged, cleaned, strict, isInterrupted }: ReportParts,
): Report {
  const causes = causesOf(judged);
  return {
    format: 1,
    started: new Date(began).toISOString(),
    duration_ms: Date.now() - began,
    target: {
      url: target.url,
      profile: target.profile,
      capabilities: [...target.capabilities],
      lacks: Object.fromEntries(target.lacks),
      run,
    },
    ...(strict === true ? { strict: true as const } : {}),
    causes,
    assumptions: assumptionAnswers(judged, causes),
    summary: summaryOf(judged, 0, cleaned?.leaked.length ?? 0),
    clauses: [...judged],
    coverage: [],
    statements: [],
    stale: [],
    leaked: cleaned?.leaked ?? [],
    stays: cleaned?.stays ?? [],
    interrupted: isInterrupted,
    ...(gone === null ? {} : { gone }),
  };
}

/** Lists of an account or an organization have all that the run made, so they are read first, while they are short. */
function readingLongListsFirst(clauses: readonly Clause[]): Clause[] {
  // Signatures are tried on the account's products.
  const isFirst = ({ operation, id }: Clause): boolean =>
    operation.startsWith("legacyList") || operation === "listProducts" || /^(auth|oauth)\./.test(id);
  return [...clauses.filter(isFirst), ...clauses.filter((clause) => !isFirst(clause))];
}

const isChosen = (id: string, filter: string | undefined): boolean =>
  filter === undefined || globMatcher(filter)(id);

/** @throws SuiteUsageError if it matches none */
function filtered(clauses: readonly Clause[], filter: string | undefined): readonly Clause[] {
  if (filter === undefined) return clauses;
  const fits = globMatcher(filter);
  const chosen = clauses.filter(({ id }) => fits(id));
  if (chosen.length > 0) return chosen;
  throw new SuiteUsageError(`--filter ${filter} matches none of the ${clauses.length} clauses`);
}

function deletesJudged(cleaned: CleanUpDone | null, session: Session): ClauseResult[] {
  return (cleaned?.checks ?? []).map(({ clause, error, exchanges }) => {
    const { exchange: failed, ...verdict } = error === null ? CONFORMS : judge(clause, error);
    return {
      ...metaOf(clause),
      ...verdict,
      reason: verdict.reason === null ? null : session.redact(verdict.reason),
      duration_ms: Math.round(exchanges.reduce((sum, { durationMs }) => sum + durationMs, 0)),
      ...withFailed(exchanges, failed),
    };
  });
}

function skipReasons(results: ReadonlyMap<string, ClauseResult>): string {
  return [...new Set([...results.values()].map(({ reason }) => reason))].slice(0, 3).join("; ");
}
