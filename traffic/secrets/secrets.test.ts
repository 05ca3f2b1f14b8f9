import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Credentials } from "../../src/oauth1/sign.js";
import { atFileEnd } from "../../src/testing/file-end.js";
import { listening } from "../../src/testing/listening.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { readRecording } from "../recording/read.js";
import { clientOf, type Fetch, startedProxy, type Wanted } from "../testing/started-proxy.js";
import { packageFile } from "../../src/package-files.js";
import { type RawExchange, TrafficRedactor } from "./redact.js";
import { API_WORDS } from "./withheld.js";

const credentialsOf = (name: string): Credentials => ({
  consumer_key: `${name}-consumer-key-17`,
  consumer_secret: `${name}/consumer+secret=1`,
  token_key: `${name}-token-key-4711`,
  token_secret: `${name} tökén~secret!*'()`,
});

/** A service that quotes everything that it is sent, in its answer and the next ones. */
async function quoting(): Promise<{ target: string; came: IncomingMessage[] }> {
  const came: IncomingMessage[] = [];
  const server = createServer((incoming, response) => {
    came.push(incoming);
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.once("end", () => {
      const { url, rawHeaders, headers } = incoming;
      const quoted = {
        url,
        rawHeaders,
        authorization: headers.authorization,
        body: String(Buffer.concat(chunks)),
      };
      const text = JSON.stringify(incoming.headers["x-as"] === "error" ? { message: quoted } : quoted);
      response.setHeader("x-quoted", encodeURIComponent(url!));
      response.setHeader("set-cookie", "session=the-cookie-of-an-answer; Path=/");
      response.writeHead(incoming.headers["x-as"] === "error" ? 400 : 200, {
        "content-type": "application/json",
      });
      response.end(text);
    });
  });
  const target = `http://127.0.0.1:${await listening(server)}`;
  atFileEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return { target, came };
}

/** A proxy in front of it, whose recording is read at the end. */
async function recorded(options: Partial<Wanted>) {
  const { target, came } = await quoting();
  const record = join(temporaryFolder(), "recording.jsonl");
  const proxy = await startedProxy({ target, record, ...options });
  return {
    url: proxy.url,
    came,
    text: async (): Promise<string> => {
      await proxy.close();
      return readFileSync(record, "utf8");
    },
    exchanges: () => readRecording(record).exchanges,
  };
}

/** Everything that a text may say: itself, what its escapes stand for, and what its base64 is. */
function* readings(text: string, depth = 3): Generator<string> {
  yield text;
  if (depth === 0) return;
  const decoders = [
    (found: string) =>
      found.replace(/(?:%[0-9a-f]{2})+/gi, (one) => Buffer.from(one.replaceAll("%", ""), "hex").toString()),
    (found: string) => found.replaceAll("+", " ").replace(/%20/g, " "),
    (found: string) =>
      found.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
    (found: string) => found.replaceAll("\\", ""),
  ];
  for (const decode of decoders) {
    const read = decode(text);
    if (read !== text) yield* readings(read, depth - 1);
  }
}

function* withBase64(text: string): Generator<string> {
  for (const read of readings(text)) {
    yield read;
    for (const [run] of read.matchAll(/[\w+/-]{8,}={0,2}/g))
      for (const from of [0, 1, 2, 3]) yield Buffer.from(run.slice(from), "base64").toString();
  }
}

function expectNone(text: string, secrets: readonly string[]): void {
  const all = [...new Set(withBase64(text))];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(5);
    const found = all.flatMap((read) => {
      const at = read.indexOf(secret);
      return at < 0 ? [] : [read.slice(Math.max(0, at - 40), at + secret.length + 20)];
    });
    expect([secret, found.slice(0, 1)]).toEqual([secret, []]);
  }
}

/** The signatures in `Authorization` headers, decoded. */
const signaturesIn = (headers: readonly (string | undefined)[]): string[] =>
  headers
    .flatMap((header) => /oauth_signature="([^"]*)"/.exec(header ?? "")?.[1] ?? [])
    .map(decodeURIComponent);

/** `before` and `after` move a secret's base64 to each of its three places. */
const base64 = (secret: string, before: number): string =>
  Buffer.from(`${"x".repeat(before)}${secret}yz`).toString("base64");

describe("a recording of a service that quotes everything", () => {
  it("has nothing of the credentials, in whatever form they come", async () => {
    const own = credentialsOf("own");
    const { url, came, text, exchanges } = await recorded({ credentials: [own] });
    const sent: string[] = [];
    const noting: Fetch = (to, init) => {
      sent.push(new Headers(init?.headers).get("authorization")!);
      return fetch(to, init);
    };
    for (const method of ["HMAC-SHA1", "PLAINTEXT"] as const) {
      const call = clientOf(own, url, { method, fetch: noting });
      for (const secret of Object.values(own)) {
        await call(
          "GET",
          `/products?note=${encodeURIComponent(secret)}&twice=${encodeURIComponent(encodeURIComponent(secret))}`,
        );
        for (const before of [0, 1, 2])
          await call("POST", "/products", {
            [secret]: [
              base64(secret, before),
              base64(secret, before).replace(/\+/g, "-").replace(/\//g, "_"),
            ],
          });
        await call(
          "POST",
          "/products",
          `{"escaped": "${[...secret].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"}`,
        );
      }
    }
    const signatures = signaturesIn([...sent, ...came.map(({ headers }) => headers.authorization)]);
    expect(signatures.length).toBe(80);
    expectNone(await text(), [...Object.values(own), ...signatures]);
    // What is no secret is there.
    expect(exchanges()).toHaveLength(40);
    expect(exchanges()[0]!.headers.find(([name]) => name === "authorization")![1]).toMatch(
      /oauth_nonce="[0-9a-f]+"/,
    );
  });

  it("has nothing of the credentials of accounts that the proxy does not know, and of later quotations", async () => {
    const theirs = credentialsOf("their");
    const { url, text } = await recorded({ preservesHost: true });
    for (const method of ["HMAC-SHA1", "PLAINTEXT"] as const)
      await clientOf(theirs, url, { method })("GET", "/products");
    const later = Object.values(theirs).map(
      (secret) => `note=${encodeURIComponent(secret)}&b=${base64(secret, 1)}`,
    );
    for (const query of later) await fetch(`${url}/products?${query}`);
    // A token in the query, as RFC 5849 allows it.
    await fetch(
      `${url}/products?oauth_token=a-token-in-a-query&oauth_consumer_key=consumer-in-a-query&oauth_signature=abcdefghijkl`,
    );
    await fetch(`${url}/a-token-in-a-query/consumer-in-a-query`);
    expectNone(await text(), [
      ...Object.values(theirs),
      "a-token-in-a-query",
      "consumer-in-a-query",
      "abcdefghijkl",
    ]);
  });

  it("has no password, one-time password or key of other ways to log in", async () => {
    const { url, text } = await recorded({ preservesHost: true });
    const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(url + path, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      });
    const login = { email: "me@example.com", password: "pass word/one", otp: "482913", token_name: "mine" };
    await post("/api/v2/tokens/oauth", JSON.stringify(login));
    await post("/api/v2/tokens/oauth", JSON.stringify({ ...login, pasword: "mistyped-one" }), {
      "x-as": "error",
    });
    await post("/login", "password=form+pass%2Fword&next=%2F", {
      "content-type": "application/x-www-form-urlencoded",
    });
    await post("/elsewhere", "user=me&password=other+form%2Fpass", {
      "content-type": "application/x-www-form-urlencoded",
    });
    const signed = "oauth_consumer_key=key-of-a-form&oauth_signature_method=PLAINTEXT";
    await post("/products", `${signed}&oauth_signature=secret-in-form%26token-in-form`, {
      "content-type": "application/x-www-form-urlencoded",
    });
    await post("/products", '{"nested": [{"api_key": "the-api-key-1", "consumer_key": "a-consumer-key"}]}');
    await post("/products", "<login><password>in-some-xml</password></login>", {
      "content-type": "text/xml",
    });
    const basic = Buffer.from("someone:basic-password").toString("base64");
    await fetch(`${url}/products`, { headers: { authorization: `Basic ${basic}` } });
    await fetch(`${url}/products`, {
      headers: {
        authorization: "Bearer a-bearer-token",
        cookie: "session=of-a-cookie; other=also-of-it",
        "x-api-key": "key-of-header",
      },
    });
    const secrets = [
      ...[
        "pass word/one",
        "482913",
        "mistyped-one",
        "form pass/word",
        "other form/pass",
        "key-of-a-form",
        "secret-in-form",
        "token-in-form",
        "the-api-key-1",
        "a-consumer-key",
      ],
      ...[
        "in-some-xml",
        "basic-password",
        "a-bearer-token",
        "of-a-cookie",
        "also-of-it",
        "key-of-header",
        "the-cookie-of-an-answer",
      ],
    ];
    for (const secret of secrets)
      await fetch(`${url}/products?again=${encodeURIComponent(secret)}&${base64(secret, 2)}`);
    const recording = await text();
    expectNone(
      recording,
      secrets.filter((secret) => secret !== "in-some-xml"),
    );
    expect(recording).toContain("me@example.com");
  });
});

const NO_RAW: RawExchange["body"] = { bytes: 0, kept: Buffer.alloc(0), encoding: "" };
const bareExchange: RawExchange = {
  n: 1,
  began: 0,
  ended: 0,
  account: null,
  isSigned: false,
  method: "POST",
  path: "/products",
  headers: [],
  body: NO_RAW,
  answer: null,
  failure: null,
};

describe("a body that is not JSON", () => {
  const FORM: RawExchange["headers"] = [["content-type", "application/x-www-form-urlencoded"]];
  const bodyOf = (text: string, lost = 0): RawExchange["body"] => {
    const kept = Buffer.from(text);
    return { bytes: kept.length + lost, kept, encoding: "" };
  };

  it.each<[string, RawExchange["headers"], string, string]>([
    ["a form", FORM, "user=me&", "password=the-pass-word&a=1"],
    ["a text", [], "<user>me</user>", "<password>the-pass-word</password>"],
    ["a text with many brackets", [], `me${"[".repeat(1000)}`, "password=the-pass-word"],
    ["many fields", FORM, "a=1&".repeat(1000), "password=the-pass-word"],
  ])("has no password, whole or cut: %s", (_, headers, before, secret) => {
    for (const lost of [0, 10]) {
      const body = bodyOf(before + secret, lost);
      const { text } = new TrafficRedactor([]).exchange({ ...bareExchange, headers, body }).body;
      expect(text!.startsWith(before)).toBe(true);
      expect(text).not.toContain("the-pass-word");
    }
  });

  it("may be called a form and be JSON, as curl sends it", () => {
    const body = bodyOf('{"email":"me@example.com","password":"the-pass-word","pasword":"mistyped-one"}');
    const shown = (path: string): string | null =>
      new TrafficRedactor([]).exchange({ ...bareExchange, path, headers: FORM, body }).body.text;
    expect(shown("/products")).toBe(
      '{"email":"me@example.com","password":"[redacted]","pasword":"[redacted]"}',
    );
    expect(shown("/api/v2/tokens/oauth")).not.toMatch(/the-pass-word|mistyped-one/);
  });

  it("teaches the tokens of a form that comes as an answer", () => {
    const redactor = new TrafficRedactor([]);
    const body = bodyOf("oauth_token=the-new-token&oauth_token_secret=its-secret");
    redactor.exchange({ ...bareExchange, answer: { status: 200, headers: FORM, body } });
    expect(redactor.text("the-new-token its-secret")).toBe("[redacted] [redacted]");
  });
});

describe("the work that a text asks for", () => {
  // An algorithm with quadratic time would exceed the limit.
  it.each([
    ["backslashes beside an escape", `%41${"\\".repeat(400_000)}`, "Bearer x"],
    ["spaces in a header", "{}", `Digest a${" ".repeat(400_000)}b`],
  ])("grows with its length only: %s", { timeout: 20_000 }, (_, text, authorization) => {
    const kept = Buffer.from(text);
    const shown = new TrafficRedactor(["a-secret-of-ours"]).exchange({
      ...bareExchange,
      headers: [["authorization", authorization]],
      body: { bytes: kept.length, kept, encoding: "" },
    });
    expect(shown.body.text).toBe(text);
  });
});

describe("a small body that becomes a long text", () => {
  const SECRET = "a-token/of+the client";
  const shownOf = (request: string, answer: string) => {
    const bodyOf = (text: string) => {
      const kept = gzipSync(text);
      return { bytes: kept.length, kept, encoding: "gzip" };
    };
    return new TrafficRedactor([SECRET]).exchange({
      ...bareExchange,
      body: bodyOf(request),
      answer: { status: 200, headers: [], body: bodyOf(answer) },
    });
  };

  it.each([
    ["a text", " ".repeat(1024 * 1024)],
    ["escapes of escapes", "%252541".repeat(100_000)],
    ["fields with secrets", `[${'{"token":1},'.repeat(80_000)}0]`],
    ["fields with escapes", `{${Array.from({ length: 40_000 }, (_, n) => `"a${n}":"\\n"`).join()}}`],
  ])("is not kept, nor the other body, which may quote it: %s", (_, long) => {
    for (const [request, answer] of [
      [long, '{"id": 1}'],
      ['{"id": 1}', long],
    ] as const) {
      const shown = shownOf(request, answer);
      for (const body of [shown.body, shown.answer!.body])
        expect([body.text?.length ?? null, body.isCut]).toEqual([null, true]);
      expect(shown.body.bytes).toBe(gzipSync(request).length);
    }
  });

  it("is kept as far as its length allows: an ordinary list of 700 kB", () => {
    const list = JSON.stringify(
      Array.from({ length: 3500 }, (_, n) => ({ id: `${n}`, name: "x".repeat(170) })),
    );
    expect(shownOf("", list).answer!.body.text === list).toBe(true);
  });

  it("never has a secret, whatever else it has", () => {
    const piece = fc.oneof(
      fc.constantFrom(SECRET, encodeURIComponent(SECRET), encodeURIComponent(encodeURIComponent(SECRET))),
      fc.constantFrom(base64(SECRET, 0), base64(SECRET, 1), "%25", "\\u0041", "://", "token=", "&", "{", '"'),
      fc.string({ maxLength: 5 }),
    );
    const text = fc
      .tuple(fc.array(piece, { maxLength: 12 }), fc.constantFrom(1, 10, 3000, 60_000), fc.boolean())
      .map(([pieces, times, isJson]) => {
        const once = pieces.join("");
        const repeated = once.repeat(Math.min(times, Math.ceil(1_200_000 / (once.length + 1))));
        return isJson ? JSON.stringify([repeated, ...pieces]) : repeated;
      });
    const run = fc.property(text, text, (request, answer) => {
      const { body, answer: answered } = shownOf(request, answer);
      for (const shown of [body.text, answered!.body.text])
        for (const form of [SECRET, encodeURIComponent(SECRET), base64(SECRET, 0).slice(0, -4)])
          expect(shown?.includes(form) ?? false).toBe(false);
    });
    fc.assert(run, { numRuns: 60 });
  });
});

describe("an exchange whose bodies are too much to be searched", () => {
  const PASSWORD = "the-pass-word";
  const heads: RawExchange["headers"] = [
    ["Content-Type", "application/json; charset=utf-8"],
    ["X-Quoted", `it was ${PASSWORD}`],
    [PASSWORD, "1"],
    ["Server", PASSWORD],
  ];
  const bodyOf = (text: string, encoding = ""): RawExchange["body"] => {
    const kept = encoding === "" ? Buffer.from(text) : gzipSync(text);
    return { bytes: kept.length, kept, encoding };
  };

  it.each([
    [
      "a text that is longer than its bytes allow",
      bodyOf(`{"password":"${PASSWORD}"}${" ".repeat(4 ** 11)}`, "gzip"),
    ],
    ["JSON that is too deep", bodyOf(`${"[".repeat(500)}{"password":"${PASSWORD}"}${"]".repeat(500)}`)],
    ["JSON of too many values", bodyOf(`{"password":"${PASSWORD}","a":[${"0,".repeat(300_000)}0]}`)],
  ])("shows no more of its head than the words of the protocol: %s", (_, body) => {
    const id = "6ba7b810-9dad-41d1-80b4-00c04fd430c8";
    const path = `/products/${id}/${PASSWORD}/tests/events?q=${PASSWORD}`;
    const answer = { status: 200, headers: heads, body: NO_RAW };
    const shown = new TrafficRedactor([]).exchange({ ...bareExchange, path, headers: heads, body, answer });
    expect(JSON.stringify(shown)).not.toContain(PASSWORD);
    expect(shown.path).toBe(`/products/${id}/[redacted]/tests/events?[redacted]`);
    for (const { headers } of [shown, shown.answer!])
      expect(headers).toEqual([
        ["Content-Type", "application/json"],
        ["redacted", "[redacted]"],
        ["redacted", "[redacted]"],
        ["Server", "[redacted]"],
      ]);
  });

  it("keeps every word of the API's paths", () => {
    const text = readFileSync(packageFile("openapi.yaml"), "utf8");
    const words = [...text.matchAll(/^ {2}\/(\S+):$/gm)].flatMap(([, path]) => path!.split("/"));
    expect([...API_WORDS]).toEqual([...new Set(words.filter((word) => !word.startsWith("{")))].sort());
  });
});
