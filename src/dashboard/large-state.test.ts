import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { addressOf, pagePaths } from "./testing/addresses.js";

const many = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

let emulator: EmulatorHandle;
beforeAll(async () => {
  emulator = await startEmulator({ lab: false });
  const snap = { name: "x.y", revision: 1, channel: "edge" };
  const product = {
    name: "p",
    release: "16",
    snaps: ["x.y"],
    test_specs: many(2000, (n) => ({ name: `spec-${n}`, platform: `platform-${n}` })),
    history: [{ ago: "1d", snap }],
  };
  const seed = {
    accounts: [
      { email: "a@b.c", password: "p", products: [product] },
      ...many(999, (n) => ({ email: `a${n}@b.c`, password: "p", products: [] })),
    ],
  };
  await emulator.control.send("POST /_emulator/seed", { body: { seed } });
  await fetch(`${emulator.url}/products`);
});
afterAll(() => emulator.close());

it.each(pagePaths)(
  "the page %s does not grow with the number of accounts, platforms and Test Specs",
  async (path) => {
    const page = await fetch(`${emulator.url}/_emulator/dashboard${await addressOf(emulator, path)}`);
    expect([page.status, (await page.text()).length < 300_000]).toEqual([200, true]);
  },
);
