import { connect, createServer, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { yieldToLoop } from "../../src/clock/clock.js";
import { rawRequest } from "../../src/http/testing/raw-request.js";
import { listening } from "../../src/testing/listening.js";
import { atFileEnd } from "../../src/testing/file-end.js";
import { startedProxy, type StartedProxy, type Wanted } from "../testing/started-proxy.js";

const GOOD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"products":[]}';

/** A proxy in front of a socket that answers so, and what came there on each connection. */
async function before(
  answer: (n: number) => string,
  preservesHost = true,
  wanted: Partial<Wanted> = {},
): Promise<StartedProxy & { came: () => string[] }> {
  const connections: { text: string; socket: Socket }[] = [];
  let answered = 0;
  const server = createServer((socket) => {
    const connection = { text: "", socket };
    connections.push(connection);
    socket
      .on("error", () => undefined)
      .on("data", (chunk: Buffer) => {
        connection.text += chunk.toString("latin1");
        socket.write(answer(answered++), "latin1");
      });
  });
  await new Promise<void>((listens) => server.listen(0, "127.0.0.1", listens));
  atFileEnd(() => {
    for (const { socket } of connections) socket.destroy();
    server.close();
  });
  const target = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const proxy = await startedProxy({ target, preservesHost, ...wanted });
  return { ...proxy, came: () => connections.map(({ text }) => text) };
}

const GET = "GET /products HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

describe("an answer that nobody can pass on", () => {
  it.each([
    ["a reason with a control character", "HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nok"],
    ["an invalid status", "HTTP/1.1 099 Odd\r\nContent-Length: 2\r\n\r\nok"],
    ["another protocol", "HTTP/1.1 101 Other\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\nhello"],
  ])("(%s) gives 502 and a failure, and the proxy serves on", async (_, bad) => {
    const proxy = await before((n) => (n === 0 ? bad : GOOD));
    const refused = await rawRequest(proxy.url, GET);
    expect(refused).toMatch(/^HTTP\/1\.1 502 [^]*x-spi-proxy: no-answer\r\n[^]*the target gave no answer/);
    expect(await rawRequest(proxy.url, GET)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(proxy.judged()[0]!.exchange).toMatchObject({ answer: null, failure: { code: "EPROTO" } });
  });
});

describe("an answer without content and without an end", () => {
  const endless = async (piece: string, first = ""): Promise<string> => {
    const server = createServer((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on("error", () => undefined).on("drain", more);
      socket.once("data", () => {
        socket.write(first);
        more();
      });
    });
    atFileEnd(() => void server.close());
    return `http://127.0.0.1:${await listening(server)}`;
  };

  it.each([
    ["interim answers", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100), "100 interim answers"],
    ["line ends", "\r\n".repeat(1000), "1048576 bytes without content"],
  ])("(%s) gives 502 and a failure", async (_, piece, why) => {
    const proxy = await startedProxy({ target: await endless(piece), preservesHost: true });
    const refused = await rawRequest(proxy.url, GET);
    expect(refused).toMatch(/^HTTP\/1\.1 502 [^]*x-spi-proxy: no-answer\r\n/);
    expect(refused).toContain(why);
    expect(proxy.judged()[0]!.exchange).toMatchObject({ answer: null, failure: { code: "EPROTO" } });
  });

  it("behind its head closes the client's connection", async () => {
    const size = "0".repeat(1000);
    const begun = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n";
    const proxy = await startedProxy({ target: await endless(size, begun), preservesHost: true });
    expect(await rawRequest(proxy.url, GET)).toMatch(/\r\nsome\r\n$/);
    expect(proxy.judged()[0]!.exchange).toMatchObject({ answer: null, failure: { stage: "sent" } });
  });
});

describe("what comes after a whole answer", () => {
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n{"products":[]}\r\n0\r\n\r\n';
  const large = `HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n${"x".repeat(2_999_985)}{"products":[]}`;

  it.each([
    ["another answer", GOOD, GOOD],
    ["what is no HTTP", GOOD, "more\r\n"],
    ["a zero byte", GOOD, "\0"],
    ["what is no HTTP after chunks", chunked, "more\r\n"],
    ["another answer after chunks", chunked, GOOD],
    ["what is no HTTP after a large answer", large, "x".repeat(100_000)],
    ["a body after 204", "HTTP/1.1 204 No Content\r\n\r\n", '{"products":[]}'],
  ])("(%s) takes the answer from nobody, and is no answer of another request", async (_, whole, more) => {
    for (const answersErrors of [false, true]) {
      const proxy = await before((n) => (n === 0 ? whole + more : GOOD), true, { answersErrors });
      const end = whole.includes(" 204 ") ? "\r\n\r\n" : '{"products":[]}';
      const heard = await rawRequest(proxy.url, GET);
      expect(heard.slice(0, 12)).toBe(whole.slice(0, 12));
      expect(heard.replace(/\r\n0\r\n\r\n$/, "").slice(-end.length)).toBe(end);
      expect(await rawRequest(proxy.url, GET)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\{"products":\[\]\}$/);
      expect(proxy.judged().map(({ exchange }) => exchange.failure)).toEqual([null, null]);
    }
  });
});

describe("a body that a client hides in another request", () => {
  const inner = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  const many = "a: b\r\n".repeat(1500);

  it.each([
    ["Connection that names Content-Length", "Connection: close, content-length\r\n"],
    ["more headers than are read", many],
  ])("by %s is no request of its own at the target", async (_, lines) => {
    for (const method of ["POST", "GET", "DELETE"]) {
      const proxy = await before(() => GOOD);
      const head = `${method} /products HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines}`;
      const last = lines === many ? "Connection: close\r\n" : "";
      const text = `${head}${last}Content-Length: ${inner.length}\r\n\r\n${inner}`;
      expect(await rawRequest(proxy.url, text)).toMatch(/^HTTP\/1\.1 200 /);
      const [came = ""] = proxy.came();
      expect(came).toMatch(
        new RegExp(`\r\ncontent-length: ${inner.length}\r\n[^]*\r\n\r\nGET /hidden `, "i"),
      );
    }
  });
});

it("a client that asks for a tunnel and breaks the connection ends nothing", async () => {
  const proxy = await before(() => GOOD);
  for (let n = 0; n < 20; n++) {
    await new Promise<void>((gone) => {
      const socket = connect(Number(new URL(proxy.url).port), "127.0.0.1", () => {
        socket.write("CONNECT other.example.com:443 HTTP/1.1\r\nHost: other.example.com\r\n\r\n");
        socket.resetAndDestroy();
      });
      socket.once("close", () => gone());
    });
  }
  expect(await rawRequest(proxy.url, GET)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

it("the refusal of a tunnel is no answer of a request before it", async () => {
  const proxy = await before(() => "");
  const kept = GET.replace("Connection: close\r\n", "");
  const tunnel = "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n";
  expect(await rawRequest(proxy.url, kept + tunnel)).toBe("");
});

it("a client that sends requests before their answers and leaves keeps nothing busy", async () => {
  const open = new Set<Socket>();
  let begun = 0;
  const target = createServer((socket) => {
    open.add(socket);
    socket
      .on("error", () => undefined)
      .on("data", () => (begun += 1))
      .once("close", () => open.delete(socket));
  });
  await new Promise<void>((listens) => target.listen(0, "127.0.0.1", listens));
  atFileEnd(() => {
    for (const socket of open) socket.destroy();
    target.close();
  });
  const { port } = target.address() as { port: number };
  const proxy = await startedProxy({ target: `http://127.0.0.1:${port}`, timeoutMs: 600_000 });
  const one = "GET /products HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  const client = connect(Number(new URL(proxy.url).port), "127.0.0.1", () => client.write(one.repeat(5)));
  await expect.poll(() => begun).toBeGreaterThan(0);
  for (let round = 0; round < 20; round++) await yieldToLoop();
  client.destroy();
  await expect.poll(() => open.size).toBe(0);
  await expect.poll(() => proxy.judged().length).toBe(begun);
});

it("answers that are held until they are judged take no more memory together than all bodies may", async () => {
  const begun = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n";
  const proxy = await before(() => begun + "x".repeat(800), true, { answersErrors: true, maxKept: 1000 });
  const heads: string[] = [];
  const clients = [1, 2, 3].map(() => connect(Number(new URL(proxy.url).port), "127.0.0.1"));
  for (const client of clients) client.on("data", (text: Buffer) => heads.push(text.toString())).write(GET);
  // One is held. The others go on as they come.
  await expect.poll(() => heads.join("").length).toBeGreaterThan(1600);
  await proxy.close();
  expect(heads.join("").match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
  for (const client of clients) client.destroy();
});

describe("a web page that makes its name point to the proxy", () => {
  const ask = (host: string, line = "/products"): string =>
    `GET ${line} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`;

  it.each([
    ["its name", ask("Host: evil.example:7741\r\n")],
    ["two names", ask("Host: localhost\r\nHost: evil.example\r\n")],
    ["its name in the line", ask("Host: localhost\r\n", "http://evil.example/products")],
    ["what is no host", ask("Host: localhost@evil.example\r\n")],
  ])("reaches nothing, with %s", async (_, text) => {
    const proxy = await before(() => GOOD, false);
    expect(await rawRequest(proxy.url, text)).toMatch(/^HTTP\/1\.1 (403|400) /);
    expect(proxy.came().join("")).toBe("");
  });

  it.each(["Host: LocalHost:1\r\n", "Host: [::1]:7741\r\n", "Host: a.localhost\r\n"])(
    "is not meant by %j",
    async (host) => {
      const proxy = await before(() => GOOD, false);
      expect(await rawRequest(proxy.url, ask(host))).toMatch(/^HTTP\/1\.1 200 /);
    },
  );
});

describe("a web page of another site that sends to the address of the proxy", () => {
  const ask = (headers: string, method = "POST"): string =>
    `${method} /products HTTP/1.1\r\nHost: 127.0.0.1:7741\r\n${headers}Content-Length: 0\r\nConnection: close\r\n\r\n`;
  const FOREIGN: [string, string, string?][] = [
    ["its origin", "Origin: https://evil.example\r\n"],
    ["an origin without a name", "Origin: null\r\n"],
    ["a name that begins as this machine's", "Origin: http://localhost.evil.example\r\n"],
    ["two origins", "Origin: http://localhost\r\nOrigin: https://evil.example\r\n"],
    ["an image", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n", "GET"],
    ["a preflight", "Origin: https://evil.example\r\nAccess-Control-Request-Method: PUT\r\n", "OPTIONS"],
  ];

  it.each(FOREIGN)("reaches nothing, with %s", async (_, headers, method) => {
    const proxy = await before(() => GOOD, false);
    const answer = await rawRequest(proxy.url, ask(headers, method));
    expect(answer).toMatch(/^HTTP\/1\.1 403 [^]*x-spi-proxy: foreign-page/);
    expect(proxy.came().join("")).toBe("");
  });

  it.each([
    ["a program", ""],
    ["a page of this machine", "Origin: http://localhost:3000\r\nSec-Fetch-Site: cross-site\r\n"],
    ["an address that its user typed", "Sec-Fetch-Site: none\r\n"],
  ])("is not %s", async (_, headers) => {
    const proxy = await before(() => GOOD, false);
    expect(await rawRequest(proxy.url, ask(headers))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("is let through where clients use the deployment's own name", async () => {
    const proxy = await before(() => GOOD);
    expect(await rawRequest(proxy.url, ask(FOREIGN[0]![1]))).toMatch(/^HTTP\/1\.1 200 /);
  });
});
