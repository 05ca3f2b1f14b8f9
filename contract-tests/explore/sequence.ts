import { randomUUID } from "node:crypto";
import { Mismatch } from "../judge/mismatch.js";
import type { Session } from "../run/session.js";
import type { Context } from "../run/context.js";
import type { Comparison } from "./compare.js";
import { differenceOf, type Found } from "./difference.js";
import { Likeness } from "./likeness.js";
import { type Outcome, Side } from "./side.js";
import type { Step } from "./step.js";

/** The two servers that get the same requests, and how to empty them. */
export interface Arena {
  target: Session;
  model: Session;
  /** Removes what sequences have made, on both. */
  clear(): Promise<void>;
  /** Removes them on the model only. */
  clearModel(): void;
  /** Ends all sequences. */
  signal: AbortSignal;
}

/** What the requests of a sequence are recorded under. */
export const SEQUENCE = "explore";

/** A sequence that is sent to both servers step by step. */
export class Sequence {
  readonly sent: Step[] = [];
  /** The target's answers by number of the step. */
  readonly outcomes = new Map<number, Outcome>();
  readonly model: Side;
  readonly target: Side;
  readonly how: Comparison;
  readonly targetContext: Context;
  readonly unique = randomUUID().slice(0, 8);
  readonly #values = new Set<string>();

  constructor(private readonly arena: Arena) {
    this.targetContext = arena.target.context(SEQUENCE, arena.signal);
    this.target = new Side(this.targetContext, this.unique);
    this.model = new Side(arena.model.context(SEQUENCE, arena.signal), this.unique);
    this.how = comparison(arena, this.#values);
  }

  /** Sends a step to the target and then to the model; their difference, if they differ. */
  async send(step: Step): Promise<{ found: Found | null; model: Outcome }> {
    const target = await this.target.send(step);
    if (target.kind === "unsent") return { found: null, model: target };
    this.sent.push(step);
    this.outcomes.set(step.n, target);
    noteSent(step, this.#values);
    const model = await this.model.send(step);
    const found = differenceOf(this.arena.target.spec, step, { model, target }, this.how);
    return { found: found ?? (await this.settle(step)), model };
  }

  /** Waits until a posted result is stored on both servers. */
  async settle(step: Step): Promise<Found | null> {
    await this.model.settle(step);
    try {
      await this.target.settle(step);
      return null;
    } catch (error) {
      this.arena.signal.throwIfAborted();
      if (!(error instanceof Mismatch)) throw error;
      const late = new Mismatch(error.what, ["D 980-986"], error.exchange);
      return { error: late, key: "postTestResult stored", kind: "stored", answer: undefined, parts: true };
    }
  }
}

/** A comparison that knows the names of both servers' organizations. */
export function comparison(arena: Arena, values: ReadonlySet<string>): Comparison {
  const like = new Likeness((value) => values.has(value));
  const [one, other] = [arena.model.target.organization, arena.target.target.organization];
  if (one !== undefined && other !== undefined) like.id(one, other);
  return { like, isShared: arena.target.target.exclusive !== true, hasOrder: true };
}

/** Remembers the ids that a client chose. */
export function noteSent({ request }: Step, values: Set<string>): void {
  const match = /"image_unique_id":("(?:[^"\\]|\\.)*")/.exec(request.body ?? "");
  if (match && !match[1]!.includes("⟦")) values.add(JSON.parse(match[1]!) as string);
}

/** Sends a whole sequence, on cleared servers, until a step differs in the given way. */
export async function replay(
  arena: Arena,
  steps: readonly Step[],
  kind: string,
): Promise<{ found: Found; steps: readonly Step[]; context: Context } | null> {
  await arena.clear();
  const sequence = new Sequence(arena);
  for (const step of steps) {
    const { found } = await sequence.send(step);
    if (found?.kind === kind) return { found, steps: [...sequence.sent], context: sequence.targetContext };
    if (found?.parts) return null;
  }
  return null;
}
