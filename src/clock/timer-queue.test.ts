import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimerQueue, type Timer } from "./timer-queue.js";

const never = (): void => undefined;

describe("TimerQueue", () => {
  it("gives timers by due instant, then by order of making, whatever was cancelled", () => {
    const timer = fc.record({ due: fc.nat(1000), cancelled: fc.boolean(), background: fc.boolean() });
    const timers = fc.array(timer, { maxLength: 60, size: "max" });
    fc.assert(
      fc.property(timers, (specs) => {
        const queue = new TimerQueue();
        const made = specs.map(({ due, background }) => queue.add({ due, background, fire: never }));
        const kept = made.filter((timer, at) => {
          if (specs[at]!.cancelled) queue.cancel(timer);
          return timer.queued;
        });
        expect(queue.size).toBe(kept.length);
        expect(queue.foreground).toBe(kept.filter((timer) => !timer.background).length);
        expect(queue.background()).toHaveLength(kept.filter((timer) => timer.background).length);
        const taken: Timer[] = [];
        for (let next = queue.take(1000); next; next = queue.take(1000)) taken.push(next);
        const sorted = kept.toSorted((a, b) => a.due - b.due || a.order - b.order);
        expect(taken.map(({ order }) => order)).toEqual(sorted.map(({ order }) => order));
        expect(queue).toMatchObject({ size: 0, foreground: 0, made: specs.length });
      }),
    );
  });

  it("takes nothing that is not due, nor what was made too late", () => {
    const queue = new TimerQueue();
    queue.add({ due: 5, background: false, fire: never });
    expect(queue.take(4)).toBeUndefined();
    expect(queue.take(5, 0)).toBeUndefined();
    expect(queue.take(5, 1)?.due).toBe(5);
  });

  it("cancels a timer once", () => {
    const queue = new TimerQueue();
    const timer = queue.add({ due: 1, background: false, fire: never });
    queue.add({ due: 2, background: false, fire: never });
    queue.cancel(timer);
    queue.cancel(timer);
    expect(queue).toMatchObject({ size: 1, foreground: 1 });
    expect(queue.first?.due).toBe(2);
  });

  it("drops all in order and tells those that want to know", () => {
    const queue = new TimerQueue();
    const told: string[] = [];
    queue.add({ due: 2, background: true, fire: never, drop: (reason) => told.push(`2 ${reason.message}`) });
    queue.add({ due: 1, background: false, fire: never, drop: (reason) => told.push(`1 ${reason.message}`) });
    const silent = queue.add({ due: 0, background: false, fire: never });
    queue.dropAll(new Error("closed"));
    expect(told).toEqual(["1 closed", "2 closed"]);
    expect(queue).toMatchObject({ size: 0, foreground: 0, first: undefined });
    queue.cancel(silent);
    expect(queue.size).toBe(0);
  });
});
