import { startOwnStage } from "../../src/cli/replay-stage.js";
import { yieldToLoop } from "../../src/clock/clock.js";
import type { Policy } from "../../contract-tests/model/policy.js";
import type { TrafficExchange } from "../exchange.js";
import { neededAccounts } from "../replay/needed-accounts.js";
import { replay, type Replayed } from "../replay/replay.js";
import type { Step } from "../replay/replayer.js";
import { ReplayTally } from "../replay/tally.js";
import { type Ask, askedModel } from "./asked-model.js";

/** The time between two exchanges, in milliseconds. */
const STEP_MS = 20;

/**
 * What clients of a model did, as a proxy would have recorded it. Its clock counts its readings, and the exchanges have
 * regular times, so that nothing depends on how fast this machine is; of polls with the same answer the first one is there.
 */
export async function recordedOf(
  clients: (ask: Ask) => Promise<void>,
  ...changes: ((policy: Policy) => void)[]
): Promise<TrafficExchange[]> {
  const exchanges: TrafficExchange[] = [];
  const start = Date.now();
  const counting = (policy: Policy): void => {
    let now = start * 1000;
    policy.clock.now = () => (now += 1000);
  };
  const { ask, close } = await askedModel((exchange) => exchanges.push(exchange), counting, ...changes);
  await clients(ask);
  await close();
  const isRepeated = ({ method, path, answer }: TrafficExchange, index: number): boolean => {
    const before = exchanges[index - 1];
    return method === "GET" && before?.path === path && before.answer?.body.text === answer?.body.text;
  };
  return exchanges
    .filter((one, index) => !isRepeated(one, index))
    .map((exchange, index) => ({
      ...exchange,
      n: index + 1,
      began: start + STEP_MS * index,
      ended: start + STEP_MS * index + 5,
    }));
}

/** Asks for the log of an opportunity after each result, until it is stored. */
export const untilStored =
  (ask: Ask): Ask =>
  async (method, path, body) => {
    const answered = await ask(method, path, body);
    const posted = /^\/test-opportunities\/(.*)\/results$/.exec(path)?.[1];
    if (posted === undefined) return answered;
    for (;;) {
      const { json } = await ask("GET", `/orgs/docs-org/tests/events?test_opportunity_id=${posted}`);
      if (json.event_logs[0].events.length === 4) return answered;
      await yieldToLoop();
    }
  };

/** What became of a replay on an emulator in this process. */
export interface ReplayedHere extends Replayed {
  steps: Step[];
  /** Ids of the rules that differ. */
  differing: string[];
  tally: ReplayTally;
}

/** Replays exchanges on an emulator in this process. */
export async function replayedHere(exchanges: readonly TrafficExchange[]): Promise<ReplayedHere> {
  const tally = new ReplayTally("http://recorded", "http://here");
  const steps: Step[] = [];
  let close = async (): Promise<void> => undefined;
  const replayed = await replay({
    ...{ exchanges, patienceMs: 60_000, signal: new AbortController().signal },
    async stageAt(start) {
      const stage = await startOwnStage(neededAccounts(exchanges), start);
      close = () => stage.close();
      return stage;
    },
    onStep(step) {
      steps.push(step);
      tally.add(step);
    },
  }).finally(() => close());
  const differing = tally.results([]).flatMap(({ id, verdict }) => (verdict === "fails" ? [id] : []));
  return { ...replayed, steps, tally, differing: differing.sort() };
}
