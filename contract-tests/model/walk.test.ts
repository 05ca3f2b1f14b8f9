/** Each flaw changes what a long walk through the model sees: none is dead. */
import { beforeAll, expect, test } from "vitest";
import { modelFlaws } from "./flaws/index.js";
import { secondStateFlaws } from "./flaws/second-state.js";
import { secondValueFlaws } from "./flaws/second-values.js";
import { walkRight, whereShows } from "./testing/walk.js";

let right: Map<string, string>;

beforeAll(async () => {
  right = await walkRight();
});

test("two walks through the right model are the same, and no answer is 500", async () => {
  expect([...(await walkRight())].join() === [...right].join()).toBe(true);
  expect([...right].join()).not.toMatch(/"status":500/);
});

/** Whether those of the second set show is told by the matrix: clauses notice them. */
const second = new Set([...secondStateFlaws, ...secondValueFlaws]);

test.each(modelFlaws.filter((flaw) => !second.has(flaw)))("$id shows", async (flaw) => {
  expect(await whereShows(flaw, right)).toBeDefined();
});
