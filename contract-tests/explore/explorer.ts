import type { ClauseResult } from "../judge/clause-result.js";
import { isContradiction } from "../judge/grounds.js";
import { CONFORMS } from "../judge/verdict.js";
import type { ExploreCounts } from "../report/report.js";
import { TargetGone } from "../target/target-error.js";
import { type Case, caseResult, judgeCase, resultFor } from "./case.js";
import { playWindow } from "./concurrent.js";
import type { Found } from "./difference.js";
import type { RequestRule } from "../generate/rules.js";
import { exploredRules, Generator } from "./generate.js";
import { drawWindow, replayWindow } from "./races.js";
import { type Arena, replay, Sequence } from "./sequence.js";
import { shrink } from "./shrink.js";
import type { Step } from "./step.js";

/** How to explore. */
export interface ExploreHow {
  durationMs: number;
  seed: string;
  clients: number;
  maxSequences?: number | undefined;
  maxWindows?: number | undefined;
  maxFound?: number | undefined;
}

/** Share of the time for sequences of one client, if there are several clients; and for both phases, without shrinking. */
const SEQUENTIAL = 0.6;
const SEARCHING = 0.85;
/** Number of steps of a sequence, and of those before several clients send at the same time. */
const MAX_STEPS = 40;
const MAX_BEFORE = 14;
/** Default of the maximum number of differences that are shortened and reported. */
const MAX_FOUND = 25;
/** Maximum share of the time for shortening one difference. */
const SHRINKING = 0.25;

/** Looks for differences between two servers until the time is over. */
export class Explorer {
  readonly counts: ExploreCounts = { sequences: 0, requests: 0, windows: 0, undecided: 0, unrepeated: 0 };
  readonly #cases: Case[] = [];
  readonly #known = new Set<string>();
  readonly #avoid = new Set<string>();
  readonly #rules: readonly RequestRule[];
  readonly #began = performance.now();

  constructor(
    private readonly arena: Arena,
    private readonly how: ExploreHow,
    private readonly tell: (about: string, sequences: number) => void,
  ) {
    this.#rules = exploredRules(arena.target.spec);
  }

  /** @throws the signal's reason at the end of the time, TargetGone */
  async run(): Promise<void> {
    const { clients, maxSequences = Infinity, maxWindows = Infinity } = this.how;
    const share = clients > 1 ? SEQUENTIAL : SEARCHING;
    for (let count = 0; count < maxSequences && this.#hasTime(share); count += 1) {
      if (!(await this.#sequence(`${this.how.seed} ${count}`))) break;
    }
    for (let count = 0; clients > 1 && count < maxWindows && this.#hasTime(SEARCHING); count += 1) {
      if (!(await this.#window(`${this.how.seed} at once ${count}`))) break;
    }
  }

  /** The results: one for each phase, and one for each difference. */
  results(): ClauseResult[] {
    const isAtOnce = ({ found }: Case): boolean => found.kind.startsWith("at once");
    const wrong = this.#cases.map((one) => caseResult(this.arena.target, one, this.how.seed));
    const phases = [
      {
        id: "explore.sequences",
        what: "Random sequences get the answers of the model",
        cases: this.#cases.filter((one) => !isAtOnce(one)),
      },
      {
        id: "explore.at-once",
        what: "Requests at the same time get answers that fit some order",
        cases: this.#cases.filter(isAtOnce),
      },
    ];
    const done = [this.counts.sequences > 0, this.counts.windows > 0];
    const right = phases.filter(({ cases }, index) => done[index] && cases.length === 0);
    return [...right.map(({ id, what }) => ({ ...resultFor(id, what, "*"), ...CONFORMS })), ...wrong];
  }

  #hasTime(share: number): boolean {
    if (this.arena.signal.aborted || this.#cases.length >= (this.how.maxFound ?? MAX_FOUND)) return false;
    return performance.now() - this.#began < this.how.durationMs * share;
  }

  #generator(seed: string): Generator {
    const { target } = this.arena;
    const tag = target.target.exclusive ? "" : target.run;
    return new Generator(target.spec, seed, target.target, this.#rules, this.#avoid, tag);
  }

  /** One sequence; whether anything was sent. */
  async #sequence(seed: string): Promise<boolean> {
    await this.arena.clear();
    const generator = this.#generator(seed);
    const sequence = new Sequence(this.arena);
    this.counts.sequences += 1;
    for (let count = 0; count < MAX_STEPS; count += 1) {
      const found = await this.#step(generator, sequence);
      if (found) {
        this.#mustBeThere(found);
        if (this.#isNew(found)) {
          await this.#noteSequence(found, sequence);
          break;
        }
        if (found.parts) break;
      }
    }
    return sequence.sent.length > 0;
  }

  /** The next step of a sequence; what it differs in. */
  async #step(generator: Generator, sequence: Sequence): Promise<Found | null> {
    const step = generator.next();
    const before = sequence.sent.length;
    const { found, model } = await sequence.send(step);
    this.counts.requests += sequence.sent.length - before;
    if (model.kind === "answer") generator.world.learn(step, model.answer);
    return found;
  }

  async #noteSequence(found: Found, sequence: Sequence): Promise<void> {
    const whole: Case = { found, steps: [...sequence.sent], context: sequence.targetContext };
    const again = await this.#shortest(whole, (steps) => replay(this.arena, steps, found.kind));
    if (again) this.#note(again);
    else {
      this.counts.unrepeated += 1;
      this.#note(whole);
    }
  }

  /** One sequence whose last requests are sent by several clients at the same time; whether anything was sent. */
  async #window(seed: string): Promise<boolean> {
    await this.arena.clear();
    const generator = this.#generator(seed);
    const sequence = new Sequence(this.arena);
    for (let count = 0; count < MAX_BEFORE; count += 1) {
      const found = await this.#step(generator, sequence);
      if (found?.parts) return true;
    }
    const window = drawWindow(generator, sequence.sent, this.how.clients);
    const { found, verdict } = await playWindow(this.arena, sequence, window, this.#known);
    this.counts.windows += 1;
    this.counts.requests += window.clients.length + window.after.length;
    if (verdict === "undecided") this.counts.undecided += 1;
    if (!found) return sequence.sent.length > 0;
    this.#mustBeThere(found);
    if (!this.#isNew(found)) return true;
    const steps = [...window.before, ...window.clients, ...window.after];
    const whole: Case = { found, steps, context: sequence.targetContext };
    const again = await this.#shortest(whole, (candidate) =>
      replayWindow(this.arena, candidate, this.#known),
    );
    this.#note(again ?? whole);
    return true;
  }

  /** The shortest case that is found in the time for it; null if the difference does not occur again. */
  async #shortest(
    whole: Case,
    again: (steps: readonly Step[]) => Promise<Case | null>,
  ): Promise<Case | null> {
    const end = performance.now() + this.how.durationMs * SHRINKING;
    let best: Case | null = null;
    try {
      best = await again(whole.steps);
      if (!best) return null;
      await shrink(this.arena.target.spec, best.steps, async (steps) => {
        if (performance.now() > end) return null;
        const found = await again(steps);
        if (found) best = found;
        return found?.steps ?? null;
      });
    } catch (error) {
      if (error instanceof TargetGone || !this.arena.signal.aborted) throw error;
      return best ?? whole;
    }
    return best;
  }

  #mustBeThere({ error }: Found): void {
    if (error instanceof TargetGone) throw error;
  }

  #isNew({ key }: Found): boolean {
    return !this.#known.has(key);
  }

  #note(one: Case): void {
    const { found, steps } = one;
    if (!this.#isNew(found)) return;
    this.#known.add(found.key).add(found.kind);
    const last = steps.at(-1)!;
    if (last.what !== "right") this.#avoid.add(`${last.operation} ${last.what}`);
    const { by, verdict } = judgeCase(one);
    if (verdict === "finding" && by.length === 1) {
      if (last.by.includes(by[0]!)) this.#avoid.add(by[0]!);
      if (isContradiction(by[0]!) && found.answer?.status === 404) this.#avoid.add(last.operation);
    }
    this.#cases.push(one);
    this.tell(found.kind, this.counts.sequences + this.counts.windows);
  }
}
