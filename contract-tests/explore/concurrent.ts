import { Mismatch } from "../judge/mismatch.js";
import { allOf, groundsOfOperation } from "../judge/grounds.js";
import type { Context } from "../run/context.js";
import type { Comparison } from "./compare.js";
import { differenceOf, type Found } from "./difference.js";
import { explain, type Span } from "./orders.js";
import { type Arena, comparison, noteSent, type Sequence, SEQUENCE } from "./sequence.js";
import { type Outcome, Side } from "./side.js";
import type { Step } from "./step.js";

/** A step with the target's answer. */
interface Played extends Span {
  step: Step;
  outcome: Outcome;
}

/** What came of a window, the time in which several clients send requests. */
export interface WindowResult {
  verdict: "explained" | "unexplained" | "undecided";
  /** If no order explains the answers. */
  found: Found | null;
  context: Context;
}

/** Maximum number of orders that are tried for a window. */
const MAX_ORDERS = 60;

/** The steps of a window: those before it, those of the clients, and those that read what came of it. */
export interface WindowSteps {
  before: readonly Step[];
  clients: readonly Step[];
  after: readonly Step[];
}

/** The steps in the parts of a window; its clients' steps are those with a client. */
export function windowOf(steps: readonly Step[]): WindowSteps {
  const first = steps.findIndex(({ client }) => client !== undefined);
  const last = steps.findLastIndex(({ client }) => client !== undefined);
  return {
    before: steps.slice(0, first),
    clients: steps.slice(first, last + 1),
    after: steps.slice(last + 1),
  };
}

/**
 * Sends the requests of several clients at the same time to the target, whose objects are already there, and looks for
 * an order in which the model gives the same answers.
 * @param ignored differences that are known from sequences
 */
export async function playWindow(
  arena: Arena,
  sequence: Sequence,
  { before, clients, after }: WindowSteps,
  ignored: ReadonlySet<string>,
): Promise<WindowResult> {
  const played = await atOnce(sequence.target, clients);
  for (const { step } of played) await sequence.target.settle(step);
  const read: Played[] = [];
  for (const step of after) read.push(await playedBy(sequence.target, step));
  const broken = played.find(({ outcome }) => outcome.kind === "error");
  if (broken?.outcome.kind === "error") {
    const { error } = broken.outcome;
    const found = foundIn(played, error, `${broken.step.operation} error`);
    return { verdict: "unexplained", found, context: sequence.targetContext };
  }
  let deepest: { index: number; found: Found } | null = null;
  const verdict = await explain(
    played.filter(({ outcome }) => outcome.kind === "answer"),
    async (order) => {
      const observed = [...order, ...read];
      const result = await inOrder(arena, { before, sequence, observed, ignored, count: order.length });
      if (result === null) return null;
      if (deepest === null || result.index > deepest.index) deepest = result;
      return Math.min(result.index, order.length - 1);
    },
    MAX_ORDERS,
  );
  // Assigned in a callback, which the compiler does not follow.
  const best = deepest as { index: number; found: Found } | null;
  if (verdict !== "unexplained" || best === null)
    return {
      verdict: verdict === "unexplained" ? "undecided" : verdict,
      found: null,
      context: sequence.targetContext,
    };
  return { verdict, found: unexplained(played, best.found), context: sequence.targetContext };
}

/** Each client sends its steps one after the other. */
async function atOnce(side: Side, steps: readonly Step[]): Promise<Played[]> {
  const clients = new Set(steps.map(({ client }) => client));
  const parts = await Promise.all(
    [...clients].map(async (client) => {
      const played: Played[] = [];
      for (const step of steps.filter((one) => one.client === client))
        played.push(await playedBy(side, step));
      return played;
    }),
  );
  return parts.flat();
}

async function playedBy(side: Side, step: Step): Promise<Played> {
  const began = performance.now();
  const outcome = await side.send(step);
  return { step, outcome, began, ended: performance.now() };
}

interface Attempt {
  before: readonly Step[];
  sequence: Sequence;
  /** The steps in the order to try, with the target's answers. */
  observed: readonly Played[];
  /** How many of them are of the window. */
  count: number;
  ignored: ReadonlySet<string>;
}

/** The first observed answer that the model does not give in this order; null if it gives all. */
async function inOrder(
  arena: Arena,
  { before, sequence, observed, count, ignored }: Attempt,
): Promise<{ index: number; found: Found } | null> {
  arena.clearModel();
  const model = new Side(arena.model.context(SEQUENCE, arena.signal), sequence.unique);
  const values = new Set<string>();
  const how: Comparison = { ...comparison(arena, values), hasOrder: false };
  const differs = async (step: Step, target: Outcome): Promise<Found | null> => {
    noteSent(step, values);
    const outcome = await model.send(step);
    const found = differenceOf(arena.target.spec, step, { model: outcome, target }, how);
    return found && !ignored.has(found.kind) ? found : null;
  };
  for (const step of before) {
    const target = sequence.outcomes.get(step.n);
    if (target === undefined) continue;
    await differs(step, target);
    await model.settle(step);
  }
  for (const [index, { step, outcome }] of observed.entries()) {
    if (index === count) for (const { step: posted } of observed.slice(0, count)) await model.settle(posted);
    const found = await differs(step, outcome);
    if (found) return { index, found };
  }
  return null;
}

/** The nearest order is the example; the grounds are those of all requests that were sent at the same time. */
function unexplained(played: readonly Played[], nearest: Found): Found {
  const { error } = nearest;
  if (!(error instanceof Mismatch)) return foundIn(played, error, nearest.kind);
  const operations = [...new Set(played.map(({ step }) => step.operation))];
  const grounds = allOf(error.grounds ?? [], error.also, ...operations.map(groundsOfOperation));
  const what = {
    expected: `answers to ${operations.join(", ")} at the same time that fit some order; in the nearest one ${error.what.expected}`,
    got: error.what.got,
  };
  return foundIn(played, new Mismatch(what, grounds, error.exchange), nearest.kind);
}

function foundIn(played: readonly Played[], error: unknown, nearest: string): Found {
  const operations = [...new Set(played.map(({ step }) => step.operation))].sort();
  const kind = `at once: ${nearest}`;
  return { error, kind, key: `${kind} of ${operations.join(" ")}`, answer: undefined, parts: true };
}
