import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Logger } from "../log.js";
import { HIDDEN, Redactor } from "../http/secrets.js";
import { testServer, type TestServer } from "../http/testing/test-server.js";

const TOKENS = "/api/v2/tokens/oauth";

let server: TestServer;
let lines: string;
const note = (...args: unknown[]): void => void (lines += JSON.stringify(args));
const log: Logger = { debug: note, info: note, warn: note, error: note } as never;

beforeEach(async () => {
  lines = "";
  vi.restoreAllMocks();
  server = await testServer({ log });
});

/** Everything that the emulator shows of exchanges: control plane, HAR, event bus and log. */
async function everythingShown(): Promise<string> {
  const list = await server.control("GET", "/_emulator/exchanges?limit=1000");
  const har = await server.control("GET", "/_emulator/exchanges.har");
  expect([list.status, har.status]).toEqual([200, 200]);
  return (
    [list.body, har.body, server.sandbox.bus.since(0)].map((one) => JSON.stringify(one)).join("\n") + lines
  );
}

const latest = async (): Promise<any> =>
  (await server.control("GET", "/_emulator/exchanges")).body.exchanges.at(-1);

/** A secret as plain text, in JSON, in a URL, and in a signature base string. */
function forms(secret: string): string[] {
  const url = encodeURIComponent(secret);
  return [secret, JSON.stringify(secret).slice(1, -1), url, encodeURIComponent(url)];
}

/** A marker makes the text unique. */
const secretText = fc
  .tuple(fc.string({ unit: "grapheme", maxLength: 30 }), fc.string({ unit: "binary-ascii", maxLength: 60 }))
  .map(([before, after]) => `${before}zQ7x9Kp${after}`);
const jsonBody = fc.record({
  field: fc.constantFrom(
    "password",
    "otp",
    "token_secret",
    "consumer_secret",
    "token_key",
    "Password",
    "pasword",
  ),
  extra: fc.constantFrom<object>({}, { token_name: 1 }, { nested: 1 }),
  cut: fc.boolean(),
  pad: fc.boolean(),
});

it.each(["a", "__proto__", "constructor"])("a query that repeats %s copies no value again", async (name) => {
  const times = 7000;
  await server.unsigned("GET", `/nothing?${Array.from({ length: times }, () => name).join("&")}`);

  const { flat } = Array.prototype as { flat: (this: unknown) => unknown[] };
  let copied = 0;
  vi.spyOn(Array.prototype, "flat").mockImplementation(function (this: unknown) {
    const made = flat.call(this);
    copied += made.length;
    return made;
  });
  const { body } = await server.control("GET", "/_emulator/exchanges/1");
  const har = await server.control("GET", "/_emulator/exchanges.har");
  vi.restoreAllMocks();
  expect(Object.keys(body.request.query as object)).toEqual([name]);
  expect(Object.getOwnPropertyDescriptor(body.request.query, name)!.value).toHaveLength(times);
  expect(har.body.log.entries[0].request.queryString).toHaveLength(times);
  expect(copied).toBeLessThan(2 * times);
});

describe("no secret leaves the emulator", () => {
  it("of a token request, whatever its mistake", async () => {
    await fc.assert(
      fc.asyncProperty(
        secretText,
        jsonBody,
        fc.constantFrom(TOKENS, `${TOKENS}/`, "/api/v2/tokens", "/oauth/token"),
        fc.constantFrom("application/json", "text/plain", "application/x-www-form-urlencoded"),
        async (secret, { field, extra, cut, pad }, path, type) => {
          server.sandbox.exchanges.clear();
          lines = "";
          // A mistyped field is known to be a secret only in requests to the token endpoint itself.
          const name = field === "pasword" && !path.startsWith("/api/v2/tokens") ? "password" : field;
          const fields = { email: "one@example.com", token_name: "t", ...extra, [name]: secret };
          const text = JSON.stringify({ ...fields, ...(pad ? { more: "x".repeat(70_000) } : {}) });
          const body = cut ? text.slice(0, -3) : text;
          await server.unsigned("POST", path, body, {
            "content-type": type,
            "content-length": String(Buffer.byteLength(body)),
          });
          const all = await everythingShown();
          expect([...forms(secret), "zQ7x9Kp"].filter((form) => all.includes(form))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("of a token request that is JSON in JSON, or a text", async () => {
    const fields = { email: "one@example.com", password: "zQ7x9Kp" };
    for (const body of [JSON.stringify(fields), "zQ7x9Kp", { one: fields }]) {
      const { body: answer } = await server.unsigned("POST", TOKENS, JSON.stringify(body));
      expect(JSON.stringify(answer)).not.toContain("zQ7x9Kp");
    }
    expect(await everythingShown()).not.toContain("zQ7x9Kp");
  });

  const SECRET = "zQ7x9KpA";
  const TOKEN_BODIES = [
    SECRET,
    `["${SECRET}" x]`,
    `{"email":"one@example.com","Kennwort":"${SECRET}" x}`,
    `{"email":"one@example.com","${SECRET}":1}`,
    `{"email":"one@example.com","password":"abcdefghi","token_name":"t","${SECRET}":1}`,
  ];
  it.each(TOKEN_BODIES)("of a token request whose body is %s", async (body) => {
    await server.unsigned("POST", TOKENS, body, { "content-length": String(body.length) });
    expect(await everythingShown()).not.toContain(SECRET);
  });

  it("of a number of a token request that cannot be kept exactly", async () => {
    await server.unsigned("POST", TOKENS, `{"email":"one@example.com","password":91827364554637281918}`);
    expect(await everythingShown()).not.toContain("918273");
  });

  it.each([
    ["GET", `/products?next=${encodeURIComponent(`http://x/?password=${SECRET}`)}`],
    ["GET", `/products?next=${encodeURIComponent(encodeURIComponent(`http://x/?p%61ssword=${SECRET}`))}`],
    ["GET", `/products?a=b;password=${SECRET}`],
    ["GET", `/http://u:${SECRET}@h/`],
    ["GET", `/api/v2/token/oauth/${SECRET}`],
    ["POST", "/products", { "content-type": `password=${SECRET}` }],
    ["POST", "/products", { "content-encoding": `password ${SECRET}` }],
  ] as const)("of %s %s %s", async (method, path, headers: object = {}) => {
    await server.send(method, path, method === "POST" ? "{}" : undefined, { ...headers });
    expect(await everythingShown()).not.toContain(SECRET);
  });

  it("of headers and of the query", async () => {
    await fc.assert(
      fc.asyncProperty(
        secretText,
        fc.constantFrom("oauth_token", "oauth_signature", "password", "otp", "token_secret"),
        fc.constantFrom("Bearer", "Basic", "OAuth", "oauth", "Token"),
        fc.constantFrom("cookie", "x-api-key", "x-auth-token", "proxy-authorization", "x-client-secret"),
        async (secret, name, scheme, header) => {
          server.sandbox.exchanges.clear();
          lines = "";
          const encoded = encodeURIComponent(secret).replaceAll("'", "%27");
          const params = ["oauth_consumer_key", "oauth_token", "oauth_signature"].map(
            (one) => `${one}="${one === "oauth_consumer_key" ? server.credentials.consumer_key : encoded}"`,
          );
          const times = `oauth_timestamp="${Math.floor(Date.now() / 1000)}", oauth_nonce="${Math.random()}"`;
          const authorization = `OAuth ${params.join(", ")}, ${times}, oauth_signature_method="HMAC-SHA1"`;
          const query = `?${name}=${encoded}`;
          await server.unsigned("GET", `/products${query}`, undefined, { authorization });
          await server.unsigned("GET", "/products", undefined, { authorization });
          await server.unsigned("GET", "/products", undefined, { authorization: `${scheme} ${encoded}` });
          await server.send("GET", `/products${query}`, undefined, { [header]: encoded });
          await server.send("GET", `${TOKENS}/${encoded}`);
          const all = await everythingShown();
          expect([...forms(secret), "zQ7x9Kp"].filter((form) => all.includes(form))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("that the emulator issues", async () => {
    const credentials = Object.values(server.credentials).slice(1);
    const ask = { email: "one@example.com", password: "correct horse", token_name: "mine" };
    const { body } = await server.unsigned("POST", TOKENS, ask);
    await server.send("GET", body.href);
    await server.send("GET", "/products");
    const { consumer_key, token_key, token_secret, consumer_secret } = body;
    const all = await everythingShown();
    const secrets = [token_key, token_secret, consumer_secret, "correct horse", ...credentials];
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    expect(all).toContain(consumer_key);
  });

  it("of a wrong signature, although the refusal shows the base string", async () => {
    const authorization =
      `OAuth oauth_consumer_key="${server.credentials.consumer_key}", oauth_token="${server.credentials.token_key}", ` +
      `oauth_signature_method="HMAC-SHA1", oauth_signature="AAAA", oauth_timestamp="${Math.floor(Date.now() / 1000)}", oauth_nonce="n"`;
    const answer = await server.unsigned("GET", "/products", undefined, { authorization });
    expect(answer.body.message).toContain(server.credentials.token_key);
    const all = await everythingShown();
    expect(all).toContain("compare the base string");
    expect(all).not.toContain(server.credentials.token_key);
  });

  it.each(["api_key", "api-key", "pwd", "pass", "passphrase", "token_key", "user[password]", "passcode[]"])(
    "of a parameter %s that a base string holds, short or long",
    async (name) => {
      const authorization =
        `OAuth oauth_consumer_key="${server.credentials.consumer_key}", oauth_token="${server.credentials.token_key}", ` +
        `oauth_signature_method="HMAC-SHA1", oauth_signature="AAAA", oauth_timestamp="${Math.floor(Date.now() / 1000)}", oauth_nonce="n"`;
      for (const secret of ["zQ7+9", "zQ7x9Kp ä+/&longer"]) {
        const query = `${encodeURIComponent(name)}=${encodeURIComponent(secret)}`;
        const answer = await server.unsigned("GET", `/products?${query}`, undefined, { authorization });
        expect(answer.body.message).toContain("compare the base string");
      }
      expect(await everythingShown()).not.toContain("zQ7");
    },
  );

  it.each(["x-otp", "x-hub-signature-256", "x-client-pwd", "x-passphrase", "x-api-key"])(
    "of a header %s",
    async (name) => {
      await server.unsigned("GET", "/products", undefined, { [name]: "zQ7x9Kp" });
      const shown = await everythingShown();
      expect(shown).not.toContain("zQ7x9Kp");
      expect(shown).toContain(name);
    },
  );

  it.each(["/API/v2/tokens/oauth/", "/api/v2/tokens%2Foauth/", "/api//v2/tokens/oauth//"])(
    "of a token key in the mistyped path %s",
    async (path) => {
      await server.unsigned("GET", `${path}zQ7x9Kp`);
      expect(await everythingShown()).not.toContain("zQ7x9Kp");
    },
  );

  it.each([
    ["a token of a signature", "/products", { authorization: 'OAuth oauth_token="S3cret%20s3cret%27"' }],
    [
      "a half of a PLAINTEXT signature",
      "/products",
      { authorization: 'OAuth oauth_signature="S3cret%20s3cret%27%26b"' },
    ],
    ["text in place of a signature", "/products", { authorization: "OAuth S3cret%20s3cret%27" }],
    ["a parameter of the query", "/products?password=S3cret%20s3cret%27", {}],
    ["a token key of a path", "/api/v2/tokens/oauth/S3cret%20s3cret%27", {}],
  ])("that was sent as %s, wherever else it appears", async (_, path, headers) => {
    await server.unsigned("GET", path, undefined, {
      ...headers,
      "x-plain": "S3cret s3cret'",
      "x-cut": "see S3cret s3cret' and so on",
      "x-url": "/x?note=S3cret%20s3cret%27",
      "x-base-string": "note%3DS3cret%2520s3cret%2527",
    });
    const { request } = await latest();
    expect(JSON.stringify(request)).not.toMatch(/S3cret/);
    expect(request.headers["x-cut"]).toBe(`see ${HIDDEN} and so on`);
  });

  it("in place of a parameter's name, in the refusal's message", async () => {
    const authorization = "OAuth zQ7x9Kp/zQ7x9Kp";
    const { body } = await server.unsigned("GET", "/products", undefined, { authorization });
    expect(body.message).toContain("zQ7x9Kp");
    expect(await everythingShown()).not.toContain("zQ7x9Kp");
  });

  it.each([TOKENS, "/products"])("next to a JSON syntax error, sent to %s", async (path) => {
    await server.send("POST", path, '{"password": zQ7x9Kp}');
    expect((await latest()).refusal.message).toMatch(/not valid JSON: Unexpected token/);
    expect(await everythingShown()).not.toContain("zQ7x9Kp");
  });

  it.each(["pass", "passphrase", "passcode", "pasword", "api-key", "pwd"])(
    "of a field %s in a form, and in JSON that is cut or broken",
    async (name) => {
      for (const text of [
        `user=me&${name}=zQ7x9Kp`,
        `{"user": "me", "${name}": "zQ7x9Kp",`,
        JSON.stringify({ user: "me", [name]: "zQ7x9Kp", more: "x".repeat(70_000) }),
      ])
        await server.send("POST", "/products", text);
      const shown = await everythingShown();
      expect(shown).not.toContain("zQ7x9Kp");
      expect(shown.match(/user=me|user\\+": \\+"me/g)?.length).toBeGreaterThan(1);
    },
  );

  it.each([
    ["a form with escapes", "user=me&p%61ssw%6Frd=zQ7x9Kp&more=%"],
    ["a form with escapes before another secret", "p%61ssword=zQ7x9Kp&token=a"],
    ["JSON with escapes that is broken", '{"p\\u0061ssword": "zQ7x9Kp",'],
    ["JSON with escapes that is cut", `{"p\\u0061ssword": "zQ7x9Kp", "more": "${"x".repeat(70_000)}"}`],
    ["UTF-16", Buffer.from('{"password": "zQ7x9Kp"}', "utf16le").toString()],
  ])("of a field in %s", async (_, text) => {
    await server.send("POST", "/products", text);
    expect((await everythingShown()).replaceAll(String.raw`\u0000`, "")).not.toContain("zQ7x9Kp");
  });

  it("in an opaque payload with a field of such a name", async () => {
    const { id } = (await server.send("POST", "/products", { name: "p", release: "r", snaps: [] })).body;
    const test_payload = { login: [{ user: "u", password: "zQ7x9Kp" }] };
    await server.send("POST", `/products/${id}/test-specs`, { name: "s", test_payload });
    expect((await latest()).response.body.test_payload).toEqual({ login: [{ user: "u", password: HIDDEN }] });
  });

  it("of few characters beside its name", async () => {
    await server.unsigned("POST", TOKENS, {
      email: "one@example.com",
      password: "ab",
      otp: 12,
      token_name: "t",
    });
    const { request, response } = await latest();
    expect(request.body).toEqual({
      email: "one@example.com",
      password: HIDDEN,
      otp: HIDDEN,
      token_name: "t",
    });
    expect(response.body.message).toBe("otp: got a value that is not shown; accepted: a string");
  });
});

describe("other data is shown", () => {
  it("consumer key, method, nonce and time of a signature", async () => {
    await server.send("GET", "/products");
    expect((await latest()).request.headers.authorization).toMatch(
      new RegExp(
        `^OAuth oauth_nonce="\\w+", oauth_timestamp="\\d+", oauth_version="1.0", oauth_signature_method="HMAC-SHA1", ` +
          `oauth_consumer_key="${server.credentials.consumer_key}", oauth_token="\\[redacted\\]", oauth_signature="\\[redacted\\]"$`,
      ),
    );
  });

  it("the query, with a list for a repeated parameter", async () => {
    await server.send("GET", "/products?a=1&b=%2B&a=2&__proto__=x");
    const { request } = await latest();
    expect(Object.entries(request.query)).toEqual([
      ["a", ["1", "2"]],
      ["b", "+"],
      ["__proto__", "x"],
    ]);
    expect(request.url).toBe("http://127.0.0.1:7740/products?a=1&b=%2B&a=2&__proto__=x");
  });

  it("text that is not JSON, up to a possible secret", async () => {
    await server.send("POST", "/products", "just a note");
    expect((await latest()).request.body).toBe("just a note");
    await server.send("POST", "/products", "a note with a password=abc");
    expect((await latest()).request.body).toBe(`a note with a ${HIDDEN}`);
    await server.send("POST", "/products", `a long note with a password=abc${" ".repeat(100_000)}`);
    expect((await latest()).request).toMatchObject({
      body: `a long note with a ${HIDDEN}`,
      body_truncated: true,
    });
  });

  // Six times the maximum length that is kept: a quadratic algorithm would exceed the time limit.
  it.each(['"token', "token_key '", "a_token", "x", '"token" '])(
    "takes linear time for many repetitions of %j",
    { timeout: 30_000 },
    (part) => {
      for (const text of [part.repeat(400_000 / part.length), `"${part.repeat(400_000 / part.length)}`])
        expect(new Redactor().text(text, true).length).toBeLessThanOrEqual(text.length + HIDDEN.length);
    },
  );
});

describe("what holds a URL, or a password under a short name", () => {
  it("shows no user and password of an absolute URL, and no secret in a Referer's query", async () => {
    await server.unsigned("GET", "/products", undefined, {
      referer: "https://user:hunter2-in-url@host.example/page?access_token=token-in-referer&page=2",
      "x-forwarded-uri": "http://me:hunter2-in-uri@host.example/",
    });
    const shown = await everythingShown();
    expect(shown).not.toMatch(/hunter2|token-in-referer/);
    expect((await latest()).request.headers.referer).toContain("page=2");
  });

  it.each(["pwd", "pass", "passcode", "passphrase"])(
    "shows no %s, on a mistyped path either",
    async (name) => {
      const body = { email: "one@example.com", [name]: "hunter2-of-mine" };
      for (const path of ["/api/v2/token/oauth", "/api/v2/tokens/oath", "/login", "/products"])
        await server.unsigned("POST", path, body, { "content-length": String(JSON.stringify(body).length) });
      expect(await everythingShown()).not.toContain("hunter2");
    },
  );

  it("shows nothing but known fields of what is sent to a mistyped token path", async () => {
    const body = { email: "one@example.com", p4ssw: "hunter2-of-mine" };
    for (const path of ["/api/v2/token/oauth", "/api/v2/tokens/oath", "/api/tok", "/log-in", "/sso"])
      await server.unsigned("POST", path, body, { "content-length": String(JSON.stringify(body).length) });
    const shown = await everythingShown();
    expect(shown).not.toContain("hunter2");
    expect(shown).toContain("one@example.com");
  });
});

describe("many secrets in one exchange", () => {
  it("are looked for in one pass, and beyond a bound all texts are hidden", async () => {
    const secret = (at: number): string => `tok${at.toString(36).padStart(7, "x")}`;
    const header = Array.from({ length: 1400 }, (_, at) => secret(at)).join(" ");
    for (let times = 0; times < 3; times++)
      await server.unsigned("POST", "/products", { quoted: header }, { authorization: `OAuth ${header}` });
    const shown = await everythingShown();
    for (const at of [0, 700, 1399]) expect(shown).not.toContain(secret(at));
    expect((await latest()).refusal.message).toBe(HIDDEN);
  });
});
