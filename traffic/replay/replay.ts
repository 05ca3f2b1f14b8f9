import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import { isReading } from "../../contract-tests/target/client.js";
import { factsOf } from "../../src/spec/operation-facts.js";
import type { TrafficExchange } from "../exchange.js";
import { operationOf } from "../judge/record.js";
import { Backstage, type Plan, planOf } from "./backstage.js";
import { cleanUp, type LeftHere, noteMade } from "./made.js";
import type { MadeOfThePast } from "./performer.js";
import { Replayer, type Step } from "./replayer.js";
import type { Stage } from "./stage.js";

/** Options of the replay of a whole recording. */
export interface ReplayOptions {
  exchanges: readonly TrafficExchange[];
  /** Starts the stage; `start` is where a clock that stands still has to begin, in microseconds since 1970. */
  stageAt: (start: number) => Stage | Promise<Stage>;
  patienceMs: number;
  onStep: (step: Step) => void;
  /** Ends the replay early. */
  signal: AbortSignal;
}

/** What became of a replay, beside its steps. */
export interface Replayed {
  made: MadeOfThePast;
  /** What could not be removed from a deployment. */
  left: LeftHere[];
  isInterrupted: boolean;
}

/** Replays a recording, and removes what it made if the stage is a deployment. */
export async function replay({
  exchanges,
  stageAt,
  patienceMs,
  onStep,
  signal,
}: ReplayOptions): Promise<Replayed> {
  const plan: Plan = planOf(exchanges);
  const stage = await stageAt(plan.start);
  let backstage!: Backstage;
  const prompter = (of: Replayer): Backstage => (backstage = new Backstage(of, plan));
  const replayer = new Replayer({ stage, patienceMs, prompter });
  const made = new Map<string, string>();
  try {
    for (const exchange of exchanges) {
      if (signal.aborted) break;
      const step = await replayer.step(exchange);
      noteMade(stage, made, step);
      onStep(step);
    }
  } finally {
    for (const { id, account } of backstage.products) made.set(id, account);
  }
  const left = stage.isOwn ? [] : await cleanUp(stage, made);
  return { made: backstage.told, left, isInterrupted: signal.aborted };
}

/** Whether a replay changes something: by the recorded requests, or by what it makes because the recording only shows it. */
export function changesSomething(exchanges: readonly TrafficExchange[]): boolean {
  const isAsked = exchanges.some((exchange) => {
    const operation = operationOf(contractSpec, exchange)?.operation.operationId;
    // What a request to a path that is not in the contract does is not known: a service may read it as one that is.
    if (operation === undefined) return !isReading(exchange.method);
    const does = factsOf(operation)?.does;
    return does !== "reads" && does !== "lists";
  });
  return isAsked || planOf(exchanges).acts.length > 0;
}
