import { createServer, IncomingMessage, request, type RequestListener, ServerResponse } from "node:http";
import { Duplex, Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { atFileEnd } from "../../src/testing/file-end.js";
import { listening } from "../../src/testing/listening.js";
import { PLAIN_NETWORK } from "../../contract-tests/target/network.js";
import type { HeaderPair } from "../exchange.js";
import type { RawExchange } from "../secrets/redact.js";
import { startedProxy, type StartedProxy, type Wanted } from "../testing/started-proxy.js";
import { passOn } from "./pass-on.js";
import { TapBudget } from "./tap.js";
import { Upstream } from "./upstream.js";

/** A proxy in front of a server that answers so. */
async function before(answer: RequestListener, options: Partial<Wanted> = {}): Promise<StartedProxy> {
  const server = createServer(answer);
  const target = `http://127.0.0.1:${await listening(server)}`;
  atFileEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return startedProxy({ target, preservesHost: true, ...options });
}

interface Came {
  status: number;
  raw: string[];
  body: Buffer;
}

/** Sends a request and gives the answer as its bytes came. */
function send(
  url: string,
  {
    method = "GET",
    body = "",
    headers = {},
  }: { method?: string; body?: string | Buffer; headers?: Record<string, string> } = {},
): Promise<Came> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("end", () =>
        resolve({ status: answer.statusCode!, raw: answer.rawHeaders, body: Buffer.concat(chunks) }),
      );
      answer.once("error", reject);
    });
    asked.once("error", reject).end(body);
  });
}

describe("an answer", () => {
  it("comes through with the same bytes, status and headers, those of the connection apart", async () => {
    const zipped = gzipSync('{"products": []}');
    const own = [
      "X-Own",
      "one",
      "x-own",
      "two",
      "Set-Cookie",
      "a=1",
      "set-cookie",
      "b=2",
      "Date",
      "Mon, 04 Jan 2016 00:00:00 GMT",
    ];
    const proxy = await before((incoming, response) => {
      incoming.resume();
      response.sendDate = false;
      response.writeHead(299, "As it Likes", [
        ...own,
        "Content-Type",
        "application/json",
        "Content-Encoding",
        "gzip",
        "Content-Length",
        String(zipped.length),
        "X-Hop",
        "1",
        "Connection",
        "x-hop",
      ]);
      response.end(zipped);
    });
    const { status, raw, body } = await send(`${proxy.url}/products`);
    expect([status, body.equals(zipped)]).toEqual([299, true]);
    expect(raw.slice(0, own.length)).toEqual(own);
    expect(raw).not.toContain("X-Hop");
    // It is judged and kept as text.
    expect(proxy.judged()[0]!.exchange.answer!.body.text).toBe('{"products": []}');
  });

  it("of many parts is passed on as it comes, before it ends", async () => {
    let end = (): void => undefined;
    const proxy = await before((_, response) => {
      response.write("first");
      end = () => response.end(" last");
    });
    const text = await new Promise<string>((resolve) => {
      request(`${proxy.url}/products`, (answer) => {
        let came = "";
        answer.on("data", (chunk: Buffer) => {
          came += String(chunk);
          if (came === "first") end();
        });
        answer.once("end", () => resolve(came));
      }).end();
    });
    expect(text).toBe("first last");
  });

  it("larger than what is kept passes whole, and is not judged", async () => {
    const large = Buffer.alloc(3 * 1024 * 1024, 0x20);
    const proxy = await before((_, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(large),
    );
    expect((await send(`${proxy.url}/products`)).body.length).toBe(large.length);
    const [{ exchange, verdicts }] = proxy.judged() as [ReturnType<typeof proxy.judged>[0]];
    expect([exchange.answer!.body.bytes, exchange.answer!.body.isCut]).toEqual([large.length, true]);
    expect(exchange.answer!.body.text!.length).toBe(1024 * 1024);
    expect(verdicts[0]!.judgement).toMatchObject({
      verdict: "skipped",
      reason: "the answer's body was not kept whole",
    });
  });

  it("to a request whose body is not read whole comes through", async () => {
    const proxy = await before((incoming, response) => {
      incoming.once("data", () => response.writeHead(413).end("{}"));
    });
    const body = Buffer.alloc(2 * 1024 * 1024, 0x61);
    expect((await send(`${proxy.url}/products`, { method: "POST", body })).status).toBe(413);
  });
});

describe("a request", () => {
  it("reaches the target with the same bytes and headers, whatever its method and its body's form", async () => {
    const seen: unknown[] = [];
    const proxy = await before((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.once("end", () => {
        const { method, url, headers } = incoming;
        seen.push([
          method,
          url,
          headers["transfer-encoding"] ?? headers["content-length"],
          headers["x-own"],
          String(Buffer.concat(chunks)),
        ]);
        response.end();
      });
    });
    const headers = { "x-own": "it" };
    await send(`${proxy.url}/a%2Fb?x=%20&y`, {
      method: "DELETE",
      body: "with a body",
      headers: { ...headers, "transfer-encoding": "chunked" },
    });
    await send(`${proxy.url}/c`, {
      method: "POST",
      body: "text",
      headers: { ...headers, "content-length": "4" },
    });
    await send(`${proxy.url}/d`, { headers });
    expect(seen).toEqual([
      ["DELETE", "/a%2Fb?x=%20&y", "chunked", "it", "with a body"],
      ["POST", "/c", "4", "it", "text"],
      ["GET", "/d", undefined, "it", ""],
    ]);
  });
});

describe("a target without a good answer", () => {
  const ownAnswer = async (url: string): Promise<unknown> => {
    const { status, raw, body } = await send(url);
    return [status, raw.includes("x-spi-proxy"), (JSON.parse(String(body)) as { message: string }).message];
  };

  it("that is not there gives 502, which is no violation", async () => {
    const proxy = await startedProxy({ target: "http://127.0.0.1:9", preservesHost: true });
    expect(await ownAnswer(`${proxy.url}/products`)).toEqual([
      502,
      true,
      expect.stringContaining("ECONNREFUSED"),
    ]);
    expect(proxy.problems()).toMatchObject([{ id: "traffic.listProducts.answered", verdict: "error" }]);
  });

  it("that says nothing gives 504, a violation", async () => {
    const proxy = await before(() => undefined, { timeoutMs: 50 });
    expect(await ownAnswer(`${proxy.url}/products`)).toEqual([
      504,
      true,
      expect.stringContaining("no answer within 50 ms"),
    ]);
    expect(proxy.problems()).toMatchObject([{ id: "traffic.listProducts.answered", verdict: "fails" }]);
  });

  it("that ends in the middle has the client's connection end too", async () => {
    const proxy = await before((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("some");
      setImmediate(() => response.destroy());
    });
    await expect(send(`${proxy.url}/products`)).rejects.toThrow();
    expect(proxy.problems()).toMatchObject([
      { verdict: "fails", reason: expect.stringContaining("before it was complete") },
    ]);
  });

  it("is not to blame where the client leaves", async () => {
    let came: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (came = resolve));
    const proxy = await before(() => came());
    const asked = request(`${proxy.url}/products`);
    asked.on("error", () => undefined).end();
    await arrived;
    asked.destroy();
    await expect
      .poll(() => proxy.judged().map(({ exchange }) => exchange.failure?.stage))
      .toEqual(["client"]);
    expect(proxy.problems()).toEqual([]);
  });
});

describe("--errors", () => {
  it("answers with the violation, and passes all other answers on", async () => {
    let body = '{"event_logs": [{}]}';
    const proxy = await before(
      (_, response) => response.writeHead(200, { "content-type": "application/json" }).end(body),
      { answersErrors: true },
    );
    const path = "/products/b83bb12a-8827-45c4-a15c-08573cad40f1/tests/events";
    const wrong = await send(proxy.url + path);
    expect([wrong.status, JSON.parse(String(wrong.body))]).toEqual([
      502,
      {
        id: "contract-violation",
        message: expect.stringMatching(/violates the contract: expected .*D 9/s),
        url: null,
      },
    ]);
    body = '{"event_logs": []}';
    const right = await send(proxy.url + path);
    expect([right.status, String(right.body)]).toEqual([200, body]);
  });
});

describe("a body that costs more than its length", () => {
  const bodies = async (all: { body: string | Buffer; headers?: Record<string, string> }[]) => {
    const proxy = await before((incoming, response) => {
      incoming.resume().once("end", () => response.end());
    });
    for (const { body, headers } of all)
      await send(`${proxy.url}/products`, {
        ...{ method: "POST", body },
        headers: { "content-type": "application/json", ...headers },
      });
    return proxy.judged().map(({ exchange }) => exchange.body);
  };

  it("because it is packed very small is not unpacked for being judged", async () => {
    const usual = JSON.stringify({ name: "word ".repeat(100_000) });
    const headers = { "content-encoding": "gzip" };
    const texts = [usual, "x".repeat(4 * 1024 * 1024)];
    const came = await bodies(texts.map((text) => ({ body: gzipSync(text), headers })));
    expect(came.map(({ text }) => text?.length)).toEqual([usual.length, undefined]);
  });

  it("because it has very many values is handled as text: up to a secret, and then it is not whole", async () => {
    const many = `"many":[${"0,".repeat(250_000)}0]`;
    const [plain, cut] = await bodies([
      { body: `{${many}}` },
      { body: `{${many},"password":"very secret"}` },
    ]);
    expect([plain!.text === `{${many}}`, plain!.isCut]).toEqual([true, false]);
    expect([cut!.text === `{${many},[redacted]`, cut!.isCut]).toEqual([true, true]);
  });
});

describe("a client that does not take its answer", () => {
  it.each([
    ["of chunks, which has come whole", Array.from({ length: 40 }, () => "x".repeat(1000))],
    ["with a length, which is still to come", ["x".repeat(1_000_000)]],
  ])("(%s) gets no whole one, and is not told as the target's failure", async (_, pieces) => {
    const target = await listening(
      createServer((_request, response) => {
        for (const piece of pieces.slice(1)) response.write(piece);
        response.end(pieces[0]);
      }),
    );
    const incoming = new IncomingMessage(new Duplex() as never);
    incoming.method = "GET";
    incoming.push(null);
    const outgoing = new ServerResponse(incoming);
    outgoing.assignSocket(new Writable({ write: () => undefined }) as never);
    const upstream = new Upstream(`http://127.0.0.1:${target}`, PLAIN_NETWORK, 1000);
    const told = await new Promise<RawExchange>((tell) => {
      const headers: HeaderPair[] = [["Host", "x"]];
      const request = { method: "GET", path: "/", headers, isChunked: false };
      const facts = { path: "/", account: null, isSigned: false, headers: [] };
      passOn(
        incoming,
        outgoing,
        { request, body: null, facts },
        {
          ...{ upstream, maxBody: 1_000_000, budget: new TapBudget(1_000_000), holdsAnswers: false },
          onExchange: (exchange) => (tell(exchange), null),
        },
      );
    });
    upstream.close();
    expect(told).toMatchObject({ answer: null, failure: { code: "ETIMEDOUT", stage: "client" } });
    expect([outgoing.writableEnded, outgoing.destroyed]).toEqual([false, true]);
  });
});
