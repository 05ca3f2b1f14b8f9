import { expect, it } from "vitest";
import { Ledger } from "../cleanup/ledger.js";
import type { ClauseContext } from "../clauses/clause.js";
import { Skip } from "../judge/mismatch.js";
import { ForeignWork } from "./foreign-work.js";

/** What a check before a pick says of an account whose products and events are these. */
async function before(products: unknown[], event_logs: unknown[] = []): Promise<unknown> {
  const ledger = new Ledger({ format: 1, run: "spi-run", target: "http://127.0.0.1", before: [] }, null);
  const foreign = new ForeignWork(new Set(), ledger);
  const call = (operation: string, { path }: { path?: Record<string, unknown> } = {}) =>
    operation === "listProducts" || typeof path?.["product_id"] === "string"
      ? Promise.resolve({ status: 200, json: { products, event_logs } })
      : Promise.reject(new Error("an error of the suite"));
  foreign.look = () => ({ call }) as unknown as ClauseContext;
  return foreign.beforePick().then(
    () => null,
    (error: unknown) => error,
  );
}

it("the suite does not pick while work of others is queued for any agent", async () => {
  const queued = { test_opportunity_id: "o", events: [{ event_type: "QUEUED_FOR_AGENTS" }] };
  expect(await before([{ id: "p" }], [queued])).toBeInstanceOf(Skip);
  expect(await before([{ id: "p" }], [{ ...queued, test_opportunity: { platform: "pi2" } }])).toBeNull();
});

it.each([[[{}]], [[null]], [[{ id: 7 }]]])("products %j have no ids: it does not pick", async (products) => {
  const found = await before(products);
  expect(found).toBeInstanceOf(Skip);
  expect(String(found)).toContain("have no ids");
});
