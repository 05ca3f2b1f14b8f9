import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lockDataDir, type LockSystem } from "./state-lock.js";

/** Files and processes in memory; every call is a step that the scheduler can put in any order. */
class FakeSystem {
  readonly files = new Map<string, string>();
  readonly dead = new Set<number>();

  constructor(private readonly scheduler: fc.Scheduler) {}

  /** The system as the process of this pid sees it; the process is killed after `steps` steps. */
  of(pid: number, steps = Infinity): LockSystem {
    const { files, dead } = this;
    let left = steps;
    const step = async <T>(label: string, action: () => T): Promise<T> => {
      await this.scheduler.schedule(Promise.resolve(), `${pid} ${label}`);
      if (left <= 0) dead.add(pid);
      left -= 1;
      if (dead.has(pid)) throw new Error("killed");
      return action();
    };
    const fail = (code: string): never => {
      throw Object.assign(new Error(code), { code });
    };
    return {
      files: {
        makeFolder: async () => undefined,
        write: (path, text) => step(`write ${path}`, () => void files.set(path, text)),
        link: (path, to) =>
          step(`link ${to}`, () => (files.has(to) ? fail("EEXIST") : void files.set(to, files.get(path)!))),
        read: (path) => step(`read ${path}`, () => files.get(path) ?? fail("ENOENT")),
        remove: (path) => step(`remove ${path}`, () => (files.delete(path) ? undefined : fail("ENOENT"))),
      },
      self: async () => ({ pid, started: "now" }),
      isAlive: (life) => step(`look at ${life.pid}`, () => life.pid !== 99 && !dead.has(life.pid)),
    };
  }
}

const stale = fc.constantFrom(undefined, "", "99\nthen\nabc\n");
const kills = fc.array(fc.option(fc.nat({ max: 12 }), { nil: Infinity }), { minLength: 2, maxLength: 4 });

describe("starters in any order of their steps, some of them killed", () => {
  it("never hold the lock twice; one gets it; it is never stuck", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), stale, stale, kills, async (scheduler, lock, guard, steps) => {
        const system = new FakeSystem(scheduler);
        if (lock !== undefined) system.files.set("d/lock", lock);
        if (guard !== undefined) system.files.set("d/lock.steal", guard);
        const starters = steps.map((left, index) => lockDataDir("d", system.of(index + 1, left)));
        const outcomes = await scheduler.waitFor(Promise.allSettled(starters));
        const winners = outcomes.flatMap(({ status }, index) => (status === "fulfilled" ? [index + 1] : []));
        const holders = winners.filter((pid) => !system.dead.has(pid));
        expect(holders.length).toBeLessThanOrEqual(1);
        if (system.dead.size === 0) expect(holders.length).toBe(1);
        const later = await scheduler.waitFor(Promise.allSettled([lockDataDir("d", system.of(50))]));
        expect(later[0].status).toBe(holders.length === 0 ? "fulfilled" : "rejected");
      }),
      { numRuns: 500 },
    );
  });
});
