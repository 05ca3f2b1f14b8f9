import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
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

describe("what can hardly be called a request", () => {
  it.each([
    ["an unknown method", "FOO /products HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "invalid-data"],
    ["no HTTP at all", "hello\r\n\r\n", 400, "invalid-data"],
    ["a broken header", "GET /products HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n", 400, "invalid-data"],
    [
      "a Host that is none",
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

  it("the whole URL in the request line is understood", async () => {
    const answer = await raw(
      `GET ${emulator.url}/products HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/sign requests with OAuth 1.0a/);
  });
});

it("an error of our own is not told as the client's", async () => {
  const fails = [
    () => {
      throw new Error("secret");
    },
    () => Promise.reject(new Error("secret")),
  ];
  for (const fail of fails) {
    const server = await listen(fail, "127.0.0.1", 0);
    const answer = await fetch(server.url);
    expect([answer.status, await answer.text()]).toEqual([
      500,
      '{"id":"internal-error","message":"an error of the emulator\'s own; see its log","url":null}',
    ]);
    await server.close();
  }
});
