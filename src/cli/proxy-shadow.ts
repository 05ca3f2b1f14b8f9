import type { ReplayFigures } from "../../contract-tests/report/report.js";
import type { TrafficExchange } from "../../traffic/exchange.js";
import { Shadow } from "../../traffic/replay/shadow.js";
import { stepText } from "../../traffic/replay/step-text.js";
import { figuresOf, ReplayTally } from "../../traffic/replay/tally.js";
import { machineWall } from "../clock/clock.js";
import { printError } from "./print.js";
import { startOwnStage } from "./replay-stage.js";

/** The emulator that a proxy asks the same as clients ask a deployment. */
export interface ProxyShadow {
  take(exchange: TrafficExchange): void;
  /** Compares what waits, for a few seconds, and ends the emulator. */
  close(): Promise<ReplayFigures>;
}

/** Where its clock begins, in microseconds: before everything that a deployment may tell of. */
const START = Date.UTC(2000, 0, 1) * 1000;
/** Accounts for clients whose signatures only the deployment knows. */
const SPARE_ACCOUNTS = 16;
const PATIENCE_MS = 60_000;
/** How long the end of a proxy waits for its shadow, in milliseconds. */
const LAST_MS = 10_000;

/** Starts a shadow. `names`: the accounts of the proxy; `target`: its deployment. */
export async function startShadow(names: readonly string[], target: string): Promise<ProxyShadow> {
  const accounts = [...names, ...Array.from({ length: SPARE_ACCOUNTS }, () => null)].map((name, index) => ({
    ...{ names: name === null ? [] : [name], email: `account-${index + 1}@replay.example` },
    ...{ status: "active" as const, hasOtp: false, organizations: [] },
  }));
  const stage = await startOwnStage(accounts, START);
  const tally = new ReplayTally(target, stage.url);
  const shadow = new Shadow({
    ...{ stage, patienceMs: PATIENCE_MS },
    onStep(step) {
      tally.add(step);
      if (step.found.differences.length > 0) printError(`shadow${stepText(step)}`);
    },
    onSkip: () => printError("shadow  more comes than it can ask; some exchanges are left out\n"),
    onError: (error) => printError(`shadow  an error of this program: ${String(error)}\n`),
  });
  return {
    take: (exchange) => shadow.take(exchange),
    async close() {
      const over = new AbortController();
      const cancel = machineWall().setTimeout(() => over.abort(), LAST_MS);
      await shadow.end(over.signal);
      cancel();
      await stage.close();
      return { ...figuresOf(tally), skipped: shadow.skipped };
    },
  };
}
