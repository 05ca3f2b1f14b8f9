import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { machineWall, type WallClock } from "../clock/clock.js";
import { listening } from "../testing/listening.js";
import { agentFetch } from "./agent-fetch.js";

const POST = { method: "POST", headers: { "content-type": "application/json", "x-a": "b" }, body: '{"é":1}' };
const PATIENCE = { timeout: 90_000, interval: 5 };

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  sockets.clear();
});

/** The address of a server that answers so. */
async function answers(by: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer((request, response) => {
    sockets.add(request.socket);
    request.resume();
    by(request, response);
  });
  return `http://127.0.0.1:${await listening(server)}/x`;
}

/** A clock whose timers run when told. */
function manualWall(): WallClock & { ring: () => void } {
  const timers = new Set<() => void>();
  return {
    ...machineWall(),
    setTimeout: (run) => {
      timers.add(run);
      return () => void timers.delete(run);
    },
    ring: () => [...timers].forEach((run) => run()),
  };
}

describe("agentFetch", () => {
  it.each<[what: string, init: RequestInit]>([
    ["without a body", {}],
    ["with one", POST],
    ["with one that is not a text", { method: "POST", body: Buffer.from("{}") }],
  ])("follows no redirect of a request %s", async (_, init) => {
    const asked: string[] = [];
    const url = await answers((request, response) => {
      asked.push(request.url!);
      response.writeHead(302, { location: "/taken" }).end("elsewhere");
    });
    const answer = await agentFetch(machineWall(), 60_000)(url, init);
    expect([answer.status, await answer.text(), asked]).toEqual([302, "elsewhere", ["/x"]]);
  });

  it("fails where the connection changes to another protocol", async () => {
    const url = await answers((request) => {
      request.socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
    });
    await expect(agentFetch(machineWall(), 60_000)(url, POST)).rejects.toMatchObject({
      cause: { message: "the connection ended without an answer" },
    });
  });

  it.each([
    ["interim answers", "", "HTTP/1.1 103 Early Hints\r\n\r\n", "more than 100 interim answers"],
    [
      "zeros before a chunk",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
      "0".repeat(20_000),
      "more than 1048576 bytes without content",
    ],
  ])("gives up an answer of %s without an end", async (_, head, piece, message) => {
    const url = await answers(({ socket }) => {
      socket.on("error", () => undefined).write(head);
      const go = (): void => {
        while (!socket.destroyed && socket.write(piece));
        if (!socket.destroyed) socket.once("drain", go);
      };
      go();
    });
    await expect(agentFetch(machineWall(), 10_000)(url, POST)).rejects.toMatchObject({ cause: { message } });
  });

  it("sends the request whole and gives status, headers and text", async () => {
    const got: unknown[] = [];
    const url = await answers((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      request.on("end", () => {
        got.push([
          request.method,
          request.url,
          request.headers["x-a"],
          request.headers["content-type"],
          body,
        ]);
        response.writeHead(503, { "Retry-After": "7" }).end("später");
      });
    });
    const answer = await agentFetch(machineWall(), 60_000)(url, POST);
    expect([answer.status, answer.ok, await answer.text()]).toEqual([503, false, "später"]);
    expect([answer.headers.get("retry-after"), answer.headers.get("x-none")]).toEqual(["7", null]);
    expect(got).toEqual([["POST", "/x", "b", "application/json", POST.body]]);
  });

  it("takes the same connection for the next request", async () => {
    const url = await answers((_, response) => void response.writeHead(204).end());
    const send = agentFetch(machineWall(), 60_000);
    for (let n = 0; n < 3; n++) expect((await send(url, POST)).ok).toBe(true);
    expect(sockets.size).toBe(1);
  });

  it("refuses an answer that is too long, and one that is cut, and ends their connections", async () => {
    const url = await answers((request, response) => {
      if (request.headers["x-a"] === "cut") {
        response.writeHead(200, { "content-length": "100" }).write("half");
        setImmediate(() => response.destroy());
        return;
      }
      const piece = Buffer.alloc(1 << 20);
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
      };
      response.on("drain", more);
      more();
    });
    const send = agentFetch(machineWall(), 60_000);
    await expect(send(url, POST)).rejects.toMatchObject({ cause: { name: "AnswerTooLong" } });
    await expect(send(url, { ...POST, headers: { "x-a": "cut" } })).rejects.toThrow("fetch failed");
    await vi.waitFor(() => expect([...sockets].every(({ destroyed }) => destroyed)).toBe(true), PATIENCE);
  });

  it.each([
    ["when the time is over", "no answer within 60 s"],
    ["when its signal says so", "stopped"],
  ])("gives up %s, and leaves no connection", async (_, why) => {
    const stop = new AbortController();
    const wall = manualWall();
    const url = await answers((_request, response) => {
      response.writeHead(200).write("the rest never comes");
      setImmediate(() => (why === "stopped" ? stop.abort(new Error(why)) : wall.ring()));
    });
    const sent = agentFetch(wall, 60_000)(url, { ...POST, signal: stop.signal });
    await expect(sent).rejects.toMatchObject({ cause: { message: why } });
    await vi.waitFor(() => expect([...sockets].every(({ destroyed }) => destroyed)).toBe(true), PATIENCE);
  });

  it("says why there is no connection", async () => {
    const url = await answers(() => undefined);
    server!.close();
    await expect(agentFetch(machineWall(), 60_000)(url, POST)).rejects.toMatchObject({
      cause: { code: "ECONNREFUSED" },
    });
  });
});
