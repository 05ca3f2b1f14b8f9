import { createServer, request as forward, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { listening } from "../testing/listening.js";
import { addressOf, pagePaths } from "./testing/addresses.js";

const PREFIX = "/lab/spi";
const ROOT = `${PREFIX}/_emulator/dashboard`;

/** The addresses that a page's links, forms, scripts and pictures have. */
const addressesIn = (html: string): string[] =>
  [...html.matchAll(/ (?:href|src|action|data-events)="([^"#][^"]*)"/g)].map(([, address]) =>
    address!.replaceAll("&amp;", "&"),
  );

describe.each([
  ["removes", (path: string) => path.replace(PREFIX, "")],
  ["keeps", (path: string) => path],
])("behind a proxy that %s the path of --public-url", (_, onward) => {
  let emulator: EmulatorHandle;
  let proxy: Server;
  let outside: string;

  beforeAll(async () => {
    proxy = createServer((request, response) => {
      const headers = { ...request.headers, host: new URL(emulator.url).host };
      const options = { path: onward(request.url!), method: request.method, headers };
      const inner = forward(emulator.url, options, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      request.pipe(inner);
    });
    outside = `http://127.0.0.1:${await listening(proxy)}`;
    emulator = await startEmulator({ seed: "demo", clock: "manual", publicUrl: `${outside}${PREFIX}/` });
    await emulator.advance(30 * 60_000);
  });
  afterAll(async () => {
    await new Promise((resolve) => proxy.close(resolve));
    await emulator.close();
  });

  it("every address of every page is below that path and exists", async () => {
    const wrong: string[] = [];
    const seen = new Set<string>();
    for (const path of pagePaths) {
      const page = await fetch(`${outside}${ROOT}${await addressOf(emulator, path)}`);
      if (page.status !== 200) wrong.push(`${path}: ${page.status}`);
      for (const address of addressesIn(await page.text())) {
        const key = address.split("?")[0]!;
        if (/^(?:https?:|mailto:|data:)/.test(address) || seen.has(key)) continue;
        seen.add(key);
        if (!address.startsWith(`${ROOT}/`)) wrong.push(`${path}: ${address}`);
        else if (!address.includes("/events?")) {
          const { status } = await fetch(outside + address, { method: "HEAD" });
          if (status !== 200) wrong.push(`${path}: ${address}: ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(seen.size).toBeGreaterThan(10);
  });

  it("a form leads back below that path", async () => {
    const answer = await fetch(`${outside}${ROOT}/exchanges?action=clear`, {
      method: "POST",
      body: new URLSearchParams(),
      redirect: "manual",
      headers: { origin: outside },
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `${ROOT}/exchanges`]);
  });

  it("the control plane answers there", async () => {
    const answer = await fetch(`${outside}${PREFIX}/_emulator/info`);
    expect([answer.status, ((await answer.json()) as { public_url: string }).public_url]).toEqual([
      200,
      `${outside}${PREFIX}/`,
    ]);
  });

  it("a browser that opens / of the server is sent there", async () => {
    const answer = await fetch(`${emulator.url}/`, { headers: { accept: "text/html" }, redirect: "manual" });
    expect(answer.headers.get("location")).toBe(`${ROOT}/`);
  });
});

it("the log-in form and its redirects keep the path", async () => {
  const publicUrl = "https://spi.example.com/lab/spi";
  const adminToken = "a token of sixteen characters";
  const emulator = await startEmulator({ seed: "empty", lab: false, publicUrl, adminToken });
  try {
    const inner = `${emulator.url}/_emulator/dashboard`;
    const asked = await fetch(`${inner}/opportunities?platform=pi2`, { redirect: "manual" });
    const to = `${ROOT}/opportunities?platform=pi2`;
    expect(asked.headers.get("location")).toBe(`${ROOT}/login?${new URLSearchParams({ to }).toString()}`);
    const page = await (await fetch(`${inner}/login`)).text();
    expect(addressesIn(page).every((address) => address.startsWith(`${ROOT}/`))).toBe(true);
    const log = (target: string): Promise<Response> =>
      fetch(`${inner}/login`, {
        method: "POST",
        body: new URLSearchParams({ token: adminToken, to: target }),
        redirect: "manual",
      });
    const entered = await log(to);
    expect([entered.status, entered.headers.get("location")]).toEqual([303, to]);
    expect(entered.headers.get("set-cookie")).toContain(`Path=${ROOT};`);
    expect((await log("/elsewhere")).headers.get("location")).toBe(`${ROOT}/`);
  } finally {
    await emulator.close();
  }
});
