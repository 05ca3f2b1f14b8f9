/** Every switch and every flaw starts, and together they are what they promise. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { send } from "./testing/client.js";
import { modelFlaws } from "./flaws/index.js";
import { startModelServer } from "./server.js";
import { modelSwitches } from "./switches/index.js";

const page = readFileSync("docs/contract.md", "utf8");

test("ids are unique", () => {
  const ids = [...modelSwitches, ...modelFlaws].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe("switches", () => {
  test("every assumption and every contradiction of the page can be the other way round", () => {
    const about = new Set(modelSwitches.map((each) => each.about));
    for (const wanted of new Set(page.match(/\b(A-\d\d|C-\d)\b/g))) expect(about).toContain(wanted);
  });

  test.each(modelSwitches)("$id starts, and makes a product", async (change) => {
    const server = await startModelServer({ changes: [change] });
    const body = { name: "p", release: "r", snaps: [] };
    const keys = server.accounts[0]!.credentials;
    const made = await send("POST", `${server.url}/products`, { body, keys });
    await server.close();
    expect([200, 201]).toContain(made.status);
  });
});

describe("flaws", () => {
  test("there are at least 150, of every kind", () => {
    expect(modelFlaws.length).toBeGreaterThanOrEqual(150);
    expect(new Set(modelFlaws.map(({ kind }) => kind)).size).toBe(15);
  });

  test.each(modelFlaws)("$id breaks a statement that the page has", ({ breaks }) => {
    const [, statement, section] = /^(?:`([\w.-]+)`|Section (\d))/.exec(breaks) ?? [];
    expect(page).toContain(section === undefined ? `- \`${statement!}\`` : `\n## ${section}. `);
  });
});
