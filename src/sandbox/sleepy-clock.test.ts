import { describe, expect, it } from "vitest";
import { ClockClosed, yieldToLoop } from "../clock/clock.js";
import { ManualClock } from "../clock/manual-clock.js";
import { SleepyClock } from "./sleepy-clock.js";

function setUp() {
  const clock = new ManualClock({ start: 0 });
  const rule = { may: false };
  const sleepy = new SleepyClock(clock, () => rule.may);
  const ended: string[] = [];
  const wait = (name: string, ms: number, signal?: AbortSignal): void =>
    void sleepy.sleep(ms, signal, { background: true }).then(
      () => ended.push(name),
      (error: unknown) => ended.push(`${name}: ${(error as Error).message}`),
    );
  return { clock, sleepy, rule, ended, wait };
}

describe("SleepyClock", () => {
  it("suspends idle waits while paused, but no waits that continue work", async () => {
    const { clock, sleepy, rule, ended, wait } = setUp();
    wait("one", 1000);
    void sleepy.sleep(3000).then(() => ended.push("phase"));
    expect(clock.pendingTimers).toBe(2);
    rule.may = true;
    wait("other", 2000);
    expect([sleepy.asleep, clock.pendingTimers]).toEqual([true, 1]);
    await clock.advance(5000);
    expect(ended).toEqual(["phase"]);
    wait("third", 4000);
    sleepy.wake();
    expect([sleepy.asleep, clock.pendingTimers]).toEqual([false, 3]);
    await clock.advance(0);
    expect(ended).toEqual(["phase", "one", "other"]);
    await clock.advance(4000);
    expect(ended).toEqual(["phase", "one", "other", "third"]);
  });

  it("resumes when a wait begins and there is work again", async () => {
    const { clock, sleepy, rule, ended, wait } = setUp();
    rule.may = true;
    wait("one", 1000);
    rule.may = false;
    wait("other", 2000);
    expect([sleepy.asleep, clock.pendingTimers]).toEqual([false, 2]);
    await clock.advance(2000);
    expect(ended).toEqual(["one", "other"]);
  });

  it("allows a wait to be interrupted, paused or not", async () => {
    const { clock, rule, ended, wait } = setUp();
    const stop = new AbortController();
    wait("awake", 1000, stop.signal);
    rule.may = true;
    wait("asleep", 1000, stop.signal);
    stop.abort(new Error("stopped"));
    wait("too late", 1000, stop.signal);
    await yieldToLoop();
    expect(ended).toEqual(["awake: stopped", "asleep: stopped", "too late: stopped"]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("ends its waits when the clock closes", async () => {
    const { clock, ended, wait } = setUp();
    wait("one", 1000);
    clock.close();
    await yieldToLoop();
    expect(ended).toEqual([`one: ${new ClockClosed().message}`]);
  });
});
