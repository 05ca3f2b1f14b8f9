import type { Clause } from "../clauses/clause.js";
import { eachOf } from "../run/each-of.js";
import { globMatcher } from "../../src/text/glob.js";
import type { ClauseResult } from "../report/report.js";
import { Session } from "../run/session.js";
import type { Bench } from "./bench.js";
import type { Mutant, Origin } from "./mutant.js";

/** The result of a mutant. */
export interface MutantResult {
  id: string;
  group: string;
  origin: Origin;
  breaks: string;
  /** The clauses that check the broken part. */
  owners: string[];
  /** The clauses that detected the flaw, among those that ran. */
  killers: string[];
  /** Whether an owner detected the flaw. */
  killed: boolean;
  /** Owners without a verdict: a clause has to report what is wrong on a flawed target, too. */
  crashed: string[];
  /** The message of the first owner that detected the flaw, otherwise the verdicts of the owners. */
  reason: string;
  duration_ms: number;
}

/** How mutants are run. */
export interface MutantRun {
  mutants: readonly Mutant[];
  clauses: readonly Clause[];
  /** A separate target for each concurrent worker. */
  openBench: () => Promise<Bench>;
  concurrency: number;
  /** Runs every clause against every mutant, not only its owners up to the first that detects it. */
  full?: boolean;
  signal?: AbortSignal;
  onResult?: (result: MutantResult, done: number) => void;
}

/** A mutant could not be judged, because the suite has an error. */
export class MutantRunError extends Error {
  override name = "MutantRunError";
}

/** A bench is replaced after this many mutants, because the data that they leave in it makes it slow. */
const MAX_MUTANTS_PER_BENCH = 200;

/**
 * Runs each mutant's owners against it. Owners have to conform without a flaw, so that they fail only because of the flaw.
 * @throws MutantRunError
 */
export async function runMutants(run: MutantRun): Promise<MutantResult[]> {
  const owned = run.mutants.map((mutant) => ({ mutant, owners: ownersOf(mutant, run.clauses) }));
  const needed = run.full === true ? run.clauses : [...new Set(owned.flatMap(({ owners }) => owners))];
  const conforming = await conformingOf(needed, run);
  const results = new Map<string, MutantResult>();
  const shelf = new BenchShelf(run.openBench);
  try {
    await eachOf(owned, run.concurrency, async ({ mutant, owners }) => {
      if (run.signal?.aborted === true) return;
      const judged = await shelf.with((bench) =>
        judgeMutant(mutant, owners, run.full === true ? conforming : owners, bench, run.full === true),
      );
      results.set(mutant.id, judged);
      run.onResult?.(judged, results.size);
    });
  } finally {
    await shelf.close();
  }
  return run.mutants.flatMap(({ id }) => results.get(id) ?? []);
}

function ownersOf({ id, owners }: Mutant, clauses: readonly Clause[]): Clause[] {
  const found = owners.map((glob) => {
    const fits = globMatcher(glob);
    const fitting = clauses.filter((clause) => fits(clause.id));
    if (fitting.length === 0) throw new MutantRunError(`mutant ${id}: its owner ${glob} is not a clause`);
    return fitting;
  });
  return [...new Set(found.flat())];
}

/** Checks that all clauses pass without a flaw; otherwise the suite has an error. */
async function conformingOf(
  clauses: readonly Clause[],
  { openBench, concurrency, full, signal }: MutantRun,
): Promise<Clause[]> {
  const bench = await openBench();
  try {
    const session = await Session.open({ target: bench.target, signal });
    const results: ClauseResult[] = [];
    const judge = async (clause: Clause): Promise<void> => void results.push(await session.judge(clause));
    await eachOf(
      clauses.filter(({ alone }) => alone !== true),
      concurrency,
      judge,
    );
    await eachOf(
      clauses.filter(({ alone }) => alone === true),
      1,
      judge,
    );
    session.close(true);
    const bad = results.filter(
      ({ verdict }) => verdict !== "conforms" && !(full === true && verdict === "skipped"),
    );
    if (bad.length > 0 && signal?.aborted !== true) {
      const list = bad.slice(0, 10).map(({ id, verdict, reason }) => `  ${id}: ${verdict}: ${reason ?? ""}`);
      const text = `${bad.length} of ${clauses.length} clauses do not conform without a flaw`;
      throw new MutantRunError([`${text}:`, ...list].join("\n"));
    }
    const good = new Set(results.filter(({ verdict }) => verdict === "conforms").map(({ id }) => id));
    return clauses.filter(({ id }) => good.has(id));
  } finally {
    await bench.close();
  }
}

async function judgeMutant(
  mutant: Mutant,
  owners: readonly Clause[],
  clauses: readonly Clause[],
  bench: Bench,
  isFull: boolean,
): Promise<MutantResult> {
  const began = performance.now();
  bench.put(mutant);
  const session = await Session.open({ target: bench.target });
  const isOwner = new Set(owners.map(({ id }) => id));
  const results: ClauseResult[] = [];
  for (const clause of clauses) {
    const result = await session.judge(clause);
    results.push(result);
    if (!isFull && hasNoticed(result)) break;
  }
  session.close(true);
  bench.put(null);
  const noticed = results.filter(hasNoticed);
  const first = noticed.find(({ id }) => isOwner.has(id));
  const crashed = results.filter(({ id, verdict }) => isOwner.has(id) && verdict === "error");
  return {
    id: mutant.id,
    group: mutant.group,
    origin: mutant.origin,
    breaks: mutant.breaks,
    owners: owners.map(({ id }) => id),
    killers: noticed.map(({ id }) => id),
    killed: first !== undefined,
    crashed: crashed.map(({ id, reason }) => `${id}: ${(reason ?? "").split("\n")[0]!}`),
    reason: first
      ? `${first.id}: ${first.reason ?? ""}`
      : results
          .filter(({ id }) => isOwner.has(id))
          .map(
            ({ id, verdict, reason }) =>
              `${id} ${verdict}${reason === null ? "" : `: ${reason.split("\n")[0]!}`}`,
          )
          .join("; "),
    duration_ms: Math.round(performance.now() - began),
  };
}

const hasNoticed = ({ verdict }: ClauseResult): boolean => verdict === "fails" || verdict === "finding";

/** The idle benches: each serves one mutant at a time, and their number is limited. */
class BenchShelf {
  readonly #free: { bench: Bench; served: number }[] = [];

  constructor(private readonly open: () => Promise<Bench>) {}

  async with<T>(use: (bench: Bench) => Promise<T>): Promise<T> {
    const taken = this.#free.pop() ?? { bench: await this.open(), served: 0 };
    try {
      return await use(taken.bench);
    } finally {
      taken.served += 1;
      if (taken.served < MAX_MUTANTS_PER_BENCH) this.#free.push(taken);
      else await taken.bench.close();
    }
  }

  async close(): Promise<void> {
    for (const { bench } of this.#free.splice(0)) await bench.close();
  }
}
