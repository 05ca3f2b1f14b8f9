import { expect, it } from "vitest";
import { testServer } from "../http/testing/test-server.js";

it("a replacement is one step: no turn sees new records with data derived from the old ones", async () => {
  const { sandbox } = await testServer();
  const tables = { ...sandbox.state.tables };
  tables.meta = new Map([["sandbox", { ...sandbox.meta }]]);
  const progress = { done: false };
  const replaced = sandbox.replace(tables).then(() => (progress.done = true));
  while (!progress.done) {
    expect(sandbox.state.tables.meta.get("sandbox")).toBe(sandbox.meta);
    await Promise.resolve();
  }
  await replaced;
  expect(sandbox.meta).toBe(tables.meta.get("sandbox"));
});
