import { beforeAll, describe, expect, it } from "vitest";
import { testServer, type TestServer } from "./testing/test-server.js";

let server: TestServer;
let product: string;
let before: string;

const state = (): string =>
  JSON.stringify(
    Object.entries(server.sandbox.state.tables).map(([name, table]) => [
      name,
      [...(table as Map<string, unknown>).entries()],
    ]),
  );

beforeAll(async () => {
  server = await testServer();
  const made = await server.send("POST", "/products", { name: "p", release: "r", snaps: ["a.b"] });
  product = made.body.id as string;
  await server.send("POST", `/products/${product}/test-specs`, { name: "s" });
  before = state();
});

const valid = { name: "p", release: "r", snaps: ["a.b"] };
const snap = { name: "a.b", revision: 1, channel: "edge" };
const image = { image_unique_id: "i", image_reference: null };
const deep = (levels: number): string =>
  `{"image_unique_id":"i","image_reference":${"[".repeat(levels)}${"]".repeat(levels)}}`;
const over = "x".repeat(201);

/** A body, and what the message must say. */
const bodies: [what: string, path: string, body: unknown, message: RegExp][] = [
  ["malformed JSON", "/products", "{", /^body: not valid JSON: /],
  ["an empty body", "/products", "", /^body: missing; accepted: a JSON document/],
  ["NaN", "/products/P/snaps", '{"name":"a.b","revision":NaN,"channel":"edge"}', /^body: not valid JSON/],
  ["a NUL byte between tokens", "/products", '{"name":\0"p"}', /^body: not valid JSON/],
  ["no object", "/products", "[]", /^body: got an empty array; accepted: an object/],
  ["null", "/products", "null", /^body: got null; accepted: an object/],
  ["a missing field", "/products", { name: "p", snaps: [] }, /^release: missing; this field is required$/],
  ["an unknown field", "/products", { ...valid, colour: 1 }, /^colour: unknown field; accepted: name/],
  ["a wrong type", "/products", { ...valid, name: 7 }, /^name: got 7; accepted: a string/],
  [
    "a wrong type deep inside",
    "/products",
    { ...valid, snaps: ["x.y", false] },
    /^snaps\[1\]: got false; accepted: a string/,
  ],
  [
    "a name over 200 characters",
    "/products",
    { ...valid, name: over },
    /^name: got 201 characters; accepted: at most 200/,
  ],
  [
    "a snap over 200 characters",
    "/products/P/snaps",
    { ...snap, name: over },
    /^name: got 201 characters; accepted: at most 200/,
  ],
  [
    "an image id over 36 characters",
    "/products/P/images",
    { ...image, image_unique_id: "x".repeat(37) },
    /^image_unique_id: got 37 characters; accepted: at most 36/,
  ],
  [
    "a control character in a name",
    "/products",
    { ...valid, name: "a\u0000b" },
    /^name: got .*; accepted: text without control characters/,
  ],
  [
    "the same snap twice",
    "/products",
    { ...valid, snaps: ["a.b", "a.b"] },
    /^snaps: items 0 and 1 are equal/,
  ],
  [
    "90,000 invalid snaps",
    "/products",
    { ...valid, snaps: Array<number>(90_000).fill(0) },
    /^snaps\[0\]: got 0; accepted: a string; (?:snaps\[\d\]: got 0; accepted: a string(?:; )?){4}and more$/,
  ],
  [
    "125,000 invalid snaps",
    "/products",
    { ...valid, snaps: Array<number>(125_000).fill(0) },
    /^body: too many values; accepted: at most 100000 fields and items$/,
  ],
  [
    "20,000 snaps, one of them twice",
    "/products",
    { ...valid, snaps: [...Array.from({ length: 20_000 }, (_, at) => `${at}.dev`), "7.dev"] },
    /^snaps: items 7 and 20000 are equal; accepted: no item twice$/,
  ],
  [
    "a revision as text",
    "/products/P/snaps",
    { ...snap, revision: "2" },
    /^revision: got "2"; accepted: an integer from 0 to 9007199254740991/,
  ],
  [
    "a revision as boolean",
    "/products/P/snaps",
    { ...snap, revision: true },
    /^revision: got true; accepted: an integer/,
  ],
  [
    "a revision as float",
    "/products/P/snaps",
    { ...snap, revision: 1.5 },
    /^revision: got 1.5; accepted: an integer/,
  ],
  [
    "a negative revision",
    "/products/P/snaps",
    { ...snap, revision: -1 },
    /^revision: got -1; accepted: at least 0/,
  ],
  [
    "a revision over 2^53",
    "/products/P/snaps",
    { ...snap, revision: 2 ** 53 },
    /^revision: got 9007199254740992; accepted: at most 9007199254740991/,
  ],
  [
    "an infinite revision",
    "/products/P/snaps",
    '{"name":"a.b","revision":1e400,"channel":"edge"}',
    /^revision: got Infinity; accepted: an integer/,
  ],
  [
    "an unknown channel",
    "/products/P/snaps",
    { ...snap, channel: "nightly" },
    /^channel: got "nightly"; accepted: edge, beta, candidate, stable/,
  ],
  [
    "a gold master without snaps",
    "/products/P/gold-masters",
    { snaps: [], channel: "edge" },
    /^snaps: got 0 item\(s\); accepted: at least 1/,
  ],
  [
    "half a snap at the snaps' address",
    "/products/P/snaps",
    { name: "a.b" },
    /^revision: missing; .*channel: missing/,
  ],
  [
    "a broken gold master at the snaps' address",
    "/products/P/snaps",
    { snaps: [{ name: "a.b" }], channel: "edge" },
    /^snaps\[0\]\.revision: missing/,
  ],
  ["deep nesting", "/products/P/images", deep(101), /^body: nested too deep; accepted: at most 100 levels/],
  ["very deep nesting", "/products/P/images", deep(400_000), /^body: nested too deep/],
  [
    "a number that would change",
    "/products/P/images",
    '{"image_unique_id":"i","image_reference":12345678901234567890}',
    /^body: the number 12345678901234567890 cannot be kept exactly/,
  ],
  [
    "a number that would become infinite",
    "/products/P/images",
    '{"image_unique_id":"i","image_reference":[1e999]}',
    /^body: the number 1e999 cannot be kept/,
  ],
  [
    "a __proto__ field",
    "/products",
    '{"name":"p","release":"r","snaps":[],"__proto__":{"x":1}}',
    /^__proto__: unknown field/,
  ],
  [
    "a constructor field",
    "/products",
    '{"name":"p","release":"r","snaps":[],"constructor":1}',
    /^constructor: unknown field/,
  ],
  [
    "an unknown test status",
    "/test-opportunities/99787105-911f-4e23-bded-b0b8253aee11/results",
    { agent_id: "a", test_status: "passed", result_payload: {} },
    /^test_status: got "passed", perhaps you mean PASSED; accepted: PASSED, FAILED, ERROR/,
  ],
  [
    "1.15 million fields",
    "/test-opportunities/99787105-911f-4e23-bded-b0b8253aee11/results",
    {
      agent_id: "a",
      test_status: "PASSED",
      result_payload: Object.fromEntries(Array.from({ length: 1_150_000 }, (_, n) => [n.toString(36), 1])),
    },
    /^body: too many values; accepted: at most 100000 fields and items$/,
  ],
  [
    "a payload that is no object",
    "/test-opportunities/99787105-911f-4e23-bded-b0b8253aee11/results",
    { agent_id: "a", test_status: "PASSED", result_payload: [] },
    /^result_payload: got an empty array; accepted: an object/,
  ],
  [
    "a timing of another form",
    "/test-opportunities/99787105-911f-4e23-bded-b0b8253aee11/results",
    {
      agent_id: "a",
      test_status: "PASSED",
      result_payload: {},
      agent: { timing: { setup_start: "2016-01-04T00:00:00Z" } },
    },
    /^agent\.timing\.setup_start: got "2016-01-04T00:00:00Z"/,
  ],
];

const documented = (id: string, message: RegExp) => ({
  id,
  message: expect.stringMatching(message),
  url: null,
});

describe("a bad body is answered with its reason and changes nothing", () => {
  it.each(bodies)("%s", async (_, path, body, message) => {
    const refused = await server.send("POST", path.replace("P", product), body, {
      "content-type": "application/json",
    });
    expect([refused.status, refused.body]).toEqual([400, documented("invalid-data", message)]);
    expect(state()).toBe(before);
  });

  it.each([
    [undefined, /^Content-Type: got none; accepted: application\/json/],
    ["text/plain", /^Content-Type: got "text\/plain"/],
    ["application/x-www-form-urlencoded", /^Content-Type: got/],
    ["application/json-patch+json", /^Content-Type: got/],
  ])("content type %s", async (type, message) => {
    const bytes = new TextEncoder().encode(JSON.stringify(valid));
    const refused = await server.raw("POST", "/products", {
      body: bytes,
      headers: type ? { "content-type": type } : {},
    });
    expect([refused.status, refused.body]).toEqual([415, documented("unsupported-media-type", message)]);
    expect(state()).toBe(before);
  });

  it.each(["gzip", "br", "gzip, identity"])("content encoding %s", async (encoding) => {
    const headers = { "content-type": "application/json", "content-encoding": encoding };
    const body = new TextEncoder().encode(JSON.stringify(valid));
    const refused = await server.raw("POST", "/products", { body, headers });
    const message = new RegExp(`^Content-Encoding: got "${encoding}"; accepted: none, or identity$`);
    expect([refused.status, refused.body]).toEqual([415, documented("unsupported-media-type", message)]);
    expect(state()).toBe(before);
  });

  it("content encoding identity is accepted", async () => {
    const fresh = await testServer();
    const headers = { "content-type": "application/json", "content-encoding": "Identity" };
    const body = new TextEncoder().encode(JSON.stringify(valid));
    expect((await fresh.raw("POST", "/products", { body, headers })).status).toBe(201);
  });

  it("invalid UTF-8", async () => {
    const headers = { "content-type": "application/json" };
    const refused = await server.raw("POST", "/products", {
      body: new Uint8Array([0x22, 0xff, 0x22]),
      headers,
    });
    expect([refused.status, refused.body]).toEqual([
      400,
      documented("invalid-data", /^body: not valid UTF-8/),
    ]);
  });

  it.each([
    ["26,000 unknown fields", Array.from({ length: 26_000 }, (_, n) => `k${n}`)],
    [
      "100 unknown fields of 9,000 characters",
      Array.from({ length: 100 }, (_, n) => `${n}${"k".repeat(9000)}`),
    ],
  ])("%s at the token endpoint, shortly and with little kept of it", async (_, names) => {
    const answer = await server.unsigned(
      "POST",
      "/api/v2/tokens/oauth",
      Object.fromEntries(names.map((name) => [name, 1])),
    );
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body).length).toBeLessThan(10_000);
    const { requestProblems, refusal } = server.sandbox.exchanges.all().at(-1)!;
    expect(JSON.stringify([requestProblems, refusal]).length).toBeLessThan(20_000);
  });

  it("a body over the limit", async () => {
    const refused = await server.send("POST", "/products", { ...valid, name: "x".repeat(1024 * 1024) });
    expect([refused.status, refused.body]).toEqual([
      413,
      documented("payload-too-large", /at most 1048576 bytes/),
    ]);
    expect(state()).toBe(before);
  });
});

describe("lengths are counted in Unicode characters", () => {
  it("200 characters outside the basic plane are accepted", async () => {
    const fresh = await testServer();
    expect((await fresh.send("POST", "/products", { ...valid, name: "😀".repeat(200) })).status).toBe(201);
    expect((await fresh.send("POST", "/products", { ...valid, name: "😀".repeat(201) })).status).toBe(400);
  });
});

describe("opaque values come back as they went in", () => {
  it.each([
    ["null", "null"],
    ["a __proto__ key", '{"__proto__":{"polluted":true},"a":1}'],
    ["a NUL escape", '"a\\u0000b"'],
    ["a lone surrogate", '"\\ud800"'],
    ["100 levels including the body's own", "[".repeat(99) + "]".repeat(99)],
    ["an exact large number", "9007199254740991"],
  ])("%s", async (_, text) => {
    const fresh = await testServer();
    const { id } = (await fresh.send("POST", "/products", valid)).body;
    await fresh.send("POST", `/products/${id}/test-specs`, { name: "s" });
    const made = await fresh.send(
      "POST",
      `/products/${id}/images`,
      `{"image_unique_id":"i","image_reference":${text}}`,
    );
    expect(made.status).toBe(201);
    const picked = await fresh.send("POST", "/agents/a/pick");
    expect(JSON.stringify(picked.body.image_reference)).toBe(text);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a bad address", () => {
  it.each([
    ["GET", "/products/not-a-uuid", 400, "invalid-data", /^product_id: got "not-a-uuid"; accepted: a UUID/],
    ["GET", "/products/%00", 400, "invalid-data", /^product_id: got/],
    ["GET", "/products/%zz", 400, "invalid-data", /^product_id: got/],
    ["GET", "/products/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxx", 400, "invalid-data", /a UUID such as/],
    [
      "GET",
      "/products/99787105-911f-4e23-bded-b0b8253aee11",
      404,
      "resource-not-found",
      /^product_id: this account has no product/,
    ],
    ["GET", "/product", 404, "resource-not-found", /^no such path: \/product; nearest: \/products$/],
    ["GET", "/", 404, "resource-not-found", /^no such path/],
    ["GET", "/products/", 404, "resource-not-found", /nearest: \/products$/],
    ["POST", "/orgs/docs-org/snaps", 404, "resource-not-found", /nearest: \/orgs\/\{org_id\}/],
  ])("%s %s", async (method, path, status, id, message) => {
    const refused = await server.send(method, path);
    expect([refused.status, refused.body]).toEqual([status, documented(id, message)]);
  });

  it.each([
    ["PATCH", "/products", "GET, HEAD, POST"],
    ["OPTIONS", "/products", "GET, HEAD, POST"],
    ["DELETE", "/products", "GET, HEAD, POST"],
    ["GET", "/agents/a/pick", "POST"],
  ])("%s %s is 405 with Allow (A-25)", async (method, path, allow) => {
    const refused = await server.send(method, path);
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, allow]);
    expect(refused.body).toEqual(
      documented("method-not-allowed", new RegExp(`^${method} is not possible here; accepted: ${allow}`)),
    );
  });

  it("HEAD answers like GET, without a body", async () => {
    const answer = await server.send("HEAD", "/products");
    expect([answer.status, answer.body]).toEqual([200, undefined]);
    expect((await server.send("HEAD", "/products/not-a-uuid")).status).toBe(400);
  });
});

describe("a bad query", () => {
  it.each([
    ["?colour=red", /^colour: unknown field; accepted: .*start_date/],
    ["?start_date=20160104&start_date=20160105", /^start_date: given 2 times in the query; accepted: once/],
    ["?test_opportunity_id=7", /^test_opportunity_id: got "7"; accepted: a UUID/],
    [`?image_unique_id=${"x".repeat(37)}`, /^image_unique_id: got 37 characters/],
    ["?__proto__=1", /^__proto__: unknown field/],
    ["?start_date=2016-01-04T00:00:00+02:00", /an unescaped \+ in a query means a space, write %2B/],
  ])("%s", async (query, message) => {
    const refused = await server.send("GET", `/products/${product}/tests/results${query}`);
    expect([refused.status, refused.body]).toEqual([400, documented("invalid-data", message)]);
  });
});

it.each([
  "/products/00000000-0000-4000-8000-000000000000/tests/events",
  "/products/00000000-0000-4000-8000-000000000000/tests/results",
  "/products/00000000-0000-4000-8000-000000000000/results",
  "/orgs/no-such-org/tests/events",
  "/orgs/no-such-org/results",
])("refuses a wrong date before it looks for whose objects are asked for: %s", async (path) => {
  const unknown = await server.send("GET", path);
  expect(unknown.status).toBe(404);
  for (const name of ["start_date", "end_date"]) {
    const { status, body } = await server.send("GET", `${path}?${name}=yesterday`);
    expect([status, body.id]).toEqual([400, "invalid-data"]);
    expect(body.message).toContain(`${name}: `);
  }
});
