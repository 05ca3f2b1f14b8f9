import { createServer, type RequestListener } from "node:http";
import type { Socket } from "node:net";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { MAX_UNPACKED_BYTES } from "../../src/text/bounded-text.js";
import { listening } from "../../src/testing/listening.js";
import { Transport } from "./transport.js";

/** Sends requests, one after the other, to a server that answers so; what each came to. */
async function sendTo(
  answer: RequestListener,
  requests: readonly { method: string; bytes?: number }[],
  { keepsConnections = false }: { keepsConnections?: boolean } = {},
): Promise<(number | string)[]> {
  const server = createServer(answer);
  const url = `http://127.0.0.1:${await listening(server)}/`;
  const transport = new Transport(10_000, undefined, keepsConnections);
  const came: (number | string)[] = [];
  for (const { method, bytes } of requests) {
    const body = bytes === undefined ? null : Buffer.alloc(bytes, " ");
    const sent = transport.send({ method, url, headers: {}, body }, new AbortController().signal);
    came.push(
      await sent.then(
        ({ status }) => status,
        (error: unknown) => (error as { stage: string }).stage,
      ),
    );
  }
  transport.close();
  server.closeAllConnections();
  server.close();
  return came;
}

/** Answers the first request of a connection, and ends it at the next without an answer. */
function onceOnly(status: (request: Parameters<RequestListener>[0]) => number): RequestListener {
  const used = new WeakSet<Socket>();
  return (request, response) => {
    if (used.has(request.socket)) {
      request.socket.destroy();
      return;
    }
    used.add(request.socket);
    request.resume().on("end", () => response.writeHead(status(request)).end("{}"));
  };
}

it("loses no request with the connection on which a large one was refused", async () => {
  const large = { method: "POST", bytes: 2_000_000 };
  const small = { method: "POST", bytes: 10 };
  const answer = onceOnly(({ headers }) => (Number(headers["content-length"]) > 1_000_000 ? 413 : 201));
  expect(await sendTo(answer, [large, small, small, large])).toEqual([413, 201, 201, 413]);
});

it("sends what can be repeated again where a connection that was used before ends; all else has its own", async () => {
  const methods = ["GET", "GET", "POST", "DELETE", "HEAD", "PUT", "GET"];
  const requests = methods.map((method) => ({ method }));
  expect(
    await sendTo(
      onceOnly(() => 200),
      requests,
    ),
  ).toEqual(methods.map(() => 200));
});

it("sends everything on one connection to a server that is known to keep it", async () => {
  const used = new Set<Socket>();
  const answer: RequestListener = (request, response) => {
    used.add(request.socket);
    request.resume().on("end", () => response.end("{}"));
  };
  const requests = ["POST", "GET", "PUT", "POST"].map((method) => ({ method, bytes: 10 }));
  await sendTo(answer, requests, { keepsConnections: true });
  expect(used.size).toBe(1);
  await sendTo(answer, requests);
  expect(used.size).toBe(5);
});

it("sends a body that goes out in pieces on a connection of its own: the first may have arrived where a later one does not", async () => {
  const used: Socket[] = [];
  const answer: RequestListener = (request, response) => {
    used.push(request.socket);
    request.resume().on("end", () => response.end("{}"));
  };
  const requests = [10, 100_000, 10].map((bytes) => ({ method: "POST", bytes }));
  await sendTo(answer, requests, { keepsConnections: true });
  expect(used.map((socket) => used.indexOf(socket))).toEqual([0, 1, 0]);
});

/** A server that answers the first request of its first connection, then cuts it, and answers every other connection. */
const CUTS_THE_FIRST = `
  const { parentPort, workerData } = require("node:worker_threads");
  const cut = new Int32Array(workerData);
  let connections = 0;
  const server = require("node:net").createServer({ allowHalfOpen: true }, (socket) => {
    connections += 1;
    const isFirst = connections === 1;
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write("HTTP/1.1 201 Created\\r\\nContent-Length: 2\\r\\n\\r\\n{}");
      parentPort.once("message", () => {
        socket.end(() => {
          socket.resetAndDestroy();
          Atomics.store(cut, 0, 1);
          Atomics.notify(cut, 0);
        });
      });
    });
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

it("sends again what a connection that was cut behind its back does not take", async () => {
  const cut = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(CUTS_THE_FIRST, { eval: true, workerData: cut.buffer });
  const [port] = (await once(worker, "message")) as [number];
  const transport = new Transport(10_000, undefined, true);
  const outgoing = {
    method: "POST",
    url: `http://127.0.0.1:${port}/`,
    headers: {},
    body: Buffer.from("x"),
  };
  const { signal } = new AbortController();
  await transport.send(outgoing, signal);
  // The client sees nothing of it, because it does nothing else meanwhile.
  worker.postMessage("cut");
  Atomics.wait(cut, 0, 0);
  const { status } = await transport.send(outgoing, signal);
  transport.close();
  await worker.terminate();
  expect(status).toBe(201);
});

it("does not send again what was answered in part, or what a new connection does not answer", async () => {
  let requests = 0;
  const answer: RequestListener = (request, response) => {
    requests += 1;
    if (requests === 1) response.end("{}");
    else if (requests === 2) {
      response.writeHead(200, { "content-length": "100" }).write("{", () => request.socket.destroy());
    } else request.socket.destroy();
  };
  const get = { method: "GET" };
  expect(await sendTo(answer, [get, get, get])).toEqual([200, "sent", "sent"]);
  expect(requests).toBe(3);
});

it("says where no connection comes about", async () => {
  const transport = new Transport(10_000);
  const outgoing = { method: "GET", url: "http://127.0.0.1:1/", headers: {}, body: null };
  const sent = transport.send(outgoing, new AbortController().signal);
  await expect(sent).rejects.toMatchObject({ stage: "connecting", code: "ECONNREFUSED" });
  expect(await transport.accepts(outgoing.url)).toBe(false);
  transport.close();
});

it("reads an answer up to a limit", async () => {
  const piece = Buffer.alloc(1024 * 1024, "x");
  const endless: RequestListener = (_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on("drain", more);
    more();
  };
  expect(await sendTo(endless, [{ method: "GET" }])).toEqual(["sent"]);
});

it("reads an answer that is compressed all the same up to a smaller limit", async () => {
  const packed = [MAX_UNPACKED_BYTES, MAX_UNPACKED_BYTES + 1].map((bytes) => gzipSync(Buffer.alloc(bytes)));
  const answer: RequestListener = (_, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(packed.shift());
  };
  expect(await sendTo(answer, [{ method: "GET" }, { method: "GET" }])).toEqual([200, "sent"]);
});
