import { setMaxListeners } from "node:events";
import type { CleanUpDone } from "../cleanup/clean-up.js";
import type { ClauseResult } from "../judge/clause-result.js";
import { applyDrift, type KnownDrift } from "../judge/known-drift.js";
import type { Report } from "../report/report.js";
import { reportOf } from "../run/runner.js";
import { Session, type SessionOptions, TIMEOUT_MS } from "../run/session.js";
import type { Wait } from "../target/client.js";
import { SuiteUsageError, TargetError, TargetGone } from "../target/target-error.js";
import type { Target } from "../target/target.js";
import { resultFor } from "./case.js";
import { Explorer } from "./explorer.js";
import { openModel } from "./open-model.js";
import { type Arena, SEQUENCE } from "./sequence.js";

/** Progress events. */
export type ExploreProgress =
  | { kind: "begins"; seed: string; run: string; url: string; ledger: string | null }
  | ({ kind: "waits" } & Wait)
  | { kind: "found"; about: string; sequences: number }
  | { kind: "cleans up" };

/** Options of {@link explore}. */
export interface ExploreOptions extends SessionOptions {
  /** How long to explore, in milliseconds, without the clean-up. */
  durationMs: number;
  seed: string;
  /** Number of clients that send requests at the same time in the second phase; 1: only the first phase. */
  clients: number;
  /** Maximum number of sequences of the first phase. Default: as many as the time allows. */
  maxSequences?: number | undefined;
  /** Maximum number of sequences of the second phase. Default: as many as the time allows. */
  maxWindows?: number | undefined;
  /** Maximum number of differences. Default: 25. */
  maxFound?: number | undefined;
  /** Empties a target that only the suite uses. Default: what a sequence created is deleted. */
  fresh?: (() => Promise<void>) | undefined;
  drift?: readonly KnownDrift[] | undefined;
  strict?: boolean | undefined;
  onProgress?: ((event: ExploreProgress) => void) | undefined;
  giveUp?: AbortSignal | undefined;
}

/** A request gets at most this share of the time, so that a target that does not answer is noticed, and at least this long. */
const REQUEST_SHARE = 0.1;
const MIN_REQUEST_MS = 5000;
/** Maximum time of the clean-up, in milliseconds. */
const CLEAN_UP_MS = 60_000;

/**
 * Sends random sequences of correct and wrong requests to a target and to the independent server in `model/`, and compares
 * every answer. Differences are shortened and judged by their grounds.
 * @throws TargetError if the target cannot be judged, SuiteUsageError if it does not allow what sequences need
 */
export async function explore(options: ExploreOptions): Promise<Report> {
  const began = Date.now();
  const tell = options.onProgress ?? ((): void => undefined);
  const end = AbortSignal.timeout(options.durationMs);
  const signal = AbortSignal.any([end, ...(options.signal ? [options.signal] : [])]);
  // Each request listens to the end of the run.
  setMaxListeners(0, signal, end);
  const timeoutMs = Math.min(
    options.timeoutMs ?? TIMEOUT_MS,
    Math.max(MIN_REQUEST_MS, options.durationMs * REQUEST_SHARE),
  );
  const onWait = (wait: Wait): void => tell({ kind: "waits", ...wait });
  const session = await openTarget({ ...options, timeoutMs, signal, onWait }, end);
  const model = await openModel(session.target);
  const clearModel = (): void => {
    model.server.clear();
    model.session.forget(SEQUENCE);
  };
  const arena: Arena = {
    target: session,
    model: model.session,
    clearModel,
    async clear() {
      clearModel();
      if (options.fresh) await options.fresh();
      else await session.clear(SEQUENCE);
      if (options.fresh) session.forget(SEQUENCE);
    },
    signal,
  };
  const explorer = new Explorer(arena, options, (about, sequences) =>
    tell({ kind: "found", about, sequences }),
  );
  let cleaned: CleanUpDone | null;
  try {
    checkAllowed(session.target);
    const { seed } = options;
    tell({ kind: "begins", seed, run: session.run, url: session.target.url, ledger: session.ledgerPath });
    await explorer.run();
  } catch (error) {
    if (error instanceof TargetGone) session.lost(error);
    else if (!signal.aborted) throw error;
  } finally {
    if (explorer.counts.requests > 0) tell({ kind: "cleans up" });
    // The target ends with this process.
    if (options.fresh) session.forget(SEQUENCE);
    const limit = AbortSignal.any([
      AbortSignal.timeout(CLEAN_UP_MS),
      ...(options.giveUp ? [options.giveUp] : []),
    ]);
    cleaned = await session.cleanUp(limit).catch(() => null);
    session.close(cleaned?.leaked.length === 0);
    model.session.close(true);
    await model.server.close();
  }
  const isInterrupted = options.signal?.aborted === true;
  const isNothing = explorer.counts.requests === 0 && session.gone === null && !isInterrupted;
  if (isNothing && cleaned?.leaked.length === 0) throw new SuiteUsageError(NOTHING);
  const judged = isNothing ? [UNJUDGED] : explorer.results();
  const stale = applyDrift(judged, options.drift ?? []);
  const report = reportOf(session, { began, judged, cleaned, strict: options.strict, isInterrupted });
  return {
    ...report,
    stale,
    summary: { ...report.summary, stale_drift: stale.length },
    // Without a difference, sequences say nothing of a single assumption.
    assumptions: report.assumptions.filter(({ answer }) => answer !== "not touched"),
    explored: { seed: options.seed, clients: options.clients, ...explorer.counts },
  };
}

const NOTHING = "no answer was compared: the time is too short, or --max-creations is used up";
/** In a report of what such a run left. */
const UNJUDGED: ClauseResult = {
  ...resultFor("explore.sequences", "Random sequences get the answers of the model", "*"),
  ...{ verdict: "skipped", reason: NOTHING, by: [] },
};

async function openTarget(options: SessionOptions, end: AbortSignal): Promise<Session> {
  try {
    return await Session.open(options);
  } catch (error) {
    if (end.aborted) throw new TargetError(`${options.target.url}: no answer within the time of --explore`);
    throw error;
  }
}

/** @throws SuiteUsageError */
function checkAllowed({ capabilities, lacks }: Target): void {
  for (const need of ["writes", "create-products"] as const) {
    if (!capabilities.has(need))
      throw new SuiteUsageError(`--explore creates products: ${lacks.get(need) ?? "the target has none"}`);
  }
}
