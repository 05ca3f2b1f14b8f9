import { connect, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { listen } from "./server.js";

const KIB = 1024;
const ONE = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const FAT = `POST /fat HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(10 * KIB)}\r\nContent-Length: ${10 * KIB}\r\n\r\n${"b".repeat(10 * KIB)}`;

const TRAILERS = Array.from({ length: 1000 }, () => "ab: cd\r\n").join("");

it.each([
  ["long addresses", `GET /?${"x".repeat(10 * KIB)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ["trailers", `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${TRAILERS}\r\n`],
])("%s of requests that wait count", async (_, text) => {
  const never = new Promise<Response>(() => undefined);
  const server = await listen(() => never, { host: "127.0.0.1", port: 0, keptRequests: 512 * KIB });
  onTestFinished(() => server.close());
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  const closed = new Promise((done) => socket.on("error", () => undefined).once("close", done));
  socket.write(ONE + text.repeat(100));
  await closed;
});

it("closes the connection whose requests that wait take most, and no other", async () => {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const answer = async (request: Request): Promise<Response> => {
    await request.text();
    await released;
    return new Response("whole");
  };
  const server = await listen(answer, { host: "127.0.0.1", port: 0, keptRequests: 1024 * KIB });
  onTestFinished(() => server.close());
  const closed: string[] = [];
  const open = (name: string): Socket => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    return socket.on("error", () => undefined).once("close", () => closed.push(name));
  };
  const light = open("light");
  let text = "";
  light.on("data", (chunk) => (text += chunk.toString()));
  light.write(ONE + FAT.repeat(5));
  const heavy = open("heavy");
  heavy.write(ONE + FAT.repeat(100));
  await expect.poll(() => closed).toEqual(["heavy"]);
  release();
  await expect.poll(() => text.split("HTTP/1.1 200 OK").length - 1).toBe(6);
  // What was answered or closed is given back.
  for (let round = 2; round < 20; round++) {
    light.write(FAT.repeat(5));
    await expect.poll(() => text.split("HTTP/1.1 200 OK").length - 1).toBe(5 * round + 1);
  }
  expect(closed).toEqual(["heavy"]);
});
