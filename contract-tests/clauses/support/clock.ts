import type { ClauseContext } from "../clause.js";
import { oncePerRun } from "../../run/once-per-run.js";
import { MAKE } from "./define.js";
import { microsOf } from "./times.js";

/** The maximum difference between the clocks that still lets a request pass, in seconds. */
const MAX_AHEAD_S = 290;

/**
 * How many seconds the target's clock is ahead of this machine's, by the time of a product that it has just created (D 258).
 * 0 if it is not known. A timestamp is judged by the target's clock.
 */
export function clockAheadS(t: ClauseContext): Promise<number> {
  // The clock of an emulator's sandbox is another one than that by which it judges timestamps.
  if (t.target.capabilities.has("control-plane")) return Promise.resolve(0);
  if (!MAKE.every((need) => t.target.capabilities.has(need))) return Promise.resolve(0);
  return oncePerRun(t, "clock", async () => {
    const ahead = Math.round(microsOf((await t.make.product()).created_at) / 1e6 - Date.now() / 1000);
    return Math.abs(ahead) <= MAX_AHEAD_S ? ahead : 0;
  });
}
