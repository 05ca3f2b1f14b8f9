import { expect, it } from "vitest";
import { TURN } from "../../clock/in-turns.js";
import type { Product } from "../../domain/records.js";
import type { State } from "../../domain/state.js";
import { eachRun, storedResults, whatOptions } from "./choice.js";

const rows = (): number[] => Array.from({ length: 2 * TURN + 1 }, (_, row) => row);
const gone = { at: () => undefined, isThere: () => false };
/** A state whose opportunities were deleted meanwhile. */
const state = {
  opportunityRows: rows,
  resultRows: rows,
  opportunity: () => undefined,
  tables: { opportunities: gone, results: gone },
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
