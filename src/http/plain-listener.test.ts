import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULTS } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { hostCheck, hostRule } from "./host-check.js";
import { plainListener } from "./plain-listener.js";
import { listen, type Server } from "./server.js";

let emulator: Emulator;
let plain: Server;
let hono: Server;
beforeAll(async () => {
  emulator = await runEmulator({ ...DEFAULTS, port: 0, inMemory: true, lab: false, auth: "none" });
  const fetch = hostCheck(hostRule({ host: "127.0.0.1", publicUrl: null }), emulator.productFetch);
  plain = await listen(fetch, { host: "127.0.0.1", port: 0, adapt: plainListener });
  hono = await listen(fetch, { host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await Promise.all([plain.close(), hono.close()]);
  await emulator.close();
});

/** Sends bytes and reads until the server closes. */
function raw({ url }: Server, text: string): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(text.replaceAll("{port}", port)));
    socket.on("data", (chunk) => (answer += chunk.toString()));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

/** The lines of an answer, sorted, without what differs from server to server and from call to call. */
function comparable(answer: string, { url }: Server): string[] {
  const text = answer.replaceAll(new URL(url).port, "port").replace(/"(id|created_at)":"[^"]*"/g, '"$1"');
  const lines = text.split(/\r\n|(?=HTTP\/1\.1 )/);
  return lines.map((line) => line.replace(/^(x-request-id|date): .*/i, "$1").toLowerCase()).sort();
}

async function expectSame(text: string): Promise<string> {
  const one = await raw(plain, text);
  const other = await raw(hono, text);
  expect(comparable(one, plain)).toEqual(comparable(other, hono));
  return one;
}

const request = (line: string, headers: readonly string[] = [], body = ""): string =>
  [line, "Host: 127.0.0.1:{port}", "Connection: close", ...headers, "", body].join("\r\n");
const withBody = (line: string, body: string, more: readonly string[] = []): string =>
  request(
    line,
    ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`, ...more],
    body,
  );
const PRODUCT = JSON.stringify({ name: "Gerät", release: "15.04-core", snaps: ["a.b"] });

describe("the product API answers as it does through Hono's adapter", () => {
  it.each<[what: string, text: string, status: number]>([
    ["a list", request("GET /products HTTP/1.1"), 200],
    ["a list to HEAD", request("HEAD /products HTTP/1.1"), 200],
    ["a new product", withBody("POST /products HTTP/1.1", PRODUCT), 201],
    ["no body", request("POST /products HTTP/1.1"), 400],
    ["no JSON", withBody("POST /products HTTP/1.1", "{"), 400],
    ["another type", request("POST /products HTTP/1.1", ["Content-Length: 2"], "{}"), 415],
    [
      "a body in chunks",
      request(
        "POST /products HTTP/1.1",
        ["Content-Type: application/json", "Transfer-Encoding: chunked"],
        `${Buffer.byteLength(PRODUCT).toString(16)}\r\n${PRODUCT}\r\n0\r\n\r\n`,
      ),
      201,
    ],
    ["a body that is too large", withBody("POST /products HTTP/1.1", `"${"x".repeat(1_100_000)}"`), 413],
    ["a body of a GET", request("GET /products HTTP/1.1", ["Content-Length: 2"], "{}"), 200],
    ["another method", request("PATCH /products HTTP/1.1"), 405],
    ["an unknown path", request("GET /produkte/%C3%BC%zz?x=%41 HTTP/1.1"), 404],
    ["a path with dots", request("GET /a/../products HTTP/1.1"), 200],
    ["a path that is encoded", request("GET /%70roducts HTTP/1.1"), 200],
    ["a whole URL", request("GET http://127.0.0.1:{port}/products HTTP/1.1"), 200],
    ["a query", request("GET /products?unknown=1 HTTP/1.1"), 400],
    ["a request id", request("GET /products HTTP/1.1", ["X-Request-Id: mine"]), 200],
    ["two request ids", request("GET /products HTTP/1.1", ["X-Request-Id: a", "x-request-id: b"]), 200],
    ["two hosts", request("GET /products HTTP/1.1", ["Host: localhost"]), 400],
    ["a foreign host", "GET /products HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n", 403],
    ["a host in capitals", "GET /products HTTP/1.1\r\nHost: LOCALHOST\r\nConnection: close\r\n\r\n", 200],
    ["no host", "GET /products HTTP/1.0\r\n\r\n", 200],
    [
      "several requests on a connection",
      `GET /products HTTP/1.1\r\nHost: localhost\r\n\r\n${withBody("POST /products HTTP/1.1", "[]")}`,
      200,
    ],
  ])("%s", async (_, text, status) => {
    expect(await expectSame(text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it("whatever the target", async () => {
    const target = fc.stringMatching(/^\/(products|[a-z%.?=&/+~A-F0-9\\^|-]){0,6}$/);
    await fc.assert(
      fc.asyncProperty(target, async (path) => {
        await expectSame(request(`GET ${path} HTTP/1.1`));
      }),
      {
        numRuns: 60,
      },
    );
  });
});
