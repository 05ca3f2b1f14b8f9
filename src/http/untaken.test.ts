import { connect, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { wallPause } from "../clock/clock.js";
import type { Bindings } from "./context.js";
import { listen } from "./server.js";
import { noteKept } from "./untaken.js";

const MIB = 1024 * 1024;
/** More than the system keeps of it. */
const ANSWER = new Uint8Array(16 * MIB);

/** A client that asks and takes nothing of its answer. */
function takesNothing(url: string, path: string, localAddress = "127.0.0.1"): Socket {
  const { port } = new URL(url);
  const socket = connect({ port: Number(port), host: "127.0.0.1", localAddress }, () =>
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`),
  );
  socket.on("error", () => undefined).pause();
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** A server with long answers, and the paths of those that were begun and closed. */
async function setUp(before: () => Promise<void> | void = () => undefined, kept = 0) {
  const begun: string[] = [];
  const closed: string[] = [];
  const answer = async (request: Request, { outgoing }: Bindings): Promise<Response> => {
    const { pathname } = new URL(request.url);
    outgoing!.once("close", () => closed.push(pathname));
    await before();
    if (kept > 0) noteKept(outgoing!, kept);
    begun.push(pathname);
    return new Response(ANSWER);
  };
  const server = await listen(answer, { host: "127.0.0.1", port: 0, untaken: 40 * MIB });
  onTestFinished(() => server.close());
  return { url: server.url, begun, closed };
}

it("closes the connections whose answers wait longest when clients take too little, and no other", async () => {
  const { url, begun, closed } = await setUp();
  for (const path of ["/0", "/1", "/2"]) {
    takesNothing(url, path);
    await expect.poll(() => begun).toContain(path);
  }
  await expect.poll(() => closed).toEqual(["/0"]);
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(ANSWER.length);
  expect(closed).not.toContain("/2");
});

it("counts what is kept for the rest of an answer, while its client takes nothing", async () => {
  const { url, begun, closed } = await setUp(undefined, 10 * MIB);
  for (const path of ["/0", "/1"]) {
    takesNothing(url, path);
    await expect.poll(() => begun).toContain(path);
  }
  await expect.poll(() => closed).toEqual(["/0"]);
});

it("finds answers that begin long after their requests", async () => {
  const { url, closed } = await setUp(() => wallPause(300));
  for (const path of ["/0", "/1", "/2"]) takesNothing(url, path);
  await expect.poll(() => closed.length).toBe(1);
});

it("closes connections of the address whose answers take the most, not of one that waits longer", async () => {
  const { url, begun, closed } = await setUp();
  for (const [path, from] of [
    ["/other", "127.0.0.2"],
    ["/0", "127.0.0.1"],
    ["/1", "127.0.0.1"],
  ] as const) {
    takesNothing(url, path, from);
    await expect.poll(() => begun).toContain(path);
  }
  await expect.poll(() => closed).toEqual(["/0"]);
});
