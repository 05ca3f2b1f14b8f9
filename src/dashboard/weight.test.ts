import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { addressOf, pagePaths } from "./testing/addresses.js";
import { manyOpportunities } from "./testing/product.js";

/** Maximum number of characters of a page for any sandbox, which a browser shows without lag. */
const MAX_CHARACTERS = 250_000;

let emulator: EmulatorHandle;
let many: EmulatorHandle;
beforeAll(async () => {
  emulator = await startEmulator({ seed: "demo", clock: "manual", lab: false });
  many = await manyOpportunities(emulator);
  for (let n = 0; n < 300; n++) await many.fetch("/products");
});
afterAll(() => emulator.close());

it.each(pagePaths)("%s stays light with 1,000 opportunities and 300 exchanges", async (path) => {
  const answer = await fetch(`${emulator.url}/_emulator/dashboard${await addressOf(many, path)}`);
  expect(answer.status).toBe(200);
  expect((await answer.text()).length).toBeLessThan(MAX_CHARACTERS);
});

it("a page stays light whatever is in its query", async () => {
  const query = Array.from({ length: 600 }, (_, n) => `q${n}=1`).join("&");
  const answer = await fetch(
    `${emulator.url}/_emulator/dashboard${await addressOf(many, "/")}`.replace(/\?|$/, `?${query}&`),
  );
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect([text.includes("q10="), text.includes("q500=")]).toEqual([true, false]);
});
