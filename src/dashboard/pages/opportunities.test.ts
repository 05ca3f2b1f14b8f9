import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../../index.js";

const HOSTILE = `<img src=x onerror=alert(1)>`;

describe("the opportunities pages", () => {
  let emulator: EmulatorHandle;
  let product: string;
  beforeAll(async () => {
    emulator = await startEmulator({ seed: "demo", clock: "manual", lab: false });
    const answer = await emulator.fetch("/products");
    const { products } = (await answer.json()) as { products: { id: string; name: string }[] };
    product = products.find(({ name }) => name === "test-product.foo")!.id;
  });
  afterAll(() => emulator.close());

  const get = (path: string): Promise<Response> => fetch(`${emulator.url}/_emulator/dashboard${path}`);
  const page = async (path: string): Promise<string> => {
    const html = await (await get(path)).text();
    return html.slice(Math.max(0, html.indexOf("<main")));
  };
  const rows = async (query: string): Promise<string[]> =>
    (await page(`/opportunities?fragment=opportunities&${query}`)).split("<tr id=").slice(1);
  const send = async <T>(path: string, body: object): Promise<T> => {
    const headers = { "content-type": "application/json" };
    const answer = await emulator.fetch(path, { method: "POST", body: JSON.stringify(body), headers });
    expect(answer.ok).toBe(true);
    return (answer.status === 204 ? null : await answer.json()) as T;
  };
  const advertise = async (revision: number): Promise<string> => {
    const body = { name: "test-snap.foo", revision, channel: "edge" };
    const { ids } = await send<{ ids: { test_opportunity_id: string }[] }>(
      `/products/${product}/snaps`,
      body,
    );
    return ids[0]!.test_opportunity_id;
  };
  /** Does an agent's work, from picking the oldest opportunity to posting its result. */
  const work = async (platform: string, payload: object): Promise<string> => {
    const picked = await send<{ test_opportunity_id: string }>("/agents/hand-made/pick", { platform });
    const id = picked.test_opportunity_id;
    const result = { agent_id: "hand-made", test_status: "FAILED", result_payload: payload };
    await send(`/test-opportunities/${id}/results`, result);
    return id;
  };

  it("lists opportunities, newest first, with their walks in words", async () => {
    const id = await advertise(71);
    const [newest] = await rows("");
    expect(newest).toContain("test-snap.foo 71");
    expect(newest).toMatch(/aria-label="queued for .* so far"/);
    const all = await rows("");
    expect(all.some((row) => row.includes(`href="/_emulator/dashboard/opportunities/${id}"`))).toBe(true);
    expect(all.at(-1)).toContain("gold master of pi2.canonical 1");
    expect(all.at(-1)).toMatch(/aria-label="queued [^"]*, held [^"]*, storing 30 ms"/);
  });

  it("shows the opportunities that match the filters of its address, and says if there are only others", async () => {
    const failed = await rows("status=FAILED&platform=pi2&snap=test-snap.foo");
    expect(failed).toHaveLength(1);
    expect(failed[0]).toContain("test-snap.foo 2");
    expect(await rows("trigger=gold-master")).toHaveLength(2);
    expect((await rows(`product=${product}&revision=3&trigger=snap`)).length).toBe(2);
    const none = await page("/opportunities?revision=none");
    expect(none).toContain("No opportunity matches the filters");
    expect(none).toContain(
      `<a class="button" href="/_emulator/dashboard/opportunities">Clear the filters</a>`,
    );
  });

  it("offers the sandbox's values as filters", async () => {
    const html = await page("/opportunities?platform=pi2");
    expect(html).toContain(`<option value="${product}">test-product.foo</option>`);
    expect(html).toMatch(/<option value="pi2" selected(="")?>/);
    expect(html).toContain(`<option value="webdm.canonical">`);
  });

  it("links to the trigger page if nothing has been advertised", async () => {
    await emulator.control.send("POST /_emulator/sandboxes", { body: { name: "bare", seed: "empty" } });
    const html = await page("/opportunities?sandbox=bare");
    expect(html).toContain("Nothing has been advertised yet");
    expect(html).toContain(`href="/_emulator/dashboard/trigger?sandbox=bare"`);
  });

  it("shows event log and result as the API returns them", async () => {
    const html = await page("/opportunities?status=FAILED");
    const [, id] = /opportunities\/([0-9a-f-]{36})"/.exec(html)!;
    const detail = await page(`/opportunities/${id!}`);
    const textOf = (element: string): unknown => {
      const [, text] = new RegExp(`<pre id="${element}"[^>]*>([^<]*)</pre>`).exec(detail)!;
      return JSON.parse(text!.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
    };
    const logs = await emulator.fetch(`/products/${product}/tests/events`);
    const { event_logs } = (await logs.json()) as { event_logs: { test_opportunity_id: string }[] };
    expect(textOf("event-log-json")).toEqual(event_logs.find((one) => one.test_opportunity_id === id));
    const results = await emulator.fetch(`/products/${product}/tests/results`);
    const { test_results } = (await results.json()) as { test_results: { test_opportunity_id: string }[] };
    const result = test_results.find((one) => one.test_opportunity_id === id);
    expect(textOf("result-json")).toEqual(result);
    const file = await get(`/opportunities/${id!}?download=result`);
    expect(await file.json()).toEqual(result);
  });

  it("says why one is unfinished, and that clients do not see a posted result", async () => {
    await advertise(72);
    const id = await work("pi2", { summary: "no" });
    const posted = await page(`/opportunities/${id}`);
    expect(posted).toContain("Posted but not stored");
    expect(posted).toContain("hand-made posted FAILED");
    expect(posted).not.toContain(`id="result-json"`);
    const html = await page("/opportunities?status=QUEUED_FOR_AGENTS");
    const [, queued] = /opportunities\/([0-9a-f-]{36})"/.exec(html)!;
    const why = await emulator.control.send("GET /_emulator/opportunities/{test_opportunity_id}/why", {
      path: { test_opportunity_id: queued! },
    });
    expect(await page(`/opportunities/${queued!}`)).toContain(
      `Why it is unfinished</h2><p class="lead">${why.sentence.replaceAll("'", "&#39;")}</p>`,
    );
  });

  it("shows the trace of one, with links to the requests", async () => {
    await advertise(73);
    const id = await work("pi2", { summary: "no" });
    const { entries } = await emulator.control.send(
      "GET /_emulator/opportunities/{test_opportunity_id}/trace",
      { path: { test_opportunity_id: id } },
    );
    const [, html] = (await page(`/opportunities/${id}`)).split('<ol class="trace">');
    expect(html!.split("</ol>")[0]!.split("<li>").length - 1).toBe(entries.length);
    expect(entries.length).toBeGreaterThan(2);
    expect(html).toMatch(/href="[^"]*\/exchanges\/\d+">exchange \d+<\/a>/);
  });

  it("never treats the API's data as markup", async () => {
    const body = { image_unique_id: HOSTILE, image_reference: `</pre>${HOSTILE}`, channel: "edge" };
    await send(`/products/${product}/images`, body);
    const [row] = await rows("");
    const [, newest] = /opportunities\/([0-9a-f-]{36})"/.exec(row!)!;
    const other = await work("amd64", { [HOSTILE]: `</pre><script>${HOSTILE}` });
    for (const path of ["/opportunities", `/opportunities/${newest!}`, `/opportunities/${other}`]) {
      const html = await page(path);
      expect(html).toContain("&lt;img src=x");
      expect(html).not.toMatch(/<img|<script/);
    }
    expect(await page(`/opportunities?image=${encodeURIComponent(`">${HOSTILE}`)}`)).not.toContain("<img");
  });

  it("says that an opportunity does not exist", async () => {
    const answer = await get(`/opportunities/${encodeURIComponent(HOSTILE)}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("<img src=x");
    const gone = "/opportunities/99787105-911f-4e23-bded-b0b8253aee11?fragment=opportunity";
    expect(await page(gone)).toContain("This opportunity no longer exists");
  });
});
