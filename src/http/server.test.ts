import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { FOR_STRANGERS } from "../demo-host/visitor-limits.js";
import { selfSigned } from "../self-signed.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { listen } from "./server.js";

let emulator: EmulatorHandle;
beforeAll(async () => {
  emulator = await startEmulator({ seed: "empty", lab: false });
});
afterAll(() => emulator.close());

/** Sends bytes and reads until the server closes. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => (answer += chunk.toString()));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("a malformed request", () => {
  it.each([
    ["an unknown method", "FOO /products HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "invalid-data"],
    ["no HTTP at all", "hello\r\n\r\n", 400, "invalid-data"],
    ["a broken header", "GET /products HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n", 400, "invalid-data"],
    [
      "an invalid Host",
      "GET /products HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
      400,
      "invalid-data",
    ],
    [
      "TRACE",
      "TRACE /products HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      405,
      "method-not-allowed",
    ],
    [
      "CONNECT",
      "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n",
      405,
      "method-not-allowed",
    ],
    [
      "an unknown Expect",
      "POST /products HTTP/1.1\r\nHost: localhost\r\nExpect: miracles\r\nContent-Length: 2\r\n\r\n{}",
      417,
      "invalid-data",
    ],
    [
      "too many headers",
      `GET /products HTTP/1.1\r\nHost: localhost\r\n${"a:\r\n".repeat(200)}\r\n`,
      400,
      "invalid-data",
    ],
    [
      "a path with dots",
      "GET /a/../products HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      401,
      "unauthorized",
    ],
  ])("%s gets the documented error body", async (_, text, status, id) => {
    const answer = await raw(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const body = answer.slice(answer.indexOf("{"), answer.lastIndexOf("}") + 1);
    expect(JSON.parse(body)).toEqual({ id, message: expect.stringMatching(/\w/), url: null });
  });

  it("does not prevent the answer to the request before it on the connection", async () => {
    const token = JSON.stringify({ email: "nobody@example.com", password: "p", token_name: "t" });
    const post = `POST /api/v2/tokens/oauth HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${token.length}\r\n\r\n${token}`;
    const answer = await raw(`${post}garbage\r\n\r\n`);
    expect(answer.match(/HTTP.1.1 \d+|"(?:code|id)":"[^"]+"/g)).toEqual([
      ...["HTTP/1.1 401", '"code":"INVALID_CREDENTIALS"'],
      ...["HTTP/1.1 400", '"id":"invalid-data"'],
    ]);
  });

  it("closes the connection, whether or not the client closes it", async () => {
    const socket = connect({
      port: Number(new URL(emulator.url).port),
      host: "127.0.0.1",
      allowHalfOpen: true,
    });
    socket.on("error", () => undefined).resume();
    await new Promise((done) => socket.once("end", done).write("hello\r\n\r\n"));
    // A client that keeps sending to a destroyed connection gets an error.
    await new Promise<void>((gone) => {
      socket.once("close", gone);
      const again = (): void => {
        if (!socket.destroyed) socket.write("x", () => setImmediate(again));
      };
      again();
    });
  });

  it("the whole URL in the request line is understood", async () => {
    const answer = await raw(
      `GET ${emulator.url}/products HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/sign requests with OAuth 1.0a/);
  });
});

it("an internal error is not reported as the client's", async () => {
  const fails = [
    () => {
      throw new Error("secret");
    },
    () => Promise.reject(new Error("secret")),
  ];
  for (const fail of fails) {
    const server = await listen(fail, { host: "127.0.0.1", port: 0 });
    const answer = await fetch(server.url);
    expect([answer.status, await answer.text()]).toEqual([
      500,
      '{"id":"internal-error","message":"internal error of the emulator; see its log","url":null}',
    ]);
    await server.close();
  }
});

it(
  "closes though clients neither send the rest of a request nor take an answer",
  { timeout: 30_000 },
  async () => {
    let asked = 0;
    const answer = async (request: Request): Promise<Response> => {
      asked += 1;
      await request.text();
      return new Response(new Uint8Array(64 * 1024 * 1024));
    };
    const server = await listen(answer, { host: "127.0.0.1", port: 0 });
    const { port } = new URL(server.url);
    for (const text of [
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf",
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ]) {
      const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
      onTestFinished(() => void socket.destroy());
      socket.on("error", () => undefined).pause();
    }
    await expect.poll(() => asked).toBe(2);
    // If it waited for them, the test would time out.
    await server.close();
  },
);

it.each([
  ["says nothing", ""],
  ["has begun with TLS", "\u0016\u0003\u0001"],
])("closes over TLS though a client %s", async (_, text) => {
  const tls = await selfSigned({ host: "127.0.0.1", publicUrl: null }, temporaryFolder());
  let arrived = (): void => undefined;
  const came = new Promise<void>((resolve) => (arrived = resolve));
  const server = await listen(() => new Response("whole"), {
    ...{ host: "127.0.0.1", port: 0, tls },
    onConnection: () => arrived(),
  });
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => socket.write(text, "latin1"));
  const closed = new Promise((done) => socket.on("error", () => undefined).once("close", done));
  await came;
  await server.close();
  await closed;
});

it.each([
  ["that does not begin with TLS within the time of a head", ""],
  ["that has begun no more than that", "\u0016\u0003\u0001"],
])("closes a connection over TLS %s", async (_, text) => {
  const tls = await selfSigned({ host: "127.0.0.1", publicUrl: null }, temporaryFolder());
  const server = await listen(() => new Response("whole"), {
    ...{ host: "127.0.0.1", port: 0, tls },
    bounds: { ...FOR_STRANGERS, headMs: 50 },
  });
  onTestFinished(() => server.close());
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => socket.write(text, "latin1"));
  await new Promise((done) => socket.on("error", () => undefined).once("close", done));
});
