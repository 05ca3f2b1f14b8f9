import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../../index.js";

const ROOT = "/_emulator/dashboard";

describe("the pages of products, the search and the log, without scripts", () => {
  let emulator: EmulatorHandle;
  beforeAll(async () => {
    emulator = await startEmulator({ seed: "demo", clock: "manual" });
    await emulator.advance("idle");
  });
  afterAll(() => emulator.close());

  const get = async (path: string): Promise<string> => (await fetch(`${emulator.url}${ROOT}${path}`)).text();
  const send = (path: string, action: string, fields: Record<string, string>): Promise<Response> =>
    fetch(`${emulator.url}${ROOT}${path}?action=${action}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
  const json = async (path: string): Promise<any> => (await emulator.fetch(path)).json();
  const products = async (): Promise<{ id: string; name: string; snaps: string[] }[]> =>
    (await json("/products")).products;

  it("makes a product, changes it, makes and deletes a Test Spec, and deletes it", async () => {
    const fields = { name: "made here", release: "16", snaps: "a.b\nc.d", account: "customer@example.com" };
    const made = await send("/products", "make", fields);
    expect(made.status).toBe(303);
    const path = made.headers.get("location")!.slice(ROOT.length);
    const id = path.split("/").at(-1)!;
    expect((await products()).find((one) => one.id === id)).toMatchObject({ snaps: ["a.b", "c.d"] });
    await send(path, "change", { ...fields, name: "renamed", snaps: "two words\r\n\r\na.b " });
    expect(await json(`/products/${id}`)).toMatchObject({ name: "renamed", snaps: ["two words", "a.b"] });
    await send(path, "add-spec", { name: "smoke", platform: "pi2", test_payload: '{"test_cmds":["true"]}' });
    const { test_specs: specs } = await json(`/products/${id}/test-specs`);
    expect(specs).toMatchObject([{ name: "smoke", platform: "pi2", test_payload: { test_cmds: ["true"] } }]);
    expect(await get(path)).toContain("smoke");
    await send(path, "delete-spec", { spec: specs[0].id });
    expect((await json(`/products/${id}/test-specs`)).test_specs).toEqual([]);
    const deleted = await send(path, "delete", {});
    expect([deleted.status, deleted.headers.get("location")]).toEqual([303, `${ROOT}/products`]);
    expect((await emulator.fetch(`/products/${id}`)).status).toBe(404);
  });

  it("shows why the API refuses", async () => {
    const [one] = await products();
    const path = `/products/${one!.id}`;
    const refused = await send(path, "change", {
      ...{ "form-id": "change-product", name: "", release: "1", snaps: "" },
    });
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringMatching(/name: got /)]);
    const noJson = await send(path, "add-spec", { "form-id": "add-spec", name: "x", test_payload: "{" });
    expect([noJson.status, await noJson.text()]).toEqual([
      422,
      expect.stringContaining("test_payload: this is not JSON"),
    ]);
    const test_payload = "[".repeat(50_000) + "]".repeat(50_000);
    const tooDeep = await send(path, "add-spec", { "form-id": "add-spec", name: "x", test_payload });
    expect([tooDeep.status, await tooDeep.text()]).toEqual([
      422,
      expect.stringContaining("test_payload: nested too deep; accepted: at most 100 levels"),
    ]);
  });

  it("makes no product for an account that the sandbox does not have", async () => {
    const fields = { "form-id": "make-product", name: "n", release: "r", snaps: "", account: "" };
    const refused = await send("/products", "make", fields);
    expect([refused.status, await refused.text()]).toEqual([
      422,
      expect.stringContaining("accepted: an account of this sandbox"),
    ]);
  });

  it("lists every product with its counts", async () => {
    const html = await get("/products");
    for (const { id, name } of await products()) {
      expect(html).toContain(`${ROOT}/products/${id}"`);
      expect(html).toContain(name);
    }
  });

  it.each([
    ["the beginning of an opportunity's id", async () => (await ids())[0]!.slice(0, 8), "/opportunities/"],
    ["a part of a product's name", () => "TEST-PRODUCT", "/products/"],
    ["a snap", () => "test-snap.foo", "/opportunities?snap=test-snap.foo"],
    ["an agent", () => "raspberry", "/#device-raspberry-pi-2"],
    ["a path", () => "/agents/raspberry-pi-2/pick", "/exchanges/"],
  ])("the search finds %s", async (_, text, href) => {
    const html = await get(`/search?q=${encodeURIComponent(await text())}`);
    expect(html).toContain(`href="${ROOT}${href}`);
  });

  it("the search says that nothing was found", async () => {
    expect(await get("/search?q=no+such+thing")).toContain("Nothing was found");
  });

  const ids = async (): Promise<string[]> =>
    (
      await emulator.control.send("GET /_emulator/opportunities", { query: { limit: "5" } })
    ).opportunities.map(({ test_opportunity_id: id }) => id);

  it("the log tells what happened, newest first, and can be limited to a kind", async () => {
    const html = await get("/log");
    expect(html).toMatch(/raspberry-pi-2 posted the result of/);
    expect(html).toMatch(/: RESULT_STORED<\/a>/);
    const numbers = [...html.matchAll(/id="event-(\d+)"/g)].map(([, id]) => Number(id));
    expect(numbers.length).toBeGreaterThan(20);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(await get("/log?of=opportunity")).not.toMatch(/raspberry-pi-2 posted/);
  });

  it("the log tells of the clock, of faults and of the state in sentences", async () => {
    const own = await emulator.createSandbox({ seed: "demo", clock: "manual" });
    const of = (kind: string): Promise<string> => get(`/log?of=${kind}&sandbox=${own.name}`);
    await own.fault({ name: "busy", match: { operation: "listProducts" }, effect: { status: 503 } });
    await own.fetch("/products");
    await own.advance(90_000);
    expect(await of("fault")).toContain("the fault busy (status) acted on listProducts /products");
    expect(await of("clock")).toContain("the clock was advanced by 1 min 30 s</span>");
    await own.reset();
    const text = await of("state");
    expect(text).toContain("the state was replaced: seed demo");
    expect(text).not.toContain("{&quot;");
  });

  it("an exchange leads to its neighbours, its opportunity and its agent", async () => {
    const [latest] = await emulator.exchanges({ operation: "postTestResult", limit: 1 });
    const html = await get(`/exchanges/${latest!.id}`);
    expect(html).toMatch(new RegExp(`href="${ROOT}/opportunities/[0-9a-f-]{36}"`));
    expect(html).toMatch(new RegExp(`href="${ROOT}/[^"]*#device-`));
    expect(html).toContain('rel="prev"');
  });

  it.each([
    ["sort=subject", (subjects: string[]) => [...subjects].sort()],
    ["sort=-subject", (subjects: string[]) => [...subjects].sort().reverse()],
  ])("the list of opportunities in the order %s", async (query, order) => {
    const html = await get(`/opportunities?${query}`);
    const subjects = [...html.matchAll(/<td class="op-subject"><a [^>]*title="([^"]*)"/g)].map(
      ([, text]) => text!,
    );
    expect(new Set(subjects).size).toBeGreaterThan(1);
    expect(subjects).toEqual(order(subjects));
    expect(html).toContain(`aria-sort="${query.includes("-") ? "descending" : "ascending"}"`);
  });

  it("the lab's queue has a row for each platform", async () => {
    const html = await get("/");
    for (const platform of ["amd64", "pi2", "bbb"]) expect(html).toContain(`id="queue-${platform}"`);
  });
});
