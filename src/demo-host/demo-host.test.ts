import { afterEach, describe, expect, it } from "vitest";
import type { Config } from "../config.js";
import type { Emulator } from "../emulator.js";
import { rawRequest } from "../http/testing/raw-request.js";
import { demoHost, TestVisitor } from "./testing/visitor.js";
import { MAX_STREAMS, VISITOR_LIMITS } from "./visitor-limits.js";

let emulator: Emulator;
afterEach(() => emulator.close());

const start = async (settings: Partial<Config> = {}): Promise<void> => {
  emulator = await demoHost(settings);
};
const visitor = (n = 1): TestVisitor => new TestVisitor(emulator.url, `10.0.${n >> 8}.${n & 255}`);
const visitors = async (): Promise<string[]> => {
  const { body } = await visitor().admin("GET", "/_emulator/sandboxes");
  const names = (body as { sandboxes: { name: string }[] }).sandboxes.map(({ name }) => name);
  return names.filter((name) => name !== "default");
};
const PRODUCT = { name: "p", release: "r", snaps: ["s.d"] };

describe("a visitor", () => {
  it("gets a sandbox at the first page, by a cookie that no script reads and no other site sends", async () => {
    await start();
    const one = visitor();
    const page = await one.arrive();
    expect(page.status).toBe(200);
    expect(page.headers.get("set-cookie")).toMatch(
      /^spi-visitor=[0-9a-f]{48}; Max-Age=14400; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(await visitors()).toEqual([one.sandbox]);
    const again = await one.browse("/_emulator/dashboard/");
    expect(again.headers.get("set-cookie")).toBeNull();
    expect(again.text).toContain(one.sandbox);
    expect(await visitors()).toHaveLength(1);
  });

  it("is told what SPI is, what can be done here, and when the sandbox ends", async () => {
    await start();
    const one = visitor();
    const { text } = await one.arrive();
    expect(text).toContain(
      "SPI (Product Integration) is a service that tests snaps and images on real boards.",
    );
    expect(text).toMatch(/It is deleted at \d\d:\d\d UTC, or 30 minutes after its last use\./);
    expect(one.sandbox).toMatch(/^[a-z]+-[a-z]+-\d{2,3}$/);
  });

  it("has a cookie for encrypted connections only if the public URL is https", async () => {
    await start({ publicUrl: "https://demo.example.com" });
    const page = await visitor().arrive();
    expect(page.headers.get("set-cookie")).toMatch(
      /^__Host-spi-visitor=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it.each<[what: string, path: string, init: RequestInit]>([
    ["a robot", "/", { headers: { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" } }],
    ["curl", "/", { headers: { "user-agent": "curl/8.5.0" } }],
    ["no User-Agent", "/", { headers: { "user-agent": "" } }],
    ["a client that accepts no HTML", "/", { headers: { accept: "application/json" } }],
    ["HEAD", "/", { method: "HEAD" }],
    ["a part of a page", "/?fragment=devices", {}],
    ["a stream", "/events", {}],
    ["an image", "/", { headers: { "sec-fetch-dest": "image" } }],
    ["a prefetch", "/", { headers: { "sec-purpose": "prefetch" } }],
    ["a form", "/?action=offline", { method: "POST", body: "agent_id=x" }],
    ["robots.txt", "/../../robots.txt", {}],
    ["an invented cookie", "/events", { headers: { cookie: "spi-visitor=default" } }],
  ])("is not: %s", async (_, path, init) => {
    await start();
    const answer = await visitor().browse(`/_emulator/dashboard${path}`, init);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(await visitors()).toEqual([]);
  });

  it("reaches no other sandbox and not the control plane", async () => {
    await start();
    const [one, two] = [visitor(1), visitor(2)];
    await one.arrive();
    await two.arrive();
    const page = await one.browse(`/_emulator/dashboard/?sandbox=${two.sandbox}`);
    expect(page.text).toContain(one.sandbox);
    // The requested name stays in the links, but selects no sandbox.
    expect(page.text.replaceAll(`sandbox=${two.sandbox}`, "")).not.toContain(two.sandbox);
    for (const path of ["sandboxes", "exchanges", "events", "snapshots", `status?sandbox=${one.sandbox}`]) {
      expect((await one.browse(`/_emulator/${path}`)).status).toBe(401);
    }
    const forged = await one.browse("/_emulator/dashboard/?action=offline", {
      method: "POST",
      headers: { origin: "https://evil.example" },
      body: "agent_id=amd64-nuc",
    });
    expect(forged.status).toBe(403);
  });

  it("logs in to their own sandbox with their own password, and nowhere with the seed's", async () => {
    await start();
    const one = visitor();
    await one.arrive();
    const login = (email: string, password: string) =>
      one.browse("/api/v2/tokens/oauth", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email, password, token_name: "t" }),
      });
    const email = `customer@${one.sandbox}.example.com`;
    const refusal = {
      code: "INVALID_CREDENTIALS",
      message: "Provided email/password is not correct.",
      extra: {},
    };
    for (const wrong of [
      await login("customer@example.com", "correct horse"),
      await login(email, "correct horse"),
      await login("customer@quiet-otter-0.example.com", "correct horse"),
    ]) {
      expect([wrong.status, wrong.body]).toEqual([401, refusal]);
    }
  });

  it("learns nothing about other visitors from a refusal", async () => {
    await start();
    const [one, two] = [visitor(1), visitor(2)];
    for (const each of [one, two]) {
      await each.arrive();
      await each.learnCredentials();
    }
    const { body: product } = await two.send("POST", "/products", PRODUCT);
    const { id } = product as { id: string };
    expect((await one.send("GET", `/products/${id}`)).status).toBe(404);
    const seen = await one.admin("GET", `/_emulator/exchanges?sandbox=${one.sandbox}&status=404`);
    expect(seen.text).toContain(`the sandbox has no product ${id}`);
    expect(seen.text).not.toContain(two.sandbox);
  });
});

describe("limits", () => {
  it("of visitors: another visitor is told when to come back", async () => {
    await start({ demoMaxSandboxes: 2 });
    await visitor(1).arrive();
    await visitor(2).arrive();
    const { status, headers, text } = await visitor(3).arrive();
    expect(status).toBe(503);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(60);
    expect(text).toContain("All sandboxes are taken. Come back in 10 minutes.");
    expect(headers.get("set-cookie")).toBeNull();
    expect(await visitors()).toHaveLength(2);
  });

  it("of what a sandbox holds", async () => {
    await start({ demoRate: 1000 });
    const one = visitor();
    await one.arrive();
    await one.learnCredentials();
    const most = VISITOR_LIMITS.records.products!;
    const answers = [];
    for (let n = 0; n < most; n++) answers.push(await one.send("POST", "/products", PRODUCT));
    const made = answers.filter(({ status }) => status === 201);
    const refused = answers.at(-1)!;
    // The seed's other account has one as well.
    expect(made).toHaveLength(most - 3);
    expect(refused.body).toEqual({
      id: "too-many-requests",
      message: `the sandbox would hold ${most + 1} products; the maximum here is ${most}; delete products, or reset the sandbox`,
      url: null,
    });
    const { id } = made[0]!.body as { id: string };
    await one.send("DELETE", `/products/${id}`);
    const { body } = await one.send("POST", "/products", PRODUCT);
    const spec = { name: "big", test_payload: "x".repeat(200_000) };
    const path = `/products/${(body as { id: string }).id}/test-specs`;
    const statuses = [];
    for (let n = 0; n < 12; n++) statuses.push((await one.send("POST", path, spec)).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(201));
    expect(statuses.at(-1)).toBe(429);
    const huge = await one.send("POST", path, { ...spec, test_payload: "x".repeat(300_000) });
    expect(huge.status).toBe(413);
  });

  it("of the rate of a visitor, of an address, and of streams", async () => {
    await start({ demoRate: 1 });
    const one = visitor();
    await one.arrive();
    await one.learnCredentials();
    const answers = await Promise.all(Array.from({ length: 10 }, () => one.send("GET", "/products")));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(4);
    expect(refused[0]!.body).toMatchObject({ id: "too-many-requests" });
    expect(refused[0]!.headers.get("retry-after")).toBe("1");
    const page = await Promise.all(Array.from({ length: 12 }, () => one.browse("/_emulator/dashboard/")));
    expect(page.at(-1)!.status).toBe(429);
    expect((await visitor(2).browse("/_emulator/health")).status).toBe(200);
  });

  it.each([
    "GET /nothing/../_emulator/health",
    "GET /nothing/%2E%2e/_emulator/ready",
    "POST /_emulator/health",
  ])("of the rate of an address also for %s, which is no probe", async (line) => {
    await start({ demoRate: 1 });
    const head = "Host: 127.0.0.1\r\nX-Forwarded-For: 10.0.0.1\r\nContent-Length: 0\r\n";
    const request = (more = ""): string => `${line} HTTP/1.1\r\n${head}${more}\r\n`;
    const answers = await rawRequest(emulator.url, request().repeat(40) + request("Connection: close\r\n"));
    expect(answers.split("HTTP/1.1 429").length - 1).toBeGreaterThan(20);
  });

  it("of log-ins, which take nothing of what the visitor may send", async () => {
    await start({ demoRate: 2 });
    const one = visitor();
    await one.arrive();
    await one.learnCredentials();
    const logIn = (n: number): Promise<Response> =>
      fetch(`${emulator.url}/api/v2/tokens/oauth`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": `10.9.0.${n}` },
        body: JSON.stringify({
          email: `customer@${one.sandbox}.example.com`,
          password: "guessed",
          token_name: "t",
        }),
      });
    const statuses = (await Promise.all(Array.from({ length: 60 }, (_, n) => logIn(n)))).map(
      ({ status }) => status,
    );
    expect([...new Set(statuses)].sort()).toEqual([401, 429]);
    expect((await one.send("GET", "/products")).status).toBe(200);
  });

  it("of log-ins, which others cannot use up", async () => {
    await start({ demoRate: 2 });
    const one = visitor();
    await one.arrive();
    const logIn = (address: string): Promise<Response> =>
      fetch(`${emulator.url}/api/v2/tokens/oauth`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": address },
        body: JSON.stringify({
          email: `customer@${one.sandbox}.example.com`,
          password: "guessed",
          token_name: "t",
        }),
      });
    const others = await Promise.all(Array.from({ length: 40 }, (_, n) => logIn(`10.9.2.${n}`)));
    expect(others.map(({ status }) => status)).toContain(429);
    const own = await Promise.all(Array.from({ length: 12 }, () => logIn(one.address)));
    // The first are heard, but not without end.
    expect([own[0]!.status, own.at(-1)!.status]).toEqual([401, 429]);
  });

  it("of log-ins, which do not tell which names are those of sandboxes", async () => {
    await start({ demoRate: 2 });
    const one = visitor();
    await one.arrive();
    let address = 0;
    const send = (name: string, more: object): Promise<Response> =>
      fetch(`${emulator.url}/api/v2/tokens/oauth`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": `10.9.1.${(address += 1)}` },
        body: JSON.stringify({ email: `customer@${name}.example.com`, ...more }),
      });
    const told = async (name: string): Promise<unknown[]> => {
      const wrong = await send(name, {});
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => send(name, { password: "guessed", token_name: "t" })),
      );
      const texts = await Promise.all(answers.map((answer) => answer.text()));
      return [wrong.status, await wrong.text(), [...new Set(texts)].sort()];
    };
    expect(await told("no-such-name-42")).toEqual(await told(one.sandbox));
  });

  it("of streams that a visitor has open", async () => {
    await start();
    const one = visitor();
    await one.arrive();
    const over = new AbortController();
    const open = (): Promise<Response> =>
      fetch(`${emulator.url}/_emulator/dashboard/events`, {
        headers: { cookie: one.cookie },
        signal: over.signal,
      });
    const streams = await Promise.all(Array.from({ length: MAX_STREAMS }, open));
    expect(streams.map(({ status }) => status)).toEqual(Array(MAX_STREAMS).fill(200));
    expect((await open()).status).toBe(429);
    over.abort();
  });
});
