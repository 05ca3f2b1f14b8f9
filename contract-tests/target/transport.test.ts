import { createServer } from "node:http";
import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { listening } from "../../src/testing/listening.js";
import { Transport } from "./transport.js";

it("loses no request with the connection on which a large one was refused", async () => {
  const refused = new WeakSet<Socket>();
  const server = createServer((request, response) => {
    if (refused.has(request.socket)) {
      request.socket.destroy();
      return;
    }
    const isLarge = Number(request.headers["content-length"]) > 1_000_000;
    if (isLarge) refused.add(request.socket);
    request.resume().on("end", () => response.writeHead(isLarge ? 413 : 201).end("{}"));
  });
  const url = `http://127.0.0.1:${await listening(server)}/`;
  const transport = new Transport(10_000);
  const post = async (bytes: number): Promise<number> => {
    const outgoing = { method: "POST", url, headers: {}, body: Buffer.alloc(bytes, " ") };
    return (await transport.send(outgoing, new AbortController().signal)).status;
  };
  expect([await post(2_000_000), await post(10), await post(10)]).toEqual([413, 201, 201]);
  expect(await post(2_000_000)).toBe(413);
  transport.close();
  server.close();
});
