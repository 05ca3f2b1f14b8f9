import { getEventListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ClockClosed, LATEST, yieldToLoop, type WallClock } from "./clock.js";
import { MAX_SPEED } from "../domain/records.js";
import { ScaledClock } from "./scaled-clock.js";

/** A machine clock that stands still until it is moved. */
class FakeWall implements WallClock {
  readonly armed = new Map<() => void, number>();

  timersMade = 0;

  constructor(public ms = 1_000_000) {}

  now(): number {
    return this.ms;
  }

  setTimeout(task: () => void, ms: number): () => void {
    const run = (): void => task();
    this.timersMade += 1;
    this.armed.set(run, this.ms + ms);
    return () => this.armed.delete(run);
  }

  /** The remaining wait of the single machine timer. */
  get wait(): number | undefined {
    expect(this.armed.size).toBeLessThanOrEqual(1);
    const [due] = this.armed.values();
    return due === undefined ? undefined : due - this.ms;
  }

  /** Lets time pass, firing timers when they are due; between them promises run. */
  async pass(ms: number): Promise<void> {
    const end = this.ms + ms;
    for (;;) {
      const [next] = [...this.armed].sort(([, a], [, b]) => a - b);
      if (next === undefined || next[1] > end) break;
      this.ms = Math.max(this.ms, next[1]);
      this.armed.delete(next[0]);
      next[0]();
      await yieldToLoop();
    }
    this.ms = end;
  }
}

function setUp(options: { speed?: number; notBefore?: number } = {}) {
  const wall = new FakeWall();
  const errors: unknown[] = [];
  const clock = new ScaledClock({ wall, onError: (error) => errors.push(error), ...options });
  return { wall, clock, errors };
}

const START = 1_000_000_000;

describe("ScaledClock's time", () => {
  it("is real time in microseconds at speed 1", () => {
    const { wall, clock } = setUp();
    expect(clock.now()).toBe(START);
    wall.ms += 0.5;
    expect(clock.now()).toBe(START + 500);
  });

  it("runs faster by the speed", () => {
    const { wall, clock } = setUp({ speed: 60 });
    wall.ms += 10;
    expect(clock.now()).toBe(START + 600_000);
    expect(clock.speed).toBe(60);
  });

  it("starts later where the state ran ahead, never earlier", () => {
    expect(setUp({ notBefore: START + 5 }).clock.now()).toBe(START + 5);
    expect(setUp({ notBefore: 5 }).clock.now()).toBe(START);
  });

  it("starts exactly where it was if it is paused", () => {
    for (const notBefore of [START - 5, START + 5]) {
      const { wall, clock } = setUp({ notBefore, speed: 0 });
      wall.ms += 1000;
      expect(clock.now()).toBe(notBefore);
    }
    expect(setUp({ speed: 0 }).clock.now()).toBe(START);
  });

  it("stands still when the machine's clock goes back, until it has caught up", () => {
    const { wall, clock } = setUp();
    wall.ms -= 1000;
    expect(clock.now()).toBe(START);
    wall.ms += 1001;
    expect(clock.now()).toBe(START + 1000);
  });

  it("stops at the largest safe number", () => {
    const { wall, clock } = setUp({ speed: MAX_SPEED });
    wall.ms += 1e9;
    expect(clock.now()).toBe(Number.MAX_SAFE_INTEGER);
  });

  it("has no turns for timers at the latest time that it can show, where all would be due at once", async () => {
    const { wall, clock } = setUp({ notBefore: LATEST - 5_000_000 });
    let [before, after] = [0, 0];
    clock.after(1000, () => void (before += 1));
    const again = (): void => {
      after += 1;
      clock.after(1000, again);
    };
    clock.after(10_000, again);
    await wall.pass(100_000);
    expect([before, after, wall.armed.size]).toEqual([1, 0, 0]);
  });

  it("continues from its time when the speed changes, and never goes back", () => {
    const steps = fc.array(
      fc.record({ speed: fc.double({ min: 0, max: 1000, noNaN: true }), ms: fc.nat(10_000) }),
    );
    fc.assert(
      fc.property(steps, (all) => {
        const { wall, clock } = setUp();
        let last = clock.now();
        for (const { speed, ms } of all) {
          clock.setSpeed(speed);
          expect(clock.now()).toBe(last);
          wall.ms += ms;
          const passed = clock.now() - last;
          expect(Math.abs(passed - ms * speed * 1000)).toBeLessThanOrEqual(1);
          last += passed;
        }
      }),
    );
  });

  it.each([-1, NaN, Infinity, MAX_SPEED + 1])("refuses speed %s", (speed) => {
    expect(() => setUp().clock.setSpeed(speed)).toThrow(RangeError);
    expect(() => setUp({ speed })).toThrow(RangeError);
  });
});

describe("ScaledClock's timers", () => {
  it("fire when due, by the clock's own speed", async () => {
    const { wall, clock } = setUp({ speed: 10 });
    const task = vi.fn();
    clock.after(1000, task);
    await wall.pass(99);
    expect(task).not.toHaveBeenCalled();
    await wall.pass(1);
    expect(task).toHaveBeenCalledOnce();
    expect(wall.wait).toBeUndefined();
  });

  it("fire in (due, made) order, each when it is due", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50)), async (delays) => {
        const { wall, clock } = setUp();
        const fired: [due: number, at: number][] = [];
        delays.forEach((ms, at) =>
          clock.after(ms, () => void fired.push([(clock.now() - START) / 1000, at])),
        );
        await wall.pass(50);
        expect(fired).toEqual(
          delays.map((ms, at) => [ms, at]).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!),
        );
      }),
    );
  });

  it("share one machine timer, set for the first; without timers there is none", () => {
    const { wall, clock } = setUp();
    expect(wall.wait).toBeUndefined();
    const cancels = [3000, 1000, 2000].map((ms) => clock.after(ms, vi.fn()));
    expect(wall.wait).toBe(1000);
    expect(wall.timersMade).toBe(2);
    cancels[1]!();
    expect(wall.wait).toBe(2000);
    cancels[0]!();
    cancels[0]!();
    expect(wall.wait).toBe(2000);
    cancels[2]!();
    expect(wall.wait).toBeUndefined();
  });

  it("are set again when the speed changes, and paused at speed 0", async () => {
    const { wall, clock } = setUp();
    const task = vi.fn();
    clock.after(1000, task);
    await wall.pass(400);
    clock.setSpeed(6);
    expect(wall.wait).toBe(100);
    clock.setSpeed(0);
    expect(clock.speed).toBe(0);
    expect(wall.wait).toBeUndefined();
    await wall.pass(1e6);
    clock.after(0, task);
    expect(wall.wait).toBeUndefined();
    expect(task).not.toHaveBeenCalled();
    clock.setSpeed(1);
    await wall.pass(0);
    expect(task).toHaveBeenCalledTimes(1);
    expect(wall.wait).toBe(600);
    await wall.pass(600);
    expect(task).toHaveBeenCalledTimes(2);
  });

  it("wait for at most half a minute at a time, so that a jump of the machine's clock is noticed", async () => {
    const { wall, clock } = setUp();
    const task = vi.fn();
    clock.after(3_600_000, task);
    expect(wall.wait).toBe(30_000);
    wall.ms += 3_600_000;
    await wall.pass(0);
    expect(task).toHaveBeenCalledOnce();
  });

  it("wait again if the machine's timer fired early", async () => {
    const { wall, clock } = setUp();
    const task = vi.fn();
    clock.after(10, task);
    const [early] = wall.armed.keys();
    wall.ms += 9.9996;
    early!();
    expect(task).not.toHaveBeenCalled();
    await wall.pass(1);
    expect(task).toHaveBeenCalledOnce();
  });

  it("that are cancelled by one due before do not fire", async () => {
    const { wall, clock } = setUp();
    const second = vi.fn();
    clock.after(1, () => cancel());
    const cancel = clock.after(1, second);
    await wall.pass(10);
    expect(second).not.toHaveBeenCalled();
  });

  it("that keep making timers due at once leave the loop its turns", async () => {
    const { wall, clock } = setUp();
    let left = 3;
    const again = (): void => {
      left -= 1;
      if (left > 0) clock.after(0, again);
    };
    clock.after(0, again);
    const [fire] = wall.armed.keys();
    fire!();
    expect(left).toBe(2);
    await wall.pass(0);
    expect(left).toBe(0);
  });

  it("that take long fire in a turn each", async () => {
    const { wall, clock } = setUp();
    const fired: number[] = [];
    for (const n of [1, 2, 3]) {
      clock.after(1, () => {
        fired.push(n);
        wall.ms += 40;
      });
    }
    wall.ms += 1;
    for (const expected of [[1], [1, 2], [1, 2, 3]]) {
      const [fire] = wall.armed.keys();
      fire!();
      await yieldToLoop();
      expect(fired).toEqual(expected);
    }
  });

  it("of which very many are due fire in several turns, in order", async () => {
    const { wall, clock } = setUp();
    const fired: number[] = [];
    for (let n = 0; n < 1000; n++) clock.after(1, () => void fired.push(n));
    wall.ms += 1;
    const [fire] = wall.armed.keys();
    fire!();
    expect(fired.length).toBeLessThan(500);
    await wall.pass(0);
    expect(fired).toEqual(Array.from({ length: 1000 }, (_, n) => n));
  });

  it("hand what their tasks throw to onError, and the others fire", async () => {
    const { wall, clock, errors } = setUp();
    const last = vi.fn();
    clock.after(1, () => {
      throw new Error("at once");
    });
    clock.after(1, async () => Promise.reject(new Error("later")));
    clock.after(1, last);
    await wall.pass(1);
    expect(errors).toEqual([new Error("at once"), new Error("later")]);
    expect(last).toHaveBeenCalledOnce();
  });

  it("refuse a duration that is not a number", () => {
    expect(() => setUp().clock.after(NaN, vi.fn())).toThrow(RangeError);
  });
});

describe("ScaledClock's sleeps and actors", () => {
  it("resolve when the time has passed", async () => {
    const { wall, clock } = setUp();
    const slept = vi.fn();
    void clock.sleep(5).then(slept);
    await wall.pass(4);
    expect(slept).not.toHaveBeenCalled();
    await wall.pass(1);
    expect(slept).toHaveBeenCalledOnce();
  });

  it("reject with the signal's reason, before or while they sleep, and leave no timer", async () => {
    const { wall, clock } = setUp();
    const stop = new AbortController();
    const sleep = clock.sleep(5, stop.signal);
    stop.abort(new Error("enough"));
    await expect(sleep).rejects.toThrow("enough");
    await expect(clock.sleep(5, stop.signal)).rejects.toThrow("enough");
    expect(wall.wait).toBeUndefined();
  });

  it("take no notice of a signal that aborts afterwards", async () => {
    const { wall, clock } = setUp();
    const stop = new AbortController();
    const sleep = clock.sleep(5, stop.signal);
    await wall.pass(5);
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
    stop.abort();
    await expect(sleep).resolves.toBeUndefined();
  });

  it("end with the actor; its error goes to onError", async () => {
    const { clock, errors } = setUp();
    await clock.spawn(() => Promise.reject(new Error("broken")));
    expect(errors).toEqual([new Error("broken")]);
  });

  it("pass tracked work through", async () => {
    const { clock } = setUp();
    await expect(clock.track(Promise.resolve(1))).resolves.toBe(1);
    await expect(clock.track(async () => 2)).resolves.toBe(2);
    await expect(clock.track(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(() => clock.noteProgress()).not.toThrow();
  });

  it("end when the clock closes, and nothing fires any more", async () => {
    const { wall, clock, errors } = setUp();
    const task = vi.fn();
    clock.after(1, task);
    const sleep = clock.sleep(1);
    const actor = clock.spawn(() => clock.sleep(1));
    clock.close();
    await expect(sleep).rejects.toThrow(ClockClosed);
    await actor;
    expect(errors).toEqual([]);
    clock.after(1, task)();
    clock.after(1, task);
    expect(wall.wait).toBeUndefined();
    await wall.pass(10);
    expect(task).not.toHaveBeenCalled();
  });

  it("begun after the close end only by their signal", async () => {
    const { clock } = setUp();
    clock.close();
    const stop = new AbortController();
    const sleep = clock.sleep(1, stop.signal);
    stop.abort(new Error("enough"));
    await expect(sleep).rejects.toThrow("enough");
  });
});
