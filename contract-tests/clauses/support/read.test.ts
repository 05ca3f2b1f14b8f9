import { expect, it } from "vitest";
import type { ClauseContext } from "../clause.js";
import { logWith } from "./read.js";

it("a delay that the suite itself causes is added to the patience with the target", async () => {
  const patience: (number | undefined)[] = [];
  const t = {
    target: { patienceMs: 6000 },
    until: (_what: string, _look: unknown, ms?: number) => {
      patience.push(ms);
      return Promise.resolve({});
    },
  } as unknown as ClauseContext;
  await logWith(t, 4, "product", "opportunity", 10_000);
  await logWith(t, 4, "product", "opportunity");
  expect(patience).toEqual([16_000, 6000]);
});
