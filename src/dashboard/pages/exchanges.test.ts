import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../../index.js";

describe("the exchanges page", () => {
  let emulator: EmulatorHandle;
  beforeAll(async () => {
    emulator = await startEmulator({ seed: "demo", clock: "manual", lab: false });
  });
  afterAll(() => emulator.close());

  const page = async (path: string): Promise<string> => {
    const answer = await fetch(`${emulator.url}/_emulator/dashboard${path}`);
    const html = await answer.text();
    // The frame around it contains the credentials.
    return html.slice(Math.max(0, html.indexOf("<main")));
  };

  it("lists exchanges, newest first, with the verdict and the reason of a refusal", async () => {
    await emulator.fetch("/products");
    await emulator.fetch("/products", {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    const html = await page("/exchanges?fragment=exchanges");
    const rows = html.split("<tr").slice(2);
    expect(rows[0]).toContain("createProduct");
    expect(rows[0]).toContain("invalid request");
    expect(rows[0]).toContain("name: missing");
    expect(rows[1]).toContain("listProducts");
    expect(rows[1]).toContain("valid");
  });

  it("shows the exchanges that match the filters of its address", async () => {
    await emulator.fetch("/products");
    await emulator.fetch("/nowhere");
    expect(await page("/exchanges?operation=listProducts")).not.toContain("/nowhere</a>");
    expect(await page("/exchanges?path=/now*")).toContain("/nowhere</a>");
    expect(await page("/exchanges?status=5xx")).toContain("No exchange matches the filters");
  });

  it("shows the line break with which a body begins, of which HTML drops the first", async () => {
    await emulator.fetch("/products", {
      ...{ method: "POST", body: "\n\nno JSON\0" },
      headers: { "content-type": "text/plain" },
    });
    const { exchanges } = await emulator.control.send("GET /_emulator/exchanges", { query: { limit: "1" } });
    const html = await page(`/exchanges/${exchanges[0]!.id}`);
    expect(html).toContain('<pre class="wraps">\n\n\nno JSON');
    expect(html).toContain("which no shell can pass on");
  });

  it("shows an exchange without its secrets, with a command that signs again", async () => {
    await emulator.fetch("/products?start=1");
    const { exchanges } = await emulator.control.send("GET /_emulator/exchanges", { query: { limit: "1" } });
    const html = await page(`/exchanges/${exchanges[0]!.id}`);
    expect(html).toContain("unknown field");
    expect(html).not.toContain(emulator.credentials.token_key);
    expect(html).toContain("Authorization: $AUTHORIZATION");
    expect(html).toContain("npx spi-emulator request ");
  });

  it("never treats a client's input as markup", async () => {
    const hostile = `<img src=x onerror="alert(1)">`;
    await emulator.fetch(`/${encodeURIComponent(hostile)}?q=${encodeURIComponent(hostile)}`, {
      method: "POST",
      body: JSON.stringify({ [hostile]: `</pre><script>${hostile}` }),
      headers: { "content-type": "application/json", "x-evil": hostile },
    });
    const { exchanges } = await emulator.control.send("GET /_emulator/exchanges", { query: { limit: "1" } });
    for (const path of ["/exchanges", `/exchanges/${exchanges[0]!.id}`]) {
      const html = await page(path);
      expect(html).toContain("&lt;img src");
      expect(html).not.toMatch(/<img|<script/);
    }
  });

  it("exports all exchanges as a HAR file", async () => {
    await emulator.fetch("/products");
    const answer = await fetch(`${emulator.url}/_emulator/dashboard/exchanges?download=har`);
    expect(answer.headers.get("content-disposition")).toContain('filename="spi-emulator-default.har"');
    const archive = (await answer.json()) as { log: { version: string; entries: unknown[] } };
    expect(archive.log.version).toBe("1.2");
    expect(archive.log.entries.length).toBeGreaterThan(0);
  });

  it("makes a long HAR file while the browser takes it, without what is deleted meanwhile", async () => {
    await emulator.control.send("DELETE /_emulator/exchanges");
    const count = 100;
    const body = JSON.stringify({ name: "\\".repeat(30_000) });
    const headers = { "content-type": "application/json" };
    for (let n = 0; n < count; n++) await emulator.fetch("/products", { method: "POST", body, headers });
    const answer = await fetch(`${emulator.url}/_emulator/dashboard/exchanges?download=har`);
    await emulator.control.send("DELETE /_emulator/exchanges");
    const { log } = (await answer.json()) as { log: { entries: unknown[] } };
    expect(log.entries.length).toBeGreaterThan(0);
    expect(log.entries.length).toBeLessThan(count);
  });

  it("says that an exchange does not exist", async () => {
    const answer = await fetch(`${emulator.url}/_emulator/dashboard/exchanges/999999`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("no longer kept");
  });
});
