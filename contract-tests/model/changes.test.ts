/** Every switch starts and works, and together they are what they promise. */
import { describe, expect, test } from "vitest";
import { send } from "./client.js";
import { startModelServer } from "./server.js";
import { modelSwitches } from "./switches/index.js";

const assumptions = Array.from({ length: 33 }, (_, i) => `A-${String(i + 1).padStart(2, "0")}`);

describe("switches", () => {
  test("ids are unique, and every assumption and contradiction can be the other way round", () => {
    const ids = modelSwitches.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const about = new Set(modelSwitches.map((each) => each.about));
    for (const wanted of [...assumptions, "C-1", "C-2", "C-3", "C-4", "C-5"]) expect(about).toContain(wanted);
  });

  test.each(modelSwitches)("$id starts, and does not fail on a product", async (change) => {
    const server = await startModelServer({ changes: [change] });
    const body = { name: "p", release: "r", snaps: [] };
    const keys = server.accounts[0]!.credentials;
    const made = await send("POST", `${server.url}/products`, { body, keys });
    expect([200, 201]).toContain(made.status);
    await server.close();
  });
});
