import { expect, it } from "vitest";
import { TURN } from "../../clock/in-turns.js";
import type { Product } from "../../domain/records.js";
import type { State } from "../../domain/state.js";
import { eachRun, storedResults, whatOptions } from "./choice.js";

/** A state whose opportunities were deleted meanwhile. */
const state = {
  opportunities: () => Array.from({ length: 2 * TURN + 1 }, () => ({ trigger: "image" })),
  results: () => Array.from({ length: 2 * TURN + 1 }, () => ({})),
  opportunity: () => undefined,
} as unknown as State;
const product = { id: "p" } as Product;

it.each<[what: string, work: () => Promise<unknown>]>([
  ["the choices", () => whatOptions(state, product)],
  ["the matrix", () => eachRun(state, product, () => undefined)],
  ["the results over time", () => storedResults(state, product, { product, what: "" })],
])("%s of many opportunities are made in turns", async (_, work) => {
  let turns = 0;
  let ended = false as boolean;
  const count = (): void => {
    if (ended) return;
    turns += 1;
    setImmediate(count);
  };
  setImmediate(count);
  await work();
  ended = true;
  expect(turns).toBeGreaterThanOrEqual(2);
});
