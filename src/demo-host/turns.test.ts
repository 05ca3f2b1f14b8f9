import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { demoHost, TestVisitor } from "./testing/visitor.js";
import { Turns } from "../http/turns.js";

it("gives turns to one visitor after the other, one in each round", async () => {
  let rounds = 0;
  const turns = new Turns(async () => {
    await yieldToLoop();
    rounds += 1;
  });
  const got: string[] = [];
  const take = (visitor: string): Promise<unknown> =>
    turns.take(visitor, visitor).then(() => got.push(`${visitor} ${rounds}`));
  await Promise.all([take("a"), take("a"), take("a"), take("b"), take("b"), take("c")]);
  expect(got).toEqual(["a 0", "a 1", "b 2", "c 3", "a 4", "b 5"]);
});

it("gives turns to one address after the other, however many visitors one has", async () => {
  const turns = new Turns(yieldToLoop);
  const got: string[] = [];
  const take = (address: string, visitor: string): Promise<unknown> =>
    turns.take(address, visitor).then(() => got.push(visitor));
  const own = [take("A", "a"), take("A", "a"), take("A", "a"), take("A", "b")];
  await Promise.all([...own, take("B", "c"), take("B", "c")]);
  expect(got).toEqual(["a", "a", "c", "b", "c", "a"]);
});

it("costs an address no turn where one who waits has gone", async () => {
  let rounds = 0;
  const turns = new Turns(async () => {
    await yieldToLoop();
    rounds += 1;
  });
  const got: string[] = [];
  let isGone = false;
  const take = (address: string, visitor: string, hasGone = () => false): Promise<unknown> =>
    turns.take(address, visitor, hasGone).then(() => got.push(`${visitor} ${rounds}`));
  const gone = ["b", "c", "d", "a"].map((visitor) => take("A", visitor, () => isGone));
  isGone = true;
  await Promise.all([...gone, take("A", "a"), take("B", "e"), take("A", "a")]);
  expect(got.filter((one) => /[ae]/.test(one))).toEqual(["a 1", "a 1", "e 2", "a 3"]);
});

it("gives a turn at once if nobody waits", async () => {
  const turns = new Turns(yieldToLoop);
  await turns.take("a", "a");
  await yieldToLoop();
  await yieldToLoop();
  const got: string[] = [];
  void turns.take("a", "a").then(() => got.push("a"));
  await Promise.resolve();
  expect(got).toEqual(["a"]);
});

/** Lets the event loop stand still. */
const blockFor = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

it("a page of a visitor does not wait for those of all visitors of another address", async () => {
  const emulator = await demoHost({ demoRate: 1000 });
  const visitors = Array.from({ length: 13 }, (_, n) => new TestVisitor(emulator.url, `10.9.0.${n && 1}`));
  for (const one of visitors) expect((await one.arrive()).status).toBe(200);
  const [light, ...heavy] = visitors;
  const port = Number(new URL(emulator.url).port);
  /** Whose pages have gone, and how many had when the light one's request came. */
  const went: string[] = [];
  let before = 0;
  const addressOf = (message: unknown): string | undefined => {
    const { headers, socket } = (message as { request: IncomingMessage }).request;
    return socket.localPort === port ? String(headers["x-forwarded-for"]) : undefined;
  };
  const onCame = (message: unknown): void => {
    if (addressOf(message) === light!.address) before = went.length;
  };
  const onWent = (message: unknown): void => {
    const address = addressOf(message);
    if (address !== undefined) went.push(address);
  };
  subscribe("http.server.request.start", onCame);
  subscribe("http.server.response.finish", onWent);
  onTestFinished(() => {
    unsubscribe("http.server.request.start", onCame);
    unsubscribe("http.server.response.finish", onWent);
  });
  const sockets = heavy.concat(light!).map(() => connect(port, "127.0.0.1"));
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  for (const socket of sockets) socket.write("GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  await Promise.all(sockets.map((socket) => once(socket, "data")));
  went.length = 0;
  for (const [n, { cookie, address }] of heavy.concat(light!).entries())
    sockets[n]!.write(
      `GET /_emulator/dashboard/results HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nCookie: ${cookie}\r\nX-Forwarded-For: ${address}\r\n\r\n`,
    );
  // All of them have come when the first one is read.
  blockFor(50);
  await expect.poll(() => went.length).toBe(visitors.length);
  await emulator.close();
  expect(went.indexOf(light!.address) - before).toBeLessThan(8);
});
