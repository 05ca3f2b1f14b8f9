import { performance } from "node:perf_hooks";

/** What an open sandbox counts beside a fully used processor, which counts 100. */
const SANDBOX = 0.05;
/** What a sandbox that was just placed counts until the next figures come. */
export const PLACED = 1;

/** How much this process has to do. */
export class OwnWork {
  #before = performance.eventLoopUtilization();

  /** Since the last call: the used part of the event loop, in percent, and a little for each open sandbox. */
  measure(sandboxes: number): number {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#before);
    this.#before = now;
    return utilization * 100 + sandboxes * SANDBOX;
  }
}
