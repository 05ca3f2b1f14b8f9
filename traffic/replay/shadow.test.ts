import { describe, expect, it } from "vitest";
import { startOwnStage } from "../../src/cli/replay-stage.js";
import { atFileEnd } from "../../src/testing/file-end.js";
import type { TrafficExchange } from "../exchange.js";
import { recordedOf } from "../testing/replayed.js";
import { walkThrough } from "../testing/walk-through.js";
import type { Step } from "./replayer.js";
import { Shadow, type ShadowOptions } from "./shadow.js";

/** A shadow of one account, with what it told. */
async function shadowOf(options: Partial<ShadowOptions> = {}) {
  const accounts = [
    { names: ["first"], email: "a@replay.example", status: "active" as const, hasOtp: false },
  ];
  const stage = await startOwnStage(
    accounts.map((one) => ({ ...one, organizations: [] })),
    Date.UTC(2000, 0, 1) * 1000,
  );
  atFileEnd(() => stage.close());
  const steps: Step[] = [];
  let skips = 0;
  const shadow = new Shadow({
    ...{ stage, patienceMs: 60_000, onStep: (step: Step) => steps.push(step), onSkip: () => (skips += 1) },
    onError(error) {
      throw error as Error;
    },
    ...options,
  });
  const differing = (): string[] =>
    steps.flatMap(({ found }) => found.differences.map(({ at, what }) => `${at} ${what}`));
  return { shadow, stage, steps, differing, skips: () => skips };
}

describe("a shadow", () => {
  it("answers as an independent server does, from the first exchange or from any other one on", async () => {
    const exchanges = await recordedOf(walkThrough);
    for (const from of [0, 3, 6, 12, 21]) {
      const { shadow, steps, differing } = await shadowOf();
      for (const exchange of exchanges.slice(from)) shadow.take(exchange);
      await shadow.end();
      expect([from, differing()]).toEqual([from, []]);
      expect(steps.map(({ exchange }) => exchange.n)).toEqual(exchanges.slice(from).map(({ n }) => n));
      // What was told too late to be made as it was is left out; of the rest something is compared.
      const notSent = steps.filter((one) => one.notSent !== null).length;
      expect([from, notSent <= (from < 12 ? 0 : 4)]).toEqual([from, true]);
    }
  });

  it("takes exchanges at once, leaves out what comes too fast and makes up for it", async () => {
    const exchanges = await recordedOf(walkThrough);
    const { shadow, steps, differing, skips } = await shadowOf({ maxWaiting: 4 });
    for (const exchange of exchanges.slice(0, 6)) shadow.take(exchange);
    expect([shadow.skipped, skips(), steps.length]).toEqual([2, 1, 0]);
    // All that waited is compared before more comes.
    const before = async (): Promise<void> => {
      for (const exchange of exchanges.slice(6)) {
        while (steps.length < exchange.n - 3) await new Promise((resolve) => setImmediate(resolve));
        shadow.take(exchange);
      }
    };
    await before();
    await shadow.end();
    expect([shadow.skipped, steps.length, differing()]).toEqual([2, exchanges.length - 2, []]);
  });

  it("ends with what waits, or without it", async () => {
    const exchanges = await recordedOf(walkThrough);
    const { shadow, steps } = await shadowOf();
    for (const exchange of exchanges) shadow.take(exchange);
    await shadow.end(AbortSignal.abort());
    expect([shadow.skipped, steps.length]).toEqual([exchanges.length, 0]);
    shadow.take(exchanges[0]!);
    expect(shadow.skipped).toBe(exchanges.length + 1);
  });

  it("goes on after an error of its own", async () => {
    const exchanges: TrafficExchange[] = (await recordedOf(walkThrough)).slice(0, 3);
    const errors: unknown[] = [];
    const { stage } = await shadowOf();
    let calls = 0;
    const failing = {
      ...stage,
      send: (...given: Parameters<typeof stage.send>) =>
        ++calls === 2 ? Promise.reject(new Error("once")) : stage.send(...given),
    };
    const { shadow, steps } = await shadowOf({ stage: failing, onError: (error) => errors.push(error) });
    for (const exchange of exchanges) shadow.take(exchange);
    await shadow.end();
    expect([errors.map(String), steps.map(({ exchange }) => exchange.n)]).toEqual([["Error: once"], [1, 3]]);
  });
});
