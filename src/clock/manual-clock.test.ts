import { getEventListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { AdvanceError } from "./advance.js";
import { ClockClosed, LATEST, machine, machineWall, yieldToLoop } from "./clock.js";
import { ManualClock } from "./manual-clock.js";

const START = 5_000_000;

function setUp(options: { maxAtOnce?: number } = {}) {
  const errors: unknown[] = [];
  const clock = new ManualClock({ start: START, onError: (error) => errors.push(error), ...options });
  /** Milliseconds since the start. */
  const at = (): number => (clock.now() - START) / 1000;
  return { clock, errors, at };
}

describe("ManualClock.advance", () => {
  it("moves the time, which otherwise stands still", async () => {
    const { clock } = setUp();
    expect(clock.now()).toBe(START);
    await yieldToLoop();
    expect(clock.now()).toBe(START);
    expect(clock.speed).toBe(0);
    await expect(clock.advance(2.5)).resolves.toEqual({
      fired: 0,
      now: START + 2500,
      stopped: "advanced",
      reason: "2.5 ms have passed.",
      foregroundTimers: 0,
      backgroundTimers: 0,
      nextDue: null,
    });
  });

  it("fires any timers in (due, made) order, each at its instant, and now never goes back", async () => {
    const some = fc.array(fc.record({ ms: fc.nat(30), then: fc.option(fc.nat(30)) }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(some, fc.array(fc.nat(20), { minLength: 1 }), async (specs, ways) => {
        const { clock, at } = setUp();
        let made = 0;
        const fired: { due: number; order: number }[] = [];
        const add = (ms: number, then: number | null): void => {
          const [due, order] = [at() + ms, made++];
          clock.after(ms, () => {
            expect(at()).toBe(due);
            fired.push({ due, order });
            if (then !== null) add(then, null);
          });
        };
        for (const { ms, then } of specs) add(ms, then);
        for (const way of [...ways, 60]) {
          const before = at();
          await clock.advance(way);
          expect(at()).toBe(before + way);
        }
        expect(fired).toHaveLength(made);
        expect(fired).toEqual(fired.toSorted((a, b) => a.due - b.due || a.order - b.order));
      }),
    );
  });

  it("fires what is due at its end, and leaves what is due later", async () => {
    const { clock } = setUp();
    const task = vi.fn();
    clock.after(10, task);
    clock.after(11, task, { background: true });
    const report = await clock.advance(10);
    expect(task).toHaveBeenCalledOnce();
    expect(report).toMatchObject({
      fired: 1,
      foregroundTimers: 0,
      backgroundTimers: 1,
      nextDue: START + 11_000,
    });
  });

  it("fires what is due now only when advanced, be it by nothing", async () => {
    const { clock } = setUp();
    const task = vi.fn();
    clock.after(0, task);
    await yieldToLoop();
    expect(task).not.toHaveBeenCalled();
    await clock.advance(0);
    expect(task).toHaveBeenCalledOnce();
  });

  it("does not fire what was cancelled, also by a timer due at the same time", async () => {
    const { clock } = setUp();
    const task = vi.fn();
    clock.after(1, () => {
      cancel();
      cancel();
    });
    const cancel = clock.after(1, task);
    const report = await clock.advance(5);
    expect(task).not.toHaveBeenCalled();
    expect(report.fired).toBe(1);
  });

  it("waits its turn behind another", async () => {
    const { clock, at } = setUp();
    const seen: number[] = [];
    clock.after(5, () => void seen.push(at()));
    const both = [clock.advance(10), clock.advance(10)];
    clock.after(15, () => void seen.push(at()));
    const reports = await Promise.all(both);
    expect(reports.map(({ now, fired }) => [now, fired])).toEqual([
      [START + 10_000, 1],
      [START + 20_000, 1],
    ]);
    expect(seen).toEqual([5, 15]);
  });

  it.each([-1, NaN, Infinity])("refuses %s ms, and the next goes on", async (ms) => {
    const { clock } = setUp();
    await expect(clock.advance(ms)).rejects.toThrow(RangeError);
    await expect(clock.advance(1)).resolves.toMatchObject({ now: START + 1000 });
  });

  it("hands what tasks throw to onError and goes on", async () => {
    const { clock, errors } = setUp();
    const last = vi.fn();
    clock.after(1, () => {
      throw new Error("at once");
    });
    clock.after(1, async () => {
      await yieldToLoop();
      throw new Error("later");
    });
    clock.after(1, last);
    await clock.advance(1);
    expect(errors).toEqual([new Error("at once"), new Error("later")]);
    expect(last).toHaveBeenCalledOnce();
  });

  it("is refused from within what it would wait for", async () => {
    const { clock, errors } = setUp();
    void clock.spawn(async () => {
      await clock.sleep(1);
      await clock.track(() => clock.advance(1).then());
    }, "agent-1");
    clock.after(2, async () => {
      await yieldToLoop();
      await clock.advanceToNext();
    });
    await clock.advance(2);
    expect(errors).toEqual([
      new AdvanceError("The clock cannot be advanced from within a request: it would wait for itself."),
      new AdvanceError("The clock cannot be advanced from within a timer's task: it would wait for itself."),
    ]);
  });

  it("is not refused where the activity that it came from has ended", async () => {
    const { clock } = setUp();
    let later: Promise<unknown> | undefined;
    await clock.spawn(async () => {
      later = yieldToLoop().then(() => clock.advance(1));
    });
    await expect(later).resolves.toMatchObject({ stopped: "advanced" });
  });

  it("stops at an endless run of timers at one instant", async () => {
    const { clock } = setUp({ maxAtOnce: 10 });
    const again = (): void => void clock.after(0, again);
    for (let ms = 0; ms < 20; ms++) clock.after(ms, vi.fn());
    await expect(clock.advance(20)).resolves.toMatchObject({ fired: 20 });
    clock.after(0, again);
    await expect(clock.advance(1)).rejects.toThrow("More than 10 timers fired at one instant");
    await expect(clock.advance(0)).rejects.toThrow(AdvanceError);
  });
});

describe("ManualClock.advance with a signal", () => {
  it("is given up at once, says what was busy, and fires nothing more", async () => {
    const { clock, at } = setUp();
    const later = vi.fn();
    let answer = (): void => undefined;
    let asked = (): void => undefined;
    const question = new Promise<void>((resolve) => (asked = resolve));
    void clock.spawn(async () => {
      await clock.sleep(1);
      asked();
      await new Promise<void>((resolve) => (answer = resolve));
    }, "agent-1");
    clock.after(2, later);
    const stop = new AbortController();
    const advance = clock.advance(10, { signal: stop.signal });
    await question;
    expect(clock.busy).toEqual(["agent-1"]);
    stop.abort("enough");
    await expect(advance).rejects.toThrow("The advance was aborted. Busy then: agent-1.");
    await expect(advance).rejects.toHaveProperty("cause", "enough");
    answer();
    await yieldToLoop();
    expect(at()).toBe(1);
    expect(later).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(later).toHaveBeenCalledOnce();
  });

  it("is given up between timers that never end", async () => {
    const { clock } = setUp();
    const stop = new AbortController();
    let fired = 0;
    const again = (): void => {
      fired += 1;
      if (fired === 5) stop.abort();
      clock.after(1, again);
    };
    clock.after(1, again);
    await expect(clock.advanceUntilIdle({ signal: stop.signal })).rejects.toThrow(
      "Busy then: a timer's task.",
    );
    await clock.advance(0);
    expect(fired).toBe(5);
  });

  it("is given up while it waits its turn, and before it began", async () => {
    const { clock, at } = setUp();
    let answer = (): void => undefined;
    void clock.track(new Promise<void>((resolve) => (answer = resolve)));
    const first = clock.advance(1);
    const stop = new AbortController();
    const second = clock.advance(1, { signal: stop.signal });
    stop.abort();
    await expect(second).rejects.toThrow("Busy then: a request.");
    await expect(clock.advance(1, { signal: stop.signal })).rejects.toThrow(AdvanceError);
    answer();
    await first;
    await clock.advance(0);
    expect(at()).toBe(1);
  });
});

describe("ManualClock.advance's waiting", () => {
  it("is not polling", async () => {
    const { clock } = setUp();
    let answer = (): void => undefined;
    void clock.track(new Promise<void>((resolve) => (answer = resolve)));
    const stop = new AbortController();
    const advance = clock.advance(1, { signal: stop.signal });
    const turns = vi.spyOn(machine, "setImmediate");
    for (let turn = 0; turn < 50; turn++) await yieldToLoop();
    expect(turns).toHaveBeenCalledTimes(50);
    turns.mockRestore();
    answer();
    await advance;
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });
});

describe("ManualClock.advanceToNext", () => {
  it("goes to the next instant, where all that is due fires", async () => {
    const { clock, at } = setUp();
    const seen: string[] = [];
    clock.after(7, () => {
      seen.push("a");
      clock.after(0, () => void seen.push("c"));
    });
    clock.after(7, () => void seen.push("b"));
    clock.after(8, () => void seen.push("d"));
    await expect(clock.advanceToNext()).resolves.toMatchObject({
      stopped: "advanced",
      fired: 3,
      now: START + 7000,
    });
    expect(seen).toEqual(["a", "b", "c"]);
    await clock.advanceToNext();
    expect(at()).toBe(8);
  });

  it("says so where nothing is due", async () => {
    const { clock } = setUp();
    const report = await clock.advanceToNext();
    expect(report).toMatchObject({ stopped: "nothing-due", fired: 0, now: START, nextDue: null });
  });

  it("waits for what is under way to make its timer", async () => {
    const { clock } = setUp();
    void clock.spawn(async () => {
      await yieldToLoop();
      await yieldToLoop();
      await clock.sleep(3);
    });
    await expect(clock.advanceToNext()).resolves.toMatchObject({ fired: 1, now: START + 3000 });
  });
});

describe("ManualClock.close", () => {
  it("ends an advance that was about to fire", async () => {
    const { clock, at } = setUp();
    const task = vi.fn();
    clock.after(1, task);
    setImmediate(() => clock.close());
    await expect(clock.advance(10)).rejects.toThrow(ClockClosed);
    expect(task).not.toHaveBeenCalled();
    expect(at()).toBe(0);
  });

  it("ends sleeps and advances; nothing fires any more", async () => {
    const { clock, errors } = setUp();
    const task = vi.fn();
    clock.after(1, task);
    const actor = clock.spawn(() => clock.sleep(1));
    void clock.track(new Promise<void>(() => undefined));
    const advances = [clock.advance(10), clock.advanceUntilIdle()];
    await yieldToLoop();
    clock.close();
    for (const advance of advances) await expect(advance).rejects.toThrow(ClockClosed);
    await actor;
    await expect(clock.advance(1)).rejects.toThrow(ClockClosed);
    clock.after(1, task)();
    expect(task).not.toHaveBeenCalled();
    expect(errors).toEqual([]);
  });
});

describe("ManualClock.settled", () => {
  it("waits for what goes on, and fires no timer", async () => {
    const clock = new ManualClock({ start: 1_000 });
    const story: string[] = [];
    clock.after(0, () => void story.push("timer"));
    void clock.spawn(async () => {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
      story.push("actor");
      await clock.sleep(5);
      story.push("woken");
    });
    await clock.settled();
    expect([story, clock.now()]).toEqual([["actor"], 1_000]);
  });
});

describe("a bounded advance", () => {
  /** A timer that is made again each second. */
  const endless = () => {
    const { clock, at } = setUp();
    let fired = 0;
    const again = (): void => {
      fired += 1;
      clock.after(1000, again);
    };
    clock.after(1000, again);
    return { clock, at, fired: () => fired };
  };
  const bounds = { timers: 10, wallMs: Infinity };

  it("stops when so many timers have fired, says so, and goes on when it is asked again", async () => {
    const { clock, at, fired } = endless();
    const first = await clock.advance(25_000, { bounds });
    const reason = "10 timers fired, the most of one advance; ask again to go on.";
    expect(first).toMatchObject({ fired: 10, stopped: "limit", reason, now: START + 10_000_000 });
    await clock.advance(15_000, { bounds });
    expect(await clock.advance(5000, { bounds })).toMatchObject({ fired: 5, stopped: "advanced" });
    expect([at(), fired()]).toEqual([25_000, 25]);
  });

  it("counts its time from its turn, not from when it was asked for", async () => {
    const { clock, fired } = endless();
    const wall = machineWall();
    let end = (): void => undefined;
    const busy = clock.track(new Promise<void>((done) => (end = done)));
    const first = clock.advance(0);
    const asked = wall.now();
    const second = clock.advance(3000, { bounds: { timers: Infinity, wallMs: 1000 } });
    while (wall.now() - asked <= 1000) await yieldToLoop();
    end();
    await Promise.all([busy, first]);
    expect([await second, fired()]).toEqual([expect.objectContaining({ stopped: "advanced" }), 3]);
  });

  it("stops when it took so long", async () => {
    const { clock } = endless();
    const report = await clock.advance(25_000, { bounds: { timers: Infinity, wallMs: 0 } });
    expect(report).toMatchObject({ fired: 0, stopped: "limit", now: START });
    expect(report.reason).toMatch(/real time, the most of one advance; ask again/);
  });

  it("stops on its way to idleness and to the next event", async () => {
    const { clock } = endless();
    expect(await clock.advanceUntilIdle({ bounds })).toMatchObject({ fired: 10, stopped: "limit" });
    for (let n = 0; n < 20; n++) clock.after(500, vi.fn());
    expect(await clock.advanceToNext({ bounds })).toMatchObject({ fired: 10, stopped: "limit" });
    expect(await clock.advance(0)).toMatchObject({ fired: 10, stopped: "advanced" });
  });

  it("fires nothing at the latest time that a clock can show, where every timer is due at once", async () => {
    const clock = new ManualClock({ start: LATEST - 1_500_000 });
    let fired = 0;
    const again = (): void => {
      fired += 1;
      clock.after(1000, again);
    };
    clock.after(1000, again);
    const report = await clock.advance(60_000);
    expect(report).toMatchObject({ fired: 1, stopped: "limit" });
    expect(report.reason).toBe("The clock is at the latest time that it can show.");
    expect(fired).toBe(1);
  });
});
