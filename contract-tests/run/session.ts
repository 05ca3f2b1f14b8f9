import { join } from "node:path";
import { Budget } from "../target/budget.js";
import type { Clause } from "../clauses/clause.js";
import { ClauseLimit } from "./clause-limit.js";
import { cleanUp, type CleanUpDone, sampleOf } from "../cleanup/clean-up.js";
import { Client, type Wait } from "../target/client.js";
import { Context, type RunParts } from "./context.js";
import { type ContractSpec, contractSpec } from "./contract-spec.js";
import { ForeignWork } from "../target/foreign-work.js";
import { guardOf } from "../target/guard.js";
import { type Entry, Ledger, type LedgerHead } from "../cleanup/ledger.js";
import type { SharedTestData } from "./test-data.js";
import { newRunName, RunNames } from "./names.js";
import { probe } from "../target/probe.js";
import { Redactor } from "../target/redact.js";
import type { ExchangeRecord } from "../target/answer.js";
import type { ClauseResult, LeftOver } from "../report/report.js";
import { shortened } from "../target/shortened.js";
import type { BarredAccounts, Login, Target, TargetOptions } from "../target/target.js";
import { RunInterrupted, TargetError, TargetGone } from "../target/target-error.js";
import { type Network, secretsOfHeaders } from "../target/network.js";
import { type Sender, Transport } from "../target/transport.js";
import { Mismatch } from "../judge/mismatch.js";
import { FailedSetUps } from "../judge/set-up.js";
import { shownBy } from "../judge/shown-by.js";
import { unreached } from "../judge/unreached.js";
import { CONFORMS, judge, type Judgement } from "../judge/verdict.js";

/** Options of a session. */
export interface SessionOptions {
  /** The target; probed if its capabilities are not known yet. */
  target: TargetOptions | Target;
  spec?: ContractSpec | undefined;
  /** The run's name. Default: a new one. */
  run?: string | undefined;
  /** Folder of the ledger. Null or undefined: no ledger, for a target that ends with this process. */
  ledgerDir?: string | null | undefined;
  /** Maximum requests per second. */
  rate?: number | undefined;
  /** Maximum number of creating requests. */
  maxCreations?: number | undefined;
  /** How requests reach the target. Default: directly. */
  network?: Network | undefined;
  /** Timeout of a request with its answer, in milliseconds. */
  timeoutMs?: number | undefined;
  /** Ids of objects that do not belong to the run, from an earlier session. Default: all existing objects. */
  before?: readonly string[] | undefined;
  /** How long one request waits in all for a target that asks to come later, in milliseconds. Default: 90 s; before the run 60 s. */
  waitsMs?: number | undefined;
  /** Told before a long wait. */
  onWait?: ((wait: Wait) => void) | undefined;
  /** Sends the requests. Default: over sockets. */
  transport?: Sender | undefined;
  /** Interrupts the run, not the clean-up. */
  signal?: AbortSignal | undefined;
}

/** Timeout of a request. */
export const TIMEOUT_MS = 30_000;
/** Timeout of a clause, in addition to the target's patience. */
const CLAUSE_MS = 120_000;

/** A run against one target: judges clauses, then deletes what they created. */
export class Session {
  #gone: string | null = null;
  readonly #setUps: FailedSetUps;

  private constructor(
    private readonly parts: RunParts,
    private readonly ledger: Ledger,
    private readonly transport: Sender,
    private readonly redactor: Redactor,
    private readonly end: AbortController,
  ) {
    this.#setUps = new FailedSetUps(parts.spec);
  }

  /** Opens a session. @throws TargetError if the target cannot be judged at all, RunInterrupted */
  static async open(options: SessionOptions): Promise<Session> {
    const { spec = contractSpec, run = newRunName(), ledgerDir = null, timeoutMs = TIMEOUT_MS } = options;
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, ...(options.signal ? [options.signal] : [])]);
    const redactor = redactorFor(options);
    const transport =
      options.transport ?? new Transport(timeoutMs, options.network, options.target.keepsConnections);
    const budget = new Budget(options);
    try {
      const { waitsMs, onWait } = options;
      const connection = { spec, run, transport, budget, redactor, waitsMs, onWait };
      const probed =
        "capabilities" in options.target
          ? { target: { ...options.target, url: baseUrl(options.target.url) }, before: [] }
          : await probe(options.target, connection, signal, { isCleanUp: options.before !== undefined });
      const target: Target = probed.target;
      const before = [...(options.before ?? probed.before)];
      const keeps = ledgerDir !== null && target.capabilities.has("writes");
      const path = keeps ? join(ledgerDir, `${run}.jsonl`) : null;
      const ledger = new Ledger({ format: 1, run, target: target.url, before }, path);
      const foreign = new ForeignWork(new Set(before), ledger);
      const client = new Client({ ...connection, target, ledger, guard: guardOf(target, run, foreign) });
      const shared: SharedTestData = { context: () => new Context(parts, "shared", signal) };
      const parts: RunParts = { target, spec, names: new RunNames(run), client, signal, shared };
      foreign.look = () => new Context(parts, "before a pick", signal);
      return new Session(parts, ledger, transport, redactor, end);
    } catch (error) {
      transport.close();
      if (options.signal?.aborted === true) throw new RunInterrupted("interrupted before the run began");
      if (error instanceof TargetGone)
        throw new TargetError(redactor.text(`${options.target.url}: ${error.message}`));
      if (error instanceof TargetError) throw new TargetError(redactor.text(error.message));
      throw error;
    }
  }

  get target(): Target {
    return this.parts.target;
  }

  get spec(): ContractSpec {
    return this.parts.spec;
  }

  /** A context for requests outside of clauses; what they create is in the ledger under this name. */
  context(name: string, signal: AbortSignal = this.parts.signal): Context {
    return new Context(this.parts, name, AbortSignal.any([signal, this.parts.signal]));
  }

  get run(): string {
    return this.parts.names.run;
  }

  /** Why the target cannot be reached any more, so that no further clause is judged; null if it can be reached. */
  get gone(): string | null {
    return this.#gone;
  }

  /** Path of the ledger; null if there is none. */
  get ledgerPath(): string | null {
    return this.ledger.path;
  }

  /** Runs a clause. Never throws: errors become the verdict. */
  async judge(clause: Clause): Promise<ClauseResult> {
    const began = performance.now();
    const { signal } = this.parts;
    const limitMs = CLAUSE_MS + this.target.patienceMs;
    const limit = new ClauseLimit(limitMs, signal, () => this.parts.client.restedMs);
    const retries = clause.answer !== "429" && clause.answer !== "503";
    const t = new Context(this.parts, clause.id, limit.signal, retries);
    const judgement = await this.#run(clause, t);
    limit.end();
    if (clause.alone) await this.#tidy(clause.id);
    if (limit.isOver) judgement.reason = `not done within ${limitMs / 1000} s`;
    const { exchange, ...verdict } = judgement;
    return {
      ...metaOf(clause),
      ...verdict,
      reason: judgement.reason === null ? null : this.redactor.text(judgement.reason),
      duration_ms: Math.round(performance.now() - began),
      ...withFailed(t.exchanges, exchange),
    };
  }

  /** Deletes everything that the run created, or a sample of it on a target that ends with the run, or that the ledger of an earlier session lists. `signal` aborts. */
  cleanUp(
    signal: AbortSignal = new AbortController().signal,
    { entries, head }: { entries: readonly Entry[]; head: LedgerHead } = this.ledger,
  ): Promise<CleanUpDone> {
    const endsWithRun = this.target.endsWithRun === true;
    const done = cleanUp({
      entries: endsWithRun ? sampleOf(entries) : entries,
      before: head.before,
      run: head.run,
      isWhole: !endsWithRun,
      isOwn: head === this.ledger.head,
      ...this.#given(),
      isFor: (clause) => new Context(this.parts, clause, signal),
    });
    return done.then(({ leaked, stays, ...rest }) => ({
      ...rest,
      leaked: leaked.map((each) => this.#told(each)),
      stays: stays.map((each) => this.#told(each)),
    }));
  }

  /** A text without the target's secrets. */
  redact(text: string): string {
    return this.redactor.text(text);
  }

  /** Deletes what was created under this name, and forgets what could be deleted. */
  async clear(name: string): Promise<void> {
    const { leaked } = await this.#tidy(name);
    if (leaked.length === 0) this.ledger.forget(name);
  }

  /** Forgets what was created under this name, because the target no longer has it. */
  forget(name: string): void {
    this.ledger.forget(name);
  }

  /** Ends the session, because the target cannot be reached any more. */
  lost({ message }: TargetGone): void {
    this.#gone ??= message;
    this.end.abort();
  }

  /** Closes connections and ledger. The ledger file stays unless everything was deleted. */
  close(isClean: boolean): void {
    this.ledger.close(isClean);
    this.transport.close();
  }

  /** What the target calls it may be as long as an answer, and quote what it got. */
  #told({ id, name, why, ...rest }: LeftOver): LeftOver {
    const told = (text: string): string => shortened(text, (all) => this.redactor.text(all));
    return { ...rest, id: told(id), name: name === null ? null : told(name), why: told(why) };
  }

  #given(): { product?: string } {
    return this.target.product === undefined ? {} : { product: this.target.product };
  }

  /** Opportunities queued by an exclusive clause could be picked by the agents of the next one. */
  #tidy(clause: string): Promise<CleanUpDone> {
    const { entries, head } = this.ledger;
    const signal = new AbortController().signal;
    return cleanUp({
      entries: entries.filter((entry) => entry.clause === clause),
      before: head.before,
      run: head.run,
      isWhole: false,
      isOwn: true,
      ...this.#given(),
      isFor: (name) => new Context(this.parts, name, signal),
    });
  }

  async #run(clause: Clause, t: Context): Promise<Judgement> {
    const { capabilities, lacks } = this.target;
    const lacking = clause.needs.find((need) => !capabilities.has(need));
    if (lacking !== undefined)
      return { verdict: "skipped", reason: lacks.get(lacking) ?? `the target lacks ${lacking}`, by: [] };
    const ended = (): Judgement | null =>
      this.parts.signal.aborted
        ? { verdict: "skipped", reason: this.#gone ?? "the run was interrupted", by: [] }
        : null;
    const before = ended();
    if (before) return before;
    try {
      await clause.run(t);
      return { ...CONFORMS };
    } catch (error) {
      if (error instanceof TargetGone) this.lost(error);
      const wrong = unreached(this.parts.spec, this.#setUps.seen(clause, error), t.exchanges.at(-1));
      return ended() ?? this.#setUps.toldBefore(clause.id, wrong) ?? judged(clause, wrong, t);
    }
  }
}

/** The judgement of what a clause threw, with the exchange that has the wrong value, if one can be told. */
function judged(clause: Clause, wrong: unknown, { exchanges, shared }: Context): Judgement {
  const judgement = judge(clause, wrong, exchanges.at(-1));
  if (judgement.exchange !== undefined || !(wrong instanceof Mismatch)) return judgement;
  const exchange = shownBy(wrong.what.value, [...shared.flat(), ...exchanges], clause.operation);
  return exchange ? { ...judgement, exchange } : judgement;
}

/** A clause's exchanges with the index of the failed one, which may be another clause's if they share a set-up. */
export function withFailed(
  exchanges: ExchangeRecord[],
  failed: ExchangeRecord | undefined,
): Pick<ClauseResult, "exchanges" | "failed_exchange"> {
  if (failed === undefined) return { exchanges };
  const all = exchanges.includes(failed) ? exchanges : [...exchanges, failed];
  return { exchanges: all, failed_exchange: all.indexOf(failed) };
}

/** The fields of a clause that its result repeats. */
export const metaOf = ({
  id,
  title,
  provenance,
  statements = [],
  operation,
  answer,
  varies,
}: Clause): Pick<
  ClauseResult,
  "id" | "title" | "provenance" | "statements" | "operation" | "answer" | "varies"
> => ({
  id,
  title,
  provenance,
  statements,
  operation,
  answer,
  ...(varies ? { varies } : {}),
});

/** A target's URL, normalized and without a trailing slash. */
export function baseUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, "");
}

/** A redactor that knows all secrets of a target. */
function redactorFor({ target, network }: Pick<SessionOptions, "target" | "network">): Redactor {
  const { credentials, second, login, barred, control } = target;
  const keys = [credentials, second].flatMap((each) => [
    ...[each?.consumer_key, each?.consumer_secret, each?.token_key, each?.token_secret],
  ]);
  const logins = [login, ...barredLogins(barred)].flatMap((each) => [each?.password, each?.otp]);
  const headers = network === undefined ? [] : secretsOfHeaders(network);
  return new Redactor([...keys, ...logins, control?.token, ...headers]);
}

const barredLogins = (barred: BarredAccounts | undefined): Login[] =>
  barred ? [barred.twoFactor, barred.suspended, barred.deactivated, barred.invalidated] : [];
