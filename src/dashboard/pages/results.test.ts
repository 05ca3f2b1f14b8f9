import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../../index.js";

const HOSTILE = `<img src=x onerror=alert(1)>`;

describe("the results page", () => {
  let emulator: EmulatorHandle;
  let products: { id: string; name: string }[];
  beforeAll(async () => {
    emulator = await startEmulator({ seed: "demo", clock: "manual", lab: false });
    const answer = await emulator.fetch("/products");
    ({ products } = (await answer.json()) as { products: typeof products });
  });
  afterAll(() => emulator.close());

  const idOf = (name: string): string => products.find((product) => product.name === name)!.id;
  const page = async (path: string): Promise<string> => {
    const answer = await fetch(`${emulator.url}/_emulator/dashboard${path}`);
    const html = await answer.text();
    return html.slice(Math.max(0, html.indexOf("<main")));
  };
  const send = async (path: string, body: object): Promise<void> => {
    const headers = { "content-type": "application/json" };
    const answer = await emulator.fetch(path, { method: "POST", body: JSON.stringify(body), headers });
    expect(answer.status).toBe(201);
  };
  /** The texts of the row that starts with a text. */
  const row = (html: string, beginning: string): string[] => {
    const [found = ""] = html
      .split(/<tr|<\/tr>/)
      .filter((one) =>
        one.includes(`scope="row" class="first"><span class="line-text" title="${beginning}"`),
      );
    return [...found.matchAll(/<\/svg>(\w+)<|class="hidden">(not run)/g)].map(
      ([, word, none]) => word ?? none!,
    );
  };

  it("shows the outcome for each revision and Test Spec", async () => {
    const html = await page(`/results?product=${idOf("test-product.foo")}`);
    expect(row(html, "test-snap.foo 2")).toEqual(["passed", "failed"]);
    expect(row(html, "webdm.canonical 7")).toEqual(["error", "passed"]);
    expect(row(html, "test-snap.foo 4")).toEqual(["queued", "queued"]);
    expect(html).toContain(`<th scope="colgroup" colspan="1" class="platform">amd64</th>`);
    expect(html.indexOf("test-snap.foo 4")).toBeLessThan(html.indexOf(`title="test-snap.foo 3"`));
  });

  it("explains its chart by a legend, and keeps the table below it", async () => {
    const html = await page(`/results?product=${idOf("test-product.foo")}`);
    const legend = html.indexOf('<ul class="legend" aria-label="Results">');
    const chart = html.indexOf('<div class="strips">');
    const table = html.indexOf("As a table");
    expect([legend, chart, table]).toEqual([legend, chart, table].sort((a, b) => a - b));
    expect(legend).toBeGreaterThan(0);
    for (const word of ["passed", "failed", "error"])
      expect(html.slice(legend, chart)).toContain(`${word} (`);
  });

  it("has rows for images and gold masters, and shows the chosen part of a product", async () => {
    expect(row(await page(`/results?product=${idOf("gateway.foo")}`), "image DEADBEEF_83451039")).toEqual([
      "passed",
    ]);
    const masters = await page(`/results?product=${idOf("test-product.foo")}&what=gold-master`);
    expect(masters).toContain("gold master of pi2.canonical 1");
    expect(masters).not.toContain(`title="test-snap.foo 2"`);
    const foo = await page(`/results?product=${idOf("test-product.foo")}&what=snap:webdm.canonical`);
    expect(row(foo, "webdm.canonical 7")).toHaveLength(2);
    expect(foo).not.toContain(`title="test-snap.foo 2"`);
    expect(await page(`/results?what=${encodeURIComponent(HOSTILE)}`)).toContain(
      "Nothing of this kind has been advertised",
    );
  });

  it("links a cell to its opportunity, or to the list if there were several runs", async () => {
    const product = idOf("test-product.foo");
    const again = { name: "test-snap.foo", revision: 3, channel: "beta" };
    await send(`/products/${product}/snaps`, again);
    await send(`/products/${product}/images`, { image_unique_id: "again", image_reference: null });
    await send(`/products/${product}/images`, { image_unique_id: "again", image_reference: null });
    const html = await page(`/results?product=${product}`);
    const links = [...html.matchAll(/class="cell"[^>]* href="([^"]+)"/g)].map(([, href]) =>
      href!.replaceAll("&amp;", "&"),
    );
    expect(links.some((href) => /\/opportunities\/[0-9a-f-]{36}$/.test(href))).toBe(true);
    for (const of of ["revision=3", "image=again"]) {
      const [several] = links.filter((href) => href.includes(of));
      const list = await page(several!.slice("/_emulator/dashboard".length));
      expect(list.split("<tr id=").slice(1)).toHaveLength(2);
    }
  });

  it("keeps showing its product when something is advertised for another one", async () => {
    const other = { image_unique_id: "first", image_reference: null, channel: "edge" };
    await send(`/products/${idOf("test-product.foo")}/images`, other);
    const [, address] = /id="live-matrix"[^>]* data-live="([^"]+)"/.exec(await page("/results"))!;
    await send(`/products/${idOf("gateway.foo")}/images`, other);
    const path = address!.replaceAll("&amp;", "&").slice("/_emulator/dashboard".length);
    expect(await page(path)).toContain("<h2>test-product.foo</h2>");
    expect(await page("/results")).toContain("<h2>gateway.foo</h2>");
  });

  it("shows results over time as a picture and as a table", async () => {
    const html = await page(`/results?product=${idOf("test-product.foo")}`);
    expect(html).toContain(`aria-label="amd64: 3 passed, 1 error"`);
    expect(html).toContain(`aria-label="pi2: 3 passed, 1 failed"`);
    const cells = [...html.slice(html.indexOf("As a table")).matchAll(/<td>([^<]*)<\/td>/g)];
    expect(cells.map(([, text]) => text)).toContain("1 failed");
    expect(html.match(/<rect class="result-ERROR"/g)).toHaveLength(1);
  });

  it("says when there is nothing to show", async () => {
    await emulator.control.send("POST /_emulator/sandboxes", { body: { name: "bare", seed: "empty" } });
    expect(await page("/results?sandbox=bare")).toContain("No product yet");
    expect(await page("/results?product=nonsense")).toContain("This product does not exist");
    await send("/products", { name: "fresh", release: "rolling-core", snaps: ["a"] });
    const answer = await emulator.fetch("/products");
    ({ products } = (await answer.json()) as { products: typeof products });
    expect(await page(`/results?product=${idOf("fresh")}`)).toContain(
      "Nothing has been advertised for it yet",
    );
  });

  it("never treats the API's data as markup", async () => {
    await send("/products", { name: HOSTILE, release: "rolling-core", snaps: [HOSTILE] });
    const answer = await emulator.fetch("/products");
    ({ products } = (await answer.json()) as { products: typeof products });
    const product = idOf(HOSTILE);
    await send(`/products/${product}/test-specs`, { name: HOSTILE, platform: HOSTILE, test_payload: {} });
    await send(`/products/${product}/images`, { image_unique_id: HOSTILE, image_reference: HOSTILE });
    for (const path of [`/results?product=${product}`, "/opportunities"]) {
      const html = await page(path);
      expect(html).toContain("&lt;img src=x");
      expect(html).not.toMatch(/<img|<script/);
    }
  });
});
