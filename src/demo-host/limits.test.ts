import diagnostics from "node:diagnostics_channel";
import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.js";
import { demoHost, TestVisitor } from "./testing/visitor.js";
import { FOR_STRANGERS, MAX_SNAPSHOT_BYTES, MAX_SNAPSHOTS, VISITOR_LIMITS } from "./visitor-limits.js";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await demoHost({ demoMaxSandboxes: 20, demoRate: 1000, speed: 3600 });
});
afterAll(() => emulator.close());

let addresses = 0;
const visitor = (address = `10.1.0.${addresses++}`): TestVisitor => new TestVisitor(emulator.url, address);
async function arrived(address?: string): Promise<TestVisitor> {
  const one = visitor(address);
  await one.arrive();
  return one;
}

/** Submits a form. Returns the refusal, or null if it was accepted. */
async function refusalOf(one: TestVisitor, action: string, fields: Record<string, string>): Promise<unknown> {
  const { status, text } = await one.act(action, { "form-id": FORM_OF[action] ?? action, ...fields });
  if (status < 400) return null;
  return [status, /<p class="refused"[^>]*>([^<]*)/.exec(text)?.[1]];
}
/** Forms whose name differs from their operation. */
const FORM_OF: Record<string, string> = { speed: "speed-free" };

describe("a visitor's clock", () => {
  const speedOf = async (one: TestVisitor): Promise<unknown> =>
    (await one.admin("GET", `/_emulator/clock?sandbox=${one.sandbox}`)).body;

  it("runs no faster than the limit, even if the host's clock does, and refuses a higher speed", async () => {
    const one = await arrived();
    expect(await speedOf(one)).toMatchObject({ mode: "scaled", speed: VISITOR_LIMITS.speed });
    for (const speed of ["120.5", "3600"]) {
      const message = `speed: got ${speed}; the maximum in this sandbox is 120`;
      expect(await refusalOf(one, "speed", { speed })).toEqual([422, message]);
    }
    expect(await speedOf(one)).toMatchObject({ speed: 120 });
    for (const speed of [7, 120]) {
      expect(await refusalOf(one, "speed", { speed: String(speed) })).toBeNull();
      expect(await speedOf(one)).toMatchObject({ speed });
    }
  });

  it("offers no speed that would be refused", async () => {
    const page = await visitor().arrive();
    const offered = [...page.text.matchAll(/<button name="speed" value="(\d+)"/g)].map(([, speed]) => speed);
    expect(offered).toEqual(["1", "10", "60"]);
    expect(/<input id="speed-value"[^>]* max="(\d+)"/.exec(page.text)?.[1]).toBe("120");
  });
});

describe("a visitor's snapshots", () => {
  it("are limited, and other visitors cannot load them", async () => {
    const one = await arrived();
    const save = (name: string) => refusalOf(one, "save-snapshot", { name });
    for (let n = 0; n < MAX_SNAPSHOTS; n++) expect(await save(`state-${n}`)).toBeNull();
    expect(await save("one-more")).toEqual([
      422,
      "there are 3 snapshots, which is the maximum here; delete one",
    ]);
    await one.act("delete-snapshot", { name: "state-1" });
    expect(await save("one-more")).toBeNull();
    expect((await one.browse("/_emulator/dashboard/")).text).toContain("one-more");
    const other = await arrived();
    expect((await other.browse("/_emulator/dashboard/")).text).not.toContain("one-more");
    expect((await other.act("load-snapshot", { name: "one-more" })).status).toBe(422);
  });

  it("have a maximum total size", async () => {
    const one = await arrived();
    await one.learnCredentials();
    const { body } = await one.send("POST", "/products", { name: "p", release: "r", snaps: ["s.d"] });
    const path = `/products/${(body as { id: string }).id}/test-specs`;
    const spec = { name: "big", test_payload: "x".repeat(200_000) };
    for (let n = 0; n < 6; n++) expect((await one.send("POST", path, spec)).status).toBe(201);
    const save = (name: string) => refusalOf(one, "save-snapshot", { name });
    expect(await save("first")).toBeNull();
    const message = `^the snapshots would take 2\\d{6} bytes; the maximum here is ${MAX_SNAPSHOT_BYTES}; delete one$`;
    expect(await save("second")).toEqual([422, expect.stringMatching(new RegExp(message))]);
    await one.act("delete-snapshot", { name: "first" });
    expect(await save("second")).toBeNull();
  });
});

describe("an address", () => {
  it("gets at most a quarter of all sandboxes, so that others get some too", async () => {
    for (let n = 0; n < 5; n++) expect((await visitor("10.2.0.1").arrive()).status).toBe(200);
    const refused = await visitor("10.2.0.1").arrive();
    expect(refused.status).toBe(429);
    expect(refused.text).toContain("All sandboxes for your address are taken. Come back in");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(60);
    expect(refused.headers.get("set-cookie")).toBeNull();
    expect((await visitor("10.2.0.2").arrive()).status).toBe(200);
  });

  it("gets new sandboxes at a limited rate, an IPv6 network of 48 bits as one address", async () => {
    const address = "2001:db8::1";
    const statuses = [];
    for (let n = 0; n < 26; n++) statuses.push((await visitor(address).arrive()).status);
    expect(statuses.slice(0, 25)).not.toContain(503);
    const hurried = await visitor("2001:db8:0:ffff::2").arrive();
    expect(hurried.text).toContain("Many new visitors came from your address.");
  });
});

describe("the host", () => {
  it("applies the bounds of unknown clients to its connections", async () => {
    let server: Server | undefined;
    const look = (message: unknown): void => void (server ??= (message as { server: Server }).server);
    diagnostics.subscribe("http.server.request.start", look);
    await visitor().browse("/_emulator/health");
    diagnostics.unsubscribe("http.server.request.start", look);
    const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = server!;
    const { headMs, requestMs, keepAliveMs, stallMs } = FOR_STRANGERS;
    expect([headersTimeout, requestTimeout, keepAliveTimeout]).toEqual([headMs, requestMs, keepAliveMs]);
    expect(timeout).toBe(stallMs);
  });

  it("keeps a limited number of bytes of the requests that belong to no visitor", async () => {
    const body = JSON.stringify({ name: "x".repeat(60_000) });
    const headers = { "content-type": "application/json", "content-length": String(body.length) };
    const url = `${emulator.url}/products`;
    for (let n = 0; n < 100; n++)
      await emulator.productFetch(new Request(url, { method: "POST", headers, body }), {});
    const kept = await visitor().admin("GET", "/_emulator/exchanges/count?sandbox=default");
    // Of 6 MB, 4 MiB.
    expect(kept.body).toEqual({ count: expect.closeTo(66, -1) });
  });
});
