import { describe, expect, it, vi } from "vitest";
import { DEFAULT_LIMIT_MS, ManualClock } from "./manual-clock.js";

const START = 5_000_000;

function setUp() {
  const clock = new ManualClock({ start: START });
  /** Milliseconds since the start. */
  const at = (): number => (clock.now() - START) / 1000;
  return { clock, at };
}

describe("ManualClock.advanceUntilIdle", () => {
  it("is idle at once without timers", async () => {
    const report = await setUp().clock.advanceUntilIdle();
    expect(report).toMatchObject({ stopped: "idle", fired: 0, now: START, reason: "No timers are left." });
  });

  it("runs all timers and what they make", async () => {
    const { clock } = setUp();
    clock.after(5, () => void clock.after(5, vi.fn()));
    await expect(clock.advanceUntilIdle()).resolves.toMatchObject({ fired: 2, now: START + 10_000 });
  });

  it("lets each poll run once if it has no effect", async () => {
    const { clock, at } = setUp();
    const polls: [number, string][] = [];
    const poll = (name: string, ms: number): void =>
      void clock.spawn(async () => {
        for (;;) {
          await clock.sleep(ms, undefined, { background: true });
          polls.push([at(), name]);
        }
      });
    poll("fast", 4);
    poll("slow", 10);
    const report = await clock.advanceUntilIdle();
    expect(polls).toEqual([4, 8].map((ms) => [ms, "fast"]).concat([[10, "slow"]]));
    expect(report).toMatchObject({ stopped: "idle", fired: 3, foregroundTimers: 0, backgroundTimers: 2 });
    expect(report.reason).toBe("Each of the 2 background timers fired in a row without effect.");
  });

  it("does not wait for an endless source", async () => {
    const { clock, at } = setUp();
    const source = (): void => void clock.after(60, source, { endless: true });
    source();
    void clock.spawn(async () => {
      for (;;) await clock.sleep(10, undefined, { background: true });
    });
    const report = await clock.advanceUntilIdle();
    expect([report.stopped, at()]).toEqual(["idle", 10]);
    expect(report.reason).toMatch(/1 endless source/);
  });

  it("goes on when a poll finds work, until every poll ran once more after it", async () => {
    const { clock, at } = setUp();
    const story: [number, string][] = [];
    const jobs = ["first", "second"];
    void clock.spawn(async () => {
      for (;;) {
        await clock.sleep(5, undefined, { background: true });
        const job = jobs.shift();
        story.push([at(), job ?? "nothing"]);
        if (job !== undefined) await clock.sleep(20);
      }
    });
    await clock.advanceUntilIdle();
    expect(story).toEqual([
      [5, "first"],
      [30, "second"],
      [55, "nothing"],
    ]);
  });

  it("goes on where progress was noted", async () => {
    const { clock } = setUp();
    let polls = 0;
    const poll = (): void => {
      polls += 1;
      if (polls < 4) clock.noteProgress();
      clock.after(1, poll, { background: true });
    };
    clock.after(1, poll, { background: true });
    await clock.advanceUntilIdle();
    expect(polls).toBe(4);
    await clock.advanceUntilIdle();
    expect(polls).toBe(5);
  });

  it("does not take a time limit that was cancelled for progress, nor wait for a poll that was", async () => {
    const { clock } = setUp();
    const poll = (): void => {
      clock.after(30, vi.fn())();
      cancel();
      clock.after(1, poll, { background: true });
    };
    clock.after(1, poll, { background: true });
    const cancel = clock.after(50, vi.fn(), { background: true });
    await expect(clock.advanceUntilIdle()).resolves.toMatchObject({ stopped: "idle", fired: 1 });
  });

  it("stops at its limit", async () => {
    const { clock } = setUp();
    const again = (): void => void clock.after(3, again);
    again();
    const report = await clock.advanceUntilIdle({ limitMs: 10 });
    expect(report).toMatchObject({
      stopped: "limit",
      fired: 3,
      now: START + 10_000,
      nextDue: START + 12_000,
    });
    expect(report.reason).toBe("10 ms have passed and it was not idle yet.");
  });

  it("has a default limit", async () => {
    const { clock, at } = setUp();
    const again = (): void => void clock.after(3_600_000, again);
    again();
    await expect(clock.advanceUntilIdle()).resolves.toMatchObject({ stopped: "limit", fired: 7 * 24 });
    expect(at()).toBe(DEFAULT_LIMIT_MS);
  });
});
