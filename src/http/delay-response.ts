import { machineWall } from "../clock/clock.js";
import type { Sandbox } from "../sandbox/sandbox.js";

/**
 * Waits for `ms` milliseconds of wall time, or on a manual clock of its time, so that a stopped clock blocks nobody. Ends
 * early when one of the signals aborts (the client went away, the lab stops) or the sandbox gets another clock.
 */
export async function delayResponse(
  { clock, settings }: Sandbox,
  ms: number,
  signals: readonly AbortSignal[],
): Promise<void> {
  if (ms <= 0 || signals.some(({ aborted }) => aborted)) return;
  const over = new AbortController();
  const end = (): void => over.abort();
  for (const signal of signals) signal.addEventListener("abort", end, { once: true });
  try {
    // A background wait: "until idle" lets it end once, so endless slow polls do not keep the lab from being idle.
    if (settings.clock.mode === "manual") await clock.sleep(ms, over.signal, { background: true });
    else await wallSleep(ms, over.signal);
  } catch {
    // The answer is sent however the wait ended.
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", end);
  }
}

function wallSleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const disarm = machineWall().setTimeout(resolve, ms);
    const end = (): void => {
      disarm();
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
  });
}
