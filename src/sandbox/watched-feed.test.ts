import { afterEach, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator, type StartOptions } from "../index.js";

const FEED = {
  product: "p.foo",
  snap: { name: "s.foo", revisions: { start: 1 }, channel: "edge" },
  every: "1h",
  while_watched: true,
};
const SEED = {
  accounts: [
    {
      email: "one@example.com",
      password: "correct horse",
      products: [
        {
          name: "p.foo",
          release: "15.04-core",
          snaps: ["s.foo"],
          test_specs: [{ name: "smoke", platform: "amd64" }],
        },
      ],
    },
  ],
  feed: [FEED],
};
const HOUR = 3_600_000;

let emulator: EmulatorHandle;
const watching: AbortController[] = [];
afterEach(async () => {
  for (const one of watching.splice(0)) one.abort();
  await emulator.close();
});

const begin = async (options: StartOptions): Promise<void> => {
  emulator = await startEmulator({ seed: SEED, lab: false, ...options });
};

/** Follows the sandbox's events, as the dashboard does. Resolves when the stream has started. */
async function watch(): Promise<() => void> {
  const here = new AbortController();
  watching.push(here);
  const { status } = await fetch(`${emulator.url}/_emulator/events`, { signal: here.signal });
  expect(status).toBe(200);
  return () => here.abort();
}

const listed = async () => (await emulator.control.send("GET /_emulator/feed")).entries;
const published = async (): Promise<number[]> =>
  (await listed()).filter((entry) => entry.published).map(({ revision }) => revision);

/** Lets time pass on a scaled clock, then slows it nearly to a stop. */
async function pass(ms: number): Promise<void> {
  const now = async (): Promise<number> => Date.parse((await emulator.clock()).now);
  const until = (await now()) + ms;
  await emulator.setSpeed(1_000_000);
  await expect.poll(now).toBeGreaterThan(until);
  await emulator.setSpeed(0.001);
}

describe("a feed that needs watchers", () => {
  it("advertises nothing without watchers, and one revision at once when a watcher arrives", async () => {
    await begin({ speed: 0.001 });
    await pass(10 * HOUR);
    expect(await listed()).toEqual([]);

    const leave = await watch();
    await expect.poll(published).toHaveLength(1);
    const [first] = await published();
    expect(first).toBeGreaterThanOrEqual(10);
    expect((await listed()).filter((entry) => !entry.published)[0]).toMatchObject({ revision: first! + 1 });
    await pass(HOUR);
    await expect.poll(async () => (await published()).at(-1)).toBeGreaterThan(first!);

    leave();
    await expect.poll(listed).toEqual((await listed()).filter((entry) => entry.published));
    const before = await published();
    await pass(10 * HOUR);
    expect(await published()).toEqual(before);
  });

  it("does not run on a manual clock, where watching must not change anything", async () => {
    await begin({ clock: "manual" });
    await watch();
    await emulator.advance(10 * HOUR);
    expect(await listed()).toEqual([]);
  });

  it.each([
    [{ ...FEED, count: 2 }, /while_watched: accepted: only with every, and without count/],
    [{ ...FEED, every: undefined, at: "1h" }, /while_watched: accepted: only with every/],
    [{ ...FEED, while_watched: "yes" }, /while_watched: got "yes"/],
  ])("is refused with contradictory settings: %#", async (feed, message) => {
    await begin({});
    await expect(emulator.reset({ ...SEED, feed: [feed] })).rejects.toThrow(message);
  });
});
