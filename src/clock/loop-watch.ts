import { monitorEventLoopDelay, performance } from "node:perf_hooks";

/** How often the delay of the event loop is measured, in milliseconds. */
const RESOLUTION_MS = 20;
const NANOSECONDS = 1e9;

/** The event loop of this process, in seconds. Delays are those since the previous reading. */
export interface LoopFigures {
  active: number;
  idle: number;
  delay: { mean: number; p50: number; p99: number; max: number };
}

/** Measures the event loop from the first reading on, so that it costs nothing where nobody reads. */
export class LoopWatch {
  #delay: ReturnType<typeof monitorEventLoopDelay> | null = null;

  read(): LoopFigures {
    const { active, idle } = performance.eventLoopUtilization();
    const delay = this.#delay === null ? NO_DELAY : delayOf(this.#delay);
    if (this.#delay === null) {
      this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      this.#delay.enable();
    } else this.#delay.reset();
    return { active: active / 1000, idle: idle / 1000, delay };
  }

  stop(): void {
    this.#delay?.disable();
    this.#delay = null;
  }
}

const NO_DELAY: LoopFigures["delay"] = { mean: 0, p50: 0, p99: 0, max: 0 };

/** Node measures the time between two ticks, so the resolution itself is no delay. */
function delayOf(histogram: ReturnType<typeof monitorEventLoopDelay>): LoopFigures["delay"] {
  const beyond = (nanoseconds: number): number =>
    Math.max(0, (Number.isFinite(nanoseconds) ? nanoseconds : 0) / NANOSECONDS - RESOLUTION_MS / 1000);
  if (histogram.count === 0) return NO_DELAY;
  const { mean, max } = histogram;
  return {
    mean: beyond(mean),
    p50: beyond(histogram.percentile(50)),
    p99: beyond(histogram.percentile(99)),
    max: beyond(max),
  };
}
