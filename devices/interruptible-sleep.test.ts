import { describe, expect, it } from "vitest";
import { Interrupted, InterruptibleSleep } from "./interruptible-sleep.js";
import type { EndSignal, LabClock } from "./lab-clock.js";

/** A clock on which nobody wakes up by himself. */
function standing(): { clock: LabClock; signals: EndSignal[] } {
  const signals: EndSignal[] = [];
  const clock: LabClock = {
    now: () => 0,
    sleep: (_ms, signal) => {
      signals.push(signal!);
      return new Promise((_, reject) => {
        signal!.addEventListener("abort", () => reject(signal!.reason), { once: true });
      });
    },
    spawn: (actor) => actor(),
  };
  return { clock, signals };
}

describe("a sleep", () => {
  it("ends early by a wake if it is idle, and only then", async () => {
    const { clock, signals } = standing();
    const sleeper = new InterruptibleSleep(clock);
    const idle = sleeper.sleep("idle", 1);
    sleeper.wake();
    expect(await idle).toBe(false);
    expect(signals[0]!.aborted).toBe(true);
    const phase = sleeper.sleep("phase", 1);
    sleeper.wake();
    sleeper.stop("drain");
    expect(signals[1]!.aborted).toBe(false);
    sleeper.stop("stop");
    expect(await phase).toBe(false);
    expect(await sleeper.sleep("phase", 1)).toBe(false);
    expect(signals.length).toBe(2);
  });
});

describe("a call", () => {
  it("gives its answer, and makes no signal unless it is asked for one", async () => {
    const sleeper = new InterruptibleSleep(standing().clock);
    expect(await sleeper.call(async () => 7)).toBe(7);
    const failed = sleeper.call(() => Promise.reject(new Error("no network")));
    await expect(failed).rejects.toThrow("no network");
  });

  it("ends at once by a stop at once, whether or not it obeys its signal", async () => {
    for (const obeys of [true, false]) {
      const sleeper = new InterruptibleSleep(standing().clock);
      let signal: AbortSignal | undefined;
      const call = sleeper.call((ask) => {
        if (obeys) signal = ask();
        return new Promise(() => undefined);
      });
      sleeper.stop("stop");
      expect(signal?.aborted ?? false).toBe(false);
      sleeper.stop("at-once");
      await expect(call).rejects.toBeInstanceOf(Interrupted);
      expect(signal?.aborted ?? obeys).toBe(obeys);
      await expect(sleeper.call(async () => 1)).rejects.toBeInstanceOf(Interrupted);
    }
  });

  it("that was interrupted does not end a later wait when its work ends", async () => {
    const { clock } = standing();
    const sleeper = new InterruptibleSleep(clock);
    let end = (): void => undefined;
    const call = sleeper.call(() => new Promise<void>((resolve) => (end = resolve)));
    sleeper.stop("at-once");
    await expect(call).rejects.toBeInstanceOf(Interrupted);
    end();
    expect(await sleeper.sleep("idle", 1)).toBe(false);
  });
});
