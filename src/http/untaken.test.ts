import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { Bindings } from "./context.js";
import { listen } from "./server.js";

const MIB = 1024 * 1024;
/** More than the system keeps of it. */
const ANSWER = new Uint8Array(16 * MIB);

it("closes the connections whose answers wait longest when clients take too little, and no other", async () => {
  let begun = 0;
  const closed: string[] = [];
  const answer = (request: Request, { outgoing }: Bindings): Response => {
    begun += 1;
    outgoing!.once("close", () => closed.push(new URL(request.url).pathname));
    return new Response(ANSWER);
  };
  const server = await listen(answer, { host: "127.0.0.1", port: 0, untaken: 40 * MIB });
  onTestFinished(() => server.close());
  for (let n = 0; n < 3; n++) {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () =>
      socket.write(`GET /${n} HTTP/1.1\r\nHost: a\r\n\r\n`),
    );
    socket.on("error", () => undefined).pause();
    onTestFinished(() => void socket.destroy());
    await expect.poll(() => begun).toBe(n + 1);
  }
  await expect.poll(() => closed, { timeout: 5000 }).toEqual(["/0"]);
  expect((await (await fetch(server.url)).arrayBuffer()).byteLength).toBe(ANSWER.length);
  expect(closed.sort()).not.toContain("/2");
});
