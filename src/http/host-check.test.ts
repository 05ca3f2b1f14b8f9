import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { hostName } from "../text/host-name.js";
import { hostCheck, hostRule } from "./host-check.js";
import { rawRequest } from "./testing/raw-request.js";

let emulator: EmulatorHandle;
beforeAll(async () => {
  emulator = await startEmulator({ seed: "empty", lab: false, publicUrl: "https://Demo.Example.com" });
});
afterAll(() => emulator.close());

/** Status and body of a request with these lines of its head. */
async function ask(requestLine: string, ...headers: string[]): Promise<{ status: number; body: string }> {
  const head = [requestLine, ...headers, "Connection: close"].join("\r\n");
  const answer = await rawRequest(emulator.url, `${head}\r\n\r\n`);
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
  return { status, body: answer.slice(answer.indexOf("\r\n\r\n") + 4) };
}

const PLANES = [
  ["the product API", "GET /products HTTP/1.1", 401],
  ["the token endpoint", "POST /api/v2/tokens/oauth HTTP/1.1", 400],
  ["an unknown path", "GET /nothing HTTP/1.1", 404],
  ["the control plane", "GET /_emulator/sandboxes HTTP/1.1", 200],
  ["a probe", "GET /_emulator/health HTTP/1.1", 200],
  ["the dashboard", "GET /_emulator/dashboard/ HTTP/1.1", 200],
  ["its files", "GET /_emulator/dashboard/assets/x/y HTTP/1.1", 404],
] as const;

describe.each(PLANES)("%s", (_, line, status) => {
  it("refuses the Host of a web page that rebinds DNS, with the documented error body", async () => {
    const answer = await ask(line, "Host: evil.example:7740");
    expect(answer.status).toBe(403);
    expect(answer.body).toContain(
      '"id":"forbidden","message":"Host: got \\"evil.example:7740\\"; accepted: localhost',
    );
    expect(answer.body).toContain("demo.example.com");
  });

  it("answers its own Host", async () => {
    expect((await ask(line, "Host: localhost")).status).toBe(status);
  });

  it("refuses two Host headers", async () => {
    const answer = await ask(line, "Host: localhost", "Host: evil.example");
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('"message":"Host: given 2 times; accepted: once"');
  });
});

it.each([
  "LOCALHOST:1",
  "localhost.",
  "anything.localhost:7740",
  "127.0.0.1",
  "127.255.0.9:80",
  "[::1]",
  "demo.example.com",
  "DEMO.example.COM:443",
])("the Host %s is the emulator's", async (host) => {
  expect((await ask("GET /products HTTP/1.1", `Host: ${host}`)).status).toBe(401);
});

it.each([
  "localhost.evil.example",
  "evillocalhost",
  "127.0.0.1.evil.example",
  "128.0.0.1",
  "0.0.0.0",
  "[::2]",
  "demo.example.com.evil.example",
  "xn--localhost-9za",
  "evil.example%00.localhost",
])("the Host %s is another's", async (host) => {
  const { status } = await ask("GET /products HTTP/1.1", `Host: ${host}`);
  expect([400, 403]).toContain(status);
});

it("a whole URL in the request line and a Host with a user do not bypass the check", async () => {
  const { status } = await ask("GET http://evil.example/products HTTP/1.1", "Host: localhost");
  expect(status).toBe(403);
  expect((await ask("GET /products HTTP/1.1", "Host: localhost@evil.example")).status).toBe(400);
  expect((await ask("GET http://a@localhost/products HTTP/1.1", "Host: localhost")).status).toBe(403);
});

it("HTTP/1.0 needs no Host, HTTP/1.1 does", async () => {
  expect((await ask("GET /products HTTP/1.0")).status).toBe(401);
  const without = await ask("GET /products HTTP/1.1");
  expect(without).toEqual({ status: 400, body: expect.stringContaining("Host: missing") });
});

it.each([
  "127.1",
  "0x7f000001",
  "2130706433",
  "0:0:0:0:0:0:0:1",
  "::1%lo",
  "::ffff:127.0.0.1",
  "::FFFF:7f00:1",
])("an emulator that listens on %s, which is loopback, refuses the Host of another", async (host) => {
  const check = hostCheck(hostRule({ host, publicUrl: null }), () => new Response("let through"));
  const statusOf = async (name: string): Promise<number> =>
    (await check(new Request("http://h/", { headers: { host: name } }), {})).status;
  expect([await statusOf("lab.example"), await statusOf("localhost:7740")]).toEqual([403, 200]);
});

it("needs no admin token where it listens on loopback, however that is written", async () => {
  const handle = await startEmulator({ seed: "empty", lab: false, host: "127.1" });
  try {
    const answer = await rawRequest(
      handle.url,
      "GET /_emulator/sandboxes HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    );
    expect(answer).toContain("HTTP/1.1 403");
  } finally {
    await handle.close();
  }
});

it("answers every Host on an address that other machines reach", async () => {
  const check = hostCheck(hostRule({ host: "0.0.0.0", publicUrl: null }), () => new Response("let through"));
  const request = new Request("http://lab.example/", { headers: { host: "lab.example" } });
  expect(await (await check(request, {})).text()).toBe("let through");
});

it("reads the name of a Host as RFC 3986 writes it", () => {
  expect(["A.b:", "a.b.:80", "[::0001]:1"].map(hostName)).toEqual(["a.b", "a.b", "[::1]"]);
  expect(["", "a/b", "a:b", "u@a", "a b", "[::1", "a,b:1:2"].map(hostName)).toEqual(Array(7).fill(null));
});
