import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type EmulatorHandle, startEmulator } from "../../index.js";
import { hiddenField, sendForm, textOf } from "../testing/form-post.js";

const spec = parse(readFileSync("openapi.yaml", "utf8")) as {
  paths: Record<string, Record<string, { operationId?: string }>>;
  "x-contradictions": Record<string, unknown>;
};
const CONTRADICTIONS = Object.keys(spec["x-contradictions"]);
const OPERATIONS = Object.values(spec.paths).flatMap((item) =>
  Object.values(item).flatMap(({ operationId }) => operationId ?? []),
);
const ASSUMPTIONS = (parse(readFileSync("assumptions.yaml", "utf8")) as { id: string }[]).map(({ id }) => id);

describe("the API page", () => {
  let emulator: EmulatorHandle;
  beforeAll(async () => {
    emulator = await startEmulator({ seed: "demo", clock: "manual", lab: false });
  });
  afterAll(() => emulator.close());

  const root = (): string => `${emulator.url}/_emulator/dashboard/api`;
  const SOURCES = { headers: { cookie: "spi-sources=shown" } };
  const get = async (path = ""): Promise<string> => (await fetch(`${root()}${path}`, SOURCES)).text();
  const product = async (): Promise<string> =>
    ((await (await emulator.fetch("/products")).json()) as { products: { id: string }[] }).products[0]!.id;

  it("lists every operation and explains every assumption and every mark", async () => {
    const html = await get();
    for (const id of OPERATIONS) expect(html).toContain(`href="/_emulator/dashboard/api/${id}"`);
    for (const id of ASSUMPTIONS) expect(html).toContain(`<article class="panel" id="${id}"`);
    for (const id of CONTRADICTIONS) expect(html).toContain(`<article class="panel" id="${id}"`);
    for (const word of ["documented", "legacy", "public", "assumed", "contradiction"])
      expect(html).toContain(word);
  });

  it.each(OPERATIONS)("shows %s in full, with marks that link to their meaning", async (operationId) => {
    const answer = await fetch(`${root()}/${operationId}`, SOURCES);
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toContain('id="try-form"');
    expect(html).toMatch(/id="status-2\d\d"/);
    expect(html).toContain('data-source="');
    expect(html).not.toContain("[object Object]");
    for (const [, id] of html.matchAll(/#([AC]-\d+)"/g))
      expect([...ASSUMPTIONS, ...CONTRADICTIONS]).toContain(id);
    const marks = html.slice(html.indexOf('id="answers"')).match(/class="mark"/g) ?? [];
    expect(marks.length).toBeGreaterThan(3);
  });

  it("shows no marks unless asked", async () => {
    const html = await (await fetch(`${root()}/createProduct`)).text();
    expect(html).not.toContain('class="mark"');
  });

  it("finds operations and assumptions by words, and says when there are none", async () => {
    const html = await get("?q=gold+master+channel");
    expect(html).toContain("api/advertiseGoldMaster");
    expect(html).not.toContain("api/createToken");
    expect(await get("?q=A-14")).toContain('id="A-14"');
    const found = await get("?q=gold+masters+either+body");
    expect(found).toContain('id="C-2"');
    expect(found).not.toContain('id="C-1"');
    expect(await get("?q=%3Cimg%3E")).toContain("Nothing in the API matches all these words");
    expect(await get("?q=%3Cimg%3E")).not.toContain("<img>");
  });

  it("shows bounds, choices, examples and contradictions", async () => {
    const html = await get("/advertiseImage");
    expect(html).toContain("1 to 36 characters");
    expect(html).toContain("one of edge, beta, candidate, stable, or null");
    expect(html).toContain("DEADBEEF_83451039");
    expect(html).toContain('href="/_emulator/dashboard/api#C-4" aria-label="contradiction: C-4"');
  });

  it("has no page for an unknown operation", async () => {
    expect((await fetch(`${root()}/nothing`)).status).toBe(404);
  });

  it("fills the form from an exchange", async () => {
    const id = await product();
    await emulator.fetch(`/products/${id}/tests/results?start_date=2016-01-01&image_unique_id=a%20b`);
    const { exchanges } = await emulator.control.send("GET /_emulator/exchanges", { query: { limit: "1" } });
    const page = await fetch(`${emulator.url}/_emulator/dashboard/exchanges/${exchanges[0]!.id}`);
    expect(await page.text()).toContain(`/api/listTestResults?exchange=${exchanges[0]!.id}"`);
    const html = await get(`/listTestResults?exchange=${exchanges[0]!.id}`);
    expect(html).toMatch(new RegExp(`name="path.product_id"[^>]*value="${id}"`));
    expect(html).toMatch(/name="query.start_date"[^>]*value="2016-01-01"/);
    expect(html).toMatch(/name="query.image_unique_id"[^>]*value="a b"/);
  });

  it("refuses paths outside the product API", async () => {
    const url = `${root()}/getProduct?action=request`;
    const fields = { account: "customer@example.com" };
    for (const typed of ["..", "@evil.example/", "//evil.example", "../_emulator/clock"]) {
      const shown = await sendForm(url, { ...fields, "path.product_id": typed, do: "show" });
      const seen = hiddenField(shown, "seen")!;
      expect((JSON.parse(seen) as { url: string }).url.startsWith(`${emulator.url}/`)).toBe(true);
      const sent = await sendForm(url, { ...fields, "path.product_id": typed, seen, do: "send" });
      expect(textOf(sent, "answer-body")).toMatch(/"id": "(?:invalid-data|resource-not-found)"/);
    }
  });
});
