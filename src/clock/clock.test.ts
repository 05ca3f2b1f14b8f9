import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  goByClock,
  instantAfter,
  machine as functions,
  machineWall,
  throwToProcess,
  wallTime,
  yieldToLoop,
} from "./clock.js";

/** A machine with a monotonic clock and a date that can be moved apart. */
function machine() {
  const time = { monotonic: 5_000, date: 1_000_000 };
  const wall = machineWall(
    () => time.monotonic,
    () => time.date,
  );
  const pass = (ms: number): void => {
    time.monotonic += ms;
    time.date += ms;
  };
  return { time, wall, pass };
}

describe("machineWall", () => {
  it("starts at the date and goes with the monotonic clock", () => {
    const { wall, pass } = machine();
    expect(wall.now()).toBe(1_000_000);
    pass(0.25);
    expect(wall.now()).toBe(1_000_000.25);
  });

  it("follows the date where the monotonic clock stood still", () => {
    const { time, wall, pass } = machine();
    time.date += 3_600_000;
    expect(wall.now()).toBe(4_600_000);
    pass(10);
    expect(wall.now()).toBe(4_600_010);
  });

  it("ignores a small step", () => {
    const { time, wall } = machine();
    time.date += 1000;
    expect(wall.now()).toBe(1_000_000);
  });

  it("never goes back when the date does, nor jumps when the date returns", () => {
    const { time, wall, pass } = machine();
    time.date -= 500_000;
    expect(wall.now()).toBe(1_000_000);
    pass(10);
    expect(wall.now()).toBe(1_000_010);
    time.date += 500_000;
    expect(wall.now()).toBe(1_000_010);
  });

  it("is near the machine's date by default", () => {
    const before = wallTime();
    const now = machineWall().now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(wallTime() + 1);
  });

  it("runs and cancels timers", async () => {
    const wall = machineWall();
    const cancelled = vi.fn();
    const cancel = wall.setTimeout(cancelled, 0);
    cancel();
    await new Promise<void>((resolve) => {
      const alive = setInterval(() => undefined, 1000);
      wall.setTimeout(() => {
        clearInterval(alive);
        resolve();
      }, 1);
    });
    expect(cancelled).not.toHaveBeenCalled();
  });

  it("does not keep the process alive with its timers", () => {
    const script = `
      import { ScaledClock } from "./src/clock/scaled-clock.ts";
      new ScaledClock().after(25_000, () => console.log("fired"));`;
    const args = ["--import", "tsx", "--input-type=module", "-e", script];
    const run = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 100_000 });
    expect(run).toMatchObject({ status: 0, stdout: "" });
  });
});

describe("wallTime", () => {
  // Tests of replicas in this process may have set it.
  beforeEach(() => goByClock(null));
  afterEach(() => {
    vi.restoreAllMocks();
    goByClock(null);
  });

  it("is the date of the machine, whatever becomes of that", () => {
    vi.spyOn(functions, "now").mockReturnValue(5_000);
    expect(wallTime()).toBe(5_000);
  });

  it("goes by another clock and what elapsed since, whatever becomes of the date", () => {
    const date = vi.spyOn(functions, "now").mockReturnValue(5_000);
    const elapsed = vi.spyOn(functions, "performanceNow").mockReturnValue(20.25);
    goByClock(1_000_000.5);
    const wall = machineWall(() => 0);
    expect([wallTime(), wall.now()]).toEqual([1_000_020, 1_000_020]);
    elapsed.mockReturnValue(40.25);
    for (const ms of [3_605_000, -3_605_000]) {
      date.mockReturnValue(ms);
      expect([wallTime(), wall.now()]).toEqual([1_000_040, 1_000_020]);
    }
    goByClock(2_000_000);
    expect(wallTime()).toBe(2_000_040);
  });
});

describe("instantAfter", () => {
  it("counts microseconds", () => {
    expect(instantAfter(1, 1.0004)).toBe(1001);
    expect(instantAfter(1, 1.0006)).toBe(1002);
  });

  it("treats a negative duration as 0", () => {
    expect(instantAfter(7, -1)).toBe(7);
  });

  it("stops at the largest safe number", () => {
    expect(instantAfter(Number.MAX_SAFE_INTEGER - 1, 1)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it.each([NaN, Infinity, -Infinity])("refuses %s", (ms) => {
    expect(() => instantAfter(0, ms)).toThrow(RangeError);
  });
});

describe("yieldToLoop", () => {
  it("lets promises, ticks and immediates that are ready run first", async () => {
    const ran: string[] = [];
    setImmediate(() => ran.push("immediate"));
    process.nextTick(() => ran.push("tick"));
    void Promise.resolve().then(() => ran.push("promise"));
    await yieldToLoop();
    expect(ran.sort()).toEqual(["immediate", "promise", "tick"]);
  });
});

describe("throwToProcess", () => {
  afterEach(() => vi.restoreAllMocks());

  it("throws outside of the caller", () => {
    const queued = vi.spyOn(functions, "queueMicrotask").mockImplementation(() => undefined);
    throwToProcess(new Error("lost"));
    expect(() => queued.mock.calls[0]![0]()).toThrow("lost");
  });
});
