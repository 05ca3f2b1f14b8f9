import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { demoHost, TestVisitor } from "./testing/visitor.js";

const PAGES = 20;

it.each([
  ["the pages of a visitor that come on as many", "/parity", true],
  ["new visitors", "/", false],
])("a new connection does not wait for %s", async (_, path, hasCookie) => {
  const emulator = await demoHost({ demoRate: 1000 });
  const visitor = new TestVisitor(emulator.url, "10.9.0.1");
  await visitor.arrive();
  // Its code is loaded.
  expect((await visitor.browse(`/_emulator/dashboard${path}`)).status).toBe(200);
  const port = Number(new URL(emulator.url).port);
  /** How many pages have gone, and how many had when the other's request came. */
  let went = 0;
  let before: number | null = null;
  const isProbe = (message: unknown): boolean | null => {
    const { socket, url } = (message as { request: IncomingMessage }).request;
    return socket.localPort === port ? url === "/_emulator/health" : null;
  };
  const onCame = (message: unknown): void => {
    if (isProbe(message) === true) before = went;
  };
  const onWent = (message: unknown): void => {
    if (isProbe(message) === false) went += 1;
  };
  subscribe("http.server.request.start", onCame);
  subscribe("http.server.response.finish", onWent);
  onTestFinished(() => {
    unsubscribe("http.server.request.start", onCame);
    unsubscribe("http.server.response.finish", onWent);
    return emulator.close();
  });
  const send = (to: string, address: string): void => {
    const socket = connect(port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    const cookie = hasCookie ? `Cookie: ${visitor.cookie}\r\n` : "";
    socket.resume();
    socket.write(
      `GET ${to} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/5.0\r\nAccept: text/html\r\n${cookie}X-Forwarded-For: ${address}\r\n\r\n`,
    );
  };
  // All of them wait to be accepted when the first is.
  for (let n = 0; n < PAGES; n++) send(`/_emulator/dashboard${path}`, "10.9.0.1");
  send("/_emulator/health", "10.9.0.2");
  await expect.poll(() => went).toBe(PAGES);
  expect(before).toBeLessThan(4);
});
