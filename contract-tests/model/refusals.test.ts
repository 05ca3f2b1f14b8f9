/** What the right model refuses, and what is nobody else's business. */
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send, signed } from "./testing/client.js";
import type { Credentials, Reply } from "./testing/client.js";
import { rightDates } from "./dates.js";
import { startModelServer } from "./server.js";
import type { ModelServer } from "./server.js";

let server: ModelServer;
let keys: Credentials;
let others: Credentials;
let product: string;

beforeAll(async () => {
  server = await startModelServer();
  keys = server.accounts[0]!.credentials;
  others = server.accounts[1]!.credentials;
  const made = await call("POST", "/products", { name: "p", release: "r", snaps: ["a.b"] });
  product = `/products/${made.body.id}`;
});
afterAll(() => server.close());

const call = (method: string, path: string, body?: unknown): Promise<Reply> =>
  send(method, server.url + path, { body, keys });

const raw = (text: string): Promise<Reply> => send("POST", `${server.url}/products`, { raw: text, keys });

describe("signatures", () => {
  const get = (authorization: string, path = "/products"): Promise<Reply> =>
    send("GET", server.url + path, { headers: { Authorization: authorization } });
  const sign = (more: Record<string, string> = {}, path = "/products"): string =>
    signed("GET", server.url + path, keys, more);

  test("HMAC-SHA1 and PLAINTEXT are taken, each nonce once", async () => {
    const header = sign({ oauth_signature_method: "PLAINTEXT" });
    expect((await get(header)).status).toBe(200);
    expect((await get(header)).status).toBe(401);
    expect((await get(sign({}, "/products?"))).status).toBe(200);
    const late = String(Math.floor(Date.now() / 1000) - 310);
    expect((await get(sign({ oauth_timestamp: late }))).status).toBe(401);
  });

  test("none, a wrong one, another query and another path are 401 with a challenge", async () => {
    const refused = [
      await get(""),
      await get(sign({ oauth_signature: "wrong" })),
      await get(sign({ oauth_token: others.token_key })),
      await get(sign({}, "/nowhere")),
      await get(sign({}, `${product}/tests/events?start_date=20150826`), `${product}/tests/events`),
      await send("GET", `${server.url}/nowhere`),
    ];
    for (const reply of refused) {
      expect([reply.status, reply.body.id]).toEqual([401, "unauthorized"]);
      expect(reply.headers.get("www-authenticate")).toBe('OAuth realm="API"');
    }
  });

  const python = "/usr/bin/python3";
  const hasForeignClient = spawnSync(python, ["-c", "import requests_oauthlib"]).status === 0;
  test.skipIf(!hasForeignClient)("a foreign client signs what the model takes", async () => {
    const { spawn } = await import("node:child_process");
    const script = [
      "import sys, requests, requests_oauthlib as o",
      "a = [o.OAuth1(*sys.argv[2:6], signature_method=m) for m in ('HMAC-SHA1', 'PLAINTEXT')]",
      "q = {'start_date': '2015-08-26T00:00:00 +02:00', 'image_unique_id': 'a b~&=%é'}",
      "print([requests.get(sys.argv[1], params=q, auth=x).status_code for x in a])",
    ].join("\n");
    const { consumer_key, consumer_secret, token_key, token_secret } = keys;
    const url = `${server.url}${product}/tests/results`;
    const child = spawn(python, ["-c", script, url, consumer_key, consumer_secret, token_key, token_secret]);
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((resolve) => child.on("close", resolve));
    expect(output.trim()).toBe("[200, 200]");
  });
});

test("another account's product, and all that hangs on it, does not exist", async () => {
  const ask = (method: string, path: string, body?: unknown): Promise<Reply> =>
    send(method, server.url + path, { body, keys: others });
  for (const path of ["", "/test-specs", "/tests/events", "/tests/results", "/results"]) {
    const reply = await ask("GET", product + path);
    expect([reply.status, reply.body.id]).toEqual([404, "resource-not-found"]);
  }
  expect((await ask("GET", "/products")).body).toEqual({ products: [] });
  await call("POST", `${product}/test-specs`, { name: "private" });
  const image = { image_unique_id: "private", image_reference: 1 };
  const { ids } = (await call("POST", `${product}/images`, image)).body;
  expect((await ask("POST", "/agents/a/pick")).status).toBe(204);
  const post = { agent_id: "a", test_status: "PASSED", result_payload: {} };
  const path = `/test-opportunities/${ids[0].test_opportunity_id}/results`;
  expect((await ask("POST", path, post)).status).toBe(404);
  expect((await call("POST", path, post)).status).toBe(409);
  expect((await ask("GET", "/orgs/docs-org/results")).status).toBe(404);
  expect((await ask("GET", "/orgs/other-org/tests/events")).body).toEqual({ event_logs: [] });
});

describe("bodies", () => {
  const right = { name: "p", release: "r", snaps: [] as unknown };
  test.each([
    ["a missing field", { name: "p", release: "r" }],
    ["an unknown field", { ...right, extra: 1 }],
    ["a wrong type", { ...right, name: 1 }],
    ["an empty name", { ...right, name: "" }],
    ["a name of 201 characters", { ...right, name: "é".repeat(201) }],
    ["a control character", { ...right, name: "a\u007f" }],
    ["a snap twice", { ...right, snaps: ["a.b", "a.b"] }],
    ["no object", [right]],
  ])("%s is 400", async (_what, body) => {
    const reply = await call("POST", "/products", body);
    expect([reply.status, reply.body.id]).toEqual([400, "invalid-data"]);
  });

  test("names of 200 characters are taken", async () => {
    expect((await call("POST", "/products", { ...right, name: "😀".repeat(200) })).status).toBe(201);
  });

  test("broken, too deep and inexact JSON is 400, another type 415, too much 413", async () => {
    const payload = (json: string): Promise<Reply> =>
      send("POST", `${server.url}${product}/test-specs`, {
        raw: `{"name": "n", "test_payload": ${json}}`,
        keys,
      });
    expect((await raw("{")).status).toBe(400);
    expect((await payload("[".repeat(99) + "]".repeat(99))).status).toBe(201);
    expect((await payload("[".repeat(100) + "]".repeat(100))).status).toBe(400);
    expect((await payload("12345678901234567890")).status).toBe(400);
    expect((await payload("[1e400]")).status).toBe(400);
    expect((await payload('"\\"12345678901234567890[["')).status).toBe(201);
    const text = { raw: "{}", keys, headers: { "Content-Type": "text/plain" } };
    expect((await send("POST", `${server.url}/products`, text)).status).toBe(415);
    const packed = { raw: "{}", keys, headers: { "Content-Encoding": "gzip" } };
    expect((await send("POST", `${server.url}/products`, packed)).status).toBe(415);
    expect((await raw(" ".repeat(1_048_577))).status).toBe(413);
  });

  test("paths and methods: 404, 405 with Allow, HEAD as GET", async () => {
    expect((await call("GET", "/nowhere")).status).toBe(404);
    const wrong = await call("PATCH", "/products");
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
    const head = await call("HEAD", product);
    expect([head.status, head.text]).toEqual([200, ""]);
    expect((await call("GET", "/products/no-uuid")).status).toBe(400);
    expect((await call("GET", "/products?a=1")).status).toBe(400);
    expect((await call("GET", product.toUpperCase().replace("/PRODUCTS", "/products"))).status).toBe(200);
  });

  test("the token endpoint has errors of its own form", async () => {
    const ask = (body: unknown): Promise<Reply> =>
      send("POST", `${server.url}/api/v2/tokens/oauth`, { body });
    const missing = await ask({ email: "a", password: "b" });
    expect([missing.status, missing.body.code, missing.body.extra]).toEqual([
      ...[400, "INVALID_DATA", { token_name: "Field required" }],
    ]);
    const { email } = server.accounts[0]!;
    const wrong = await ask({ email, password: "b", token_name: "t" });
    const unknown = await ask({ email: "nobody@example.com", password: "b", token_name: "t" });
    expect([wrong.status, wrong.text]).toEqual([401, unknown.text]);
  });
});

describe("dates of queries", () => {
  const { parse } = rightDates();
  const at = (text: string): string | undefined => {
    const moment = parse(text);
    return moment === undefined ? undefined : new Date(moment / 1000).toISOString();
  };
  test.each([
    ["20150826T00:00:00", "2015-08-26T00:00:00.000Z"],
    ["20150914 17:51:31", "2015-09-14T17:51:31.000Z"],
    ["20150914 175131 Z", "2015-09-14T17:51:31.000Z"],
    ["20150914 175131", "2015-09-14T17:51:31.000Z"],
    ["2015-08-26T00:00:00+0200", "2015-08-25T22:00:00.000Z"],
    ["2015-08-26 -05:00", "2015-08-26T05:00:00.000Z"],
    ["20150826Z", "2015-08-26T00:00:00.000Z"],
    ["2015-02-30", undefined],
    ["1440547200000", undefined],
    ["2015-08-26T24:00:00", undefined],
    ["2015-08-26T00:00:00.0912 +01:00", "2015-08-25T23:00:00.091Z"],
    ["2015-08-26T00:00:00.0000000", undefined],
    ["20150826.5", undefined],
    [" 2015-08-26", undefined],
    ["2015-08-26  Z", undefined],
    ["", undefined],
  ])("%s", (text, expected) => expect(at(text)).toBe(expected));
});
