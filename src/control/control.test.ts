import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { wallTime } from "../clock/clock.js";
import { type Config, DEFAULTS } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { newSecret } from "../ids.js";
import { type Credentials, signedFetch } from "../oauth1/sign.js";
import { loadSeed } from "../sandbox/seed.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

let emulator: Emulator;
let folder: string;

const base: Config = { ...DEFAULTS, port: 0, inMemory: true, seed: "empty", lab: false, clock: "manual" };
const run = async (config: Partial<Config> = {}): Promise<void> => {
  emulator = await runEmulator({ ...base, ...config });
};

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await emulator.close();
});

/** A control request. */
async function control(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${emulator.url}/_emulator${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}

/** A product request with a sandbox's credentials. */
async function product(credentials: Credentials, method: string, path: string, body?: unknown) {
  const send = signedFetch(credentials, { fetch, now: wallTime, nonce: () => newSecret(8) });
  const headers: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
  const answer = await send(emulator.url + path, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as any };
}

const newProduct = (credentials: Credentials) =>
  product(credentials, "POST", "/products", { name: "p", release: "r", snaps: ["a.b"] });
const productsOf = async (credentials: Credentials): Promise<number> =>
  (await product(credentials, "GET", "/products")).body.products.length as number;
const create = async (options: object = {}) =>
  (await control("POST", "/sandboxes", { seed: "empty", ...options })).body;

describe("sandboxes", () => {
  it("share nothing, and are deleted with their credentials", async () => {
    await run();
    const [one, two] = [await create(), await create()];
    const [first, second] = [one.accounts[0].credentials, two.accounts[0].credentials];
    await newProduct(first);
    expect([
      await productsOf(first),
      await productsOf(second),
      await productsOf(emulator.credentials),
    ]).toEqual([1, 0, 0]);
    expect((await control("DELETE", `/sandboxes/${one.name}`)).status).toBe(204);
    expect((await product(first, "GET", "/products")).status).toBe(401);
    expect(await productsOf(second)).toBe(0);
  });

  it("200 side by side, each with its own data", async () => {
    await run();
    const all = [];
    for (let index = 0; index < 200; index += 1) all.push(await create({ name: `s${index}` }));
    await Promise.all(all.map(({ accounts }) => newProduct(accounts[0].credentials)));
    expect(await Promise.all(all.map(({ accounts }) => productsOf(accounts[0].credentials)))).toEqual(
      all.map(() => 1),
    );
    expect((await control("GET", "/sandboxes")).body.sandboxes).toHaveLength(201);
  });

  it("are created with the given seed, random seed and clock", async () => {
    await run();
    const options = {
      name: "w",
      seed: "demo",
      random_seed: "same",
      clock: { mode: "manual", start: "2016-01-04" },
    };
    const one = await create(options);
    expect(one).toMatchObject({
      name: "w",
      seed: "demo",
      random_seed: "same",
      clock: { mode: "manual", now: "2016-01-04T00:00:00.000000+00:00" },
    });
    const two = await create({ ...options, name: "v" });
    const list = async (sandbox: any) =>
      (await product(sandbox.accounts[0].credentials, "GET", "/products")).body;
    expect(await list(one)).toEqual(await list(two));
    expect((await list(one)).products).toHaveLength(2);
  });

  it("accept a seed document, and name the field that is wrong", async () => {
    await run();
    const seed = {
      accounts: [
        { email: "x@example.com", password: "p", products: [{ name: "mine", release: "r", snaps: [] }] },
      ],
    };
    const made = await create({ seed });
    expect(made).toMatchObject({
      seed: "inline",
      accounts: [{ email: "x@example.com" }],
      counts: { products: 1 },
    });
    const refused = await control("POST", "/sandboxes", {
      seed: { accounts: [{ email: "x", password: "p" }] },
    });
    expect([refused.status, refused.body.message]).toEqual([
      400,
      expect.stringMatching(/accounts\.0\.email|accounts\[0\]\.email/),
    ]);
  });

  it.each([
    [{ name: "Not a name" }, 400, /name/],
    [{ name: "default" }, 409, /exists already/],
    [{ seed: "nope" }, 400, /nope.*contract, demo, empty/],
    [{ clock: { mode: "scaled", start: "2016-01-04" } }, 400, /clock.start/],
    [{ clock: { mode: "manual", speed: 2 } }, 400, /clock.speed/],
    [{ clock: { mode: "manual", start: "soon" } }, 400, /clock.start: got "soon"/],
  ])("%j is refused", async (options, status, message) => {
    await run();
    const refused = await control("POST", "/sandboxes", options);
    expect([refused.status, refused.body.message]).toEqual([status, expect.stringMatching(message)]);
  });

  it("cannot be deleted if default, or found if unknown", async () => {
    await run();
    expect((await control("DELETE", "/sandboxes/default")).status).toBe(409);
    expect((await control("GET", "/clock?sandbox=none")).body.message).toMatch(/there are: default/);
  });

  it("expire together with their file", async () => {
    await run({ inMemory: false, dataDir: folder });
    const made = await create({ name: "short", expires_in_s: 1 });
    expect(existsSync(join(folder, "short.jsonl"))).toBe(true);
    await expect.poll(() => existsSync(join(folder, "short.jsonl"))).toBe(false);
    expect((await product(made.accounts[0].credentials, "GET", "/products")).status).toBe(401);
  });

  it("survive a restart, with clock, credentials and data", async () => {
    await run({ inMemory: false, dataDir: folder });
    const made = await create({ name: "kept", clock: { mode: "manual", start: "2016-01-04" } });
    const { credentials } = made.accounts[0];
    await newProduct(credentials);
    await control("POST", "/clock/advance?sandbox=kept", { by_ms: 5000 });
    await newProduct(credentials);
    await emulator.close();
    await run({ inMemory: false, dataDir: folder });
    expect(await productsOf(credentials)).toBe(2);
    const { clock } = (await control("GET", "/sandboxes/kept")).body;
    expect(clock).toMatchObject({ mode: "manual", now: "2016-01-04T00:00:05.000000+00:00" });
  });
});

describe("reset and seed", () => {
  it("restore the seed, with the same credentials and ids", async () => {
    await run({ seed: "demo" });
    const before = (await product(emulator.credentials, "GET", "/products")).body;
    await newProduct(emulator.credentials);
    expect((await control("POST", "/reset")).status).toBe(200);
    expect((await product(emulator.credentials, "GET", "/products")).body).toEqual(before);
  });

  it("put a manual clock back to its start", async () => {
    await run();
    const { now } = (await control("GET", "/clock")).body;
    await control("POST", "/clock/advance", { by_ms: 60_000 });
    await control("POST", "/reset");
    expect((await control("GET", "/clock")).body.now).toBe(now);
  });

  it("load another seed, to which later resets go back", async () => {
    await run();
    expect((await control("POST", "/seed", { name: "demo" })).body).toMatchObject({ seed: "demo" });
    expect(await productsOf(emulator.credentials)).toBe(2);
    await newProduct(emulator.credentials);
    await control("POST", "/reset", {});
    expect(await productsOf(emulator.credentials)).toBe(2);
  });

  it("change nothing if the seed is invalid", async () => {
    await run({ seed: "demo" });
    expect((await control("POST", "/seed", { seed: { accounts: [] } })).status).toBe(400);
    expect((await control("POST", "/reset", { seed: "nope" })).status).toBe(400);
    expect(await productsOf(emulator.credentials)).toBe(2);
  });
});

describe("snapshots", () => {
  const save = async (name = "one") => (await control("POST", "/snapshots", { name })).body;

  it("restore the state, in the same sandbox and in another emulator", async () => {
    await run({ seed: "demo", inMemory: false, dataDir: folder });
    const before = (await product(emulator.credentials, "GET", "/products")).body;
    expect(await save()).toMatchObject({ name: "one", sandbox: "default" });
    const document = (await control("GET", "/snapshots/one")).body;
    await newProduct(emulator.credentials);
    expect((await control("POST", "/snapshots/one/load")).status).toBe(200);
    expect((await product(emulator.credentials, "GET", "/products")).body).toEqual(before);
    await emulator.close();
    await run({ seed: "empty" });
    expect((await control("POST", "/snapshot-imports", document)).status).toBe(200);
    expect((await product(emulator.credentials, "GET", "/products")).body).toEqual(before);
  });

  it("saved under load contain whole commits, and load elsewhere", async () => {
    await run({ seed: "demo", lab: true, clock: "scaled", speed: 1000, inMemory: false, dataDir: folder });
    const { id } = (await product(emulator.credentials, "GET", "/products")).body.products[0];
    const load = Promise.all(
      Array.from({ length: 40 }, (_, revision) =>
        product(emulator.credentials, "POST", `/products/${id}/snaps`, {
          name: "test-snap.foo",
          revision,
          channel: "edge",
        }),
      ),
    );
    await save("busy");
    await load;
    const document = (await control("GET", "/snapshots/busy")).body;
    const reads = async () => [
      (await product(emulator.credentials, "GET", `/products/${id}/tests/events`)).body,
      (await product(emulator.credentials, "GET", `/products/${id}/tests/results`)).body,
      (await product(emulator.credentials, "GET", `/products/${id}/test-specs`)).body,
    ];
    await emulator.close();
    const elsewhere = [];
    for (const part of ["a", "b"]) {
      await run({ clock: "manual", inMemory: false, dataDir: join(folder, part) });
      document.tables.meta[0].settings.clock = { mode: "manual", start: 0 };
      const { createHash } = await import("node:crypto");
      document.checksum = createHash("sha256").update(JSON.stringify(document.tables)).digest("hex");
      expect((await control("POST", "/snapshot-imports", document)).status).toBe(200);
      elsewhere.push(await reads());
      await emulator.close();
    }
    expect(elsewhere[0]).toEqual(elsewhere[1]);
    const walks = document.tables.walks.map((walk: { id: string }) => walk.id);
    expect(document.tables.opportunities.map((one: { id: string }) => one.id)).toEqual(walks);
    expect(elsewhere[0]![0].event_logs.length).toBeGreaterThan(0);
    await run();
  });

  it.each([
    [
      "a foreign file",
      () => ({ format: "docker-image", version: 1, checksum: "x" }),
      /format: got "docker-image"/,
    ],
    ["a newer version", (s: any) => ({ ...s, version: 3 }), /version: got 3; accepted: 2/],
    [
      "a changed record",
      (s: any) => ({ ...s, tables: { ...s.tables, products: [] } }),
      /checksum: does not fit/,
    ],
    [
      "a missing table",
      (s: any) => ({ ...s, tables: { ...s.tables, walks: undefined } }),
      /tables: walks missing/,
    ],
  ])("%s is refused, and the state is unchanged", async (_, damage, message) => {
    await run({ seed: "demo" });
    await save();
    const document = (await control("GET", "/snapshots/one")).body;
    await newProduct(emulator.credentials);
    const refused = await control("POST", "/snapshot-imports", damage(document));
    expect([refused.status, refused.body.message]).toEqual([400, expect.stringMatching(message)]);
    expect(await productsOf(emulator.credentials)).toBe(3);
  });

  it("a damaged file is refused, and the state is unchanged", async () => {
    await run({ seed: "demo", inMemory: false, dataDir: folder });
    await save();
    const [file] = readdirSync(join(folder, "snapshots"));
    writeFileSync(join(folder, "snapshots", file!), '{"format":');
    const refused = await control("POST", "/snapshots/one/load");
    expect([refused.status, refused.body.message]).toEqual([400, expect.stringMatching(/damaged/)]);
    expect(await productsOf(emulator.credentials)).toBe(2);
    expect((await control("GET", "/snapshots")).status).toBe(200);
  });

  it("keep a sandbox's own credentials when loaded into it", async () => {
    await run({ seed: "demo" });
    await save();
    const other = await create({ name: "other" });
    await control("POST", "/snapshots/one/load?sandbox=other");
    expect(await productsOf(other.accounts[0].credentials)).toBe(2);
    await newProduct(other.accounts[0].credentials);
    expect(await productsOf(emulator.credentials)).toBe(2);
  });

  it("are listed and deleted, and never overwritten", async () => {
    await run();
    await save("a");
    const again = await control("POST", "/snapshots", { name: "a" });
    expect([again.status, again.body.message]).toEqual([409, expect.stringMatching(/snapshot a already/)]);
    await save("b");
    expect(
      (await control("GET", "/snapshots")).body.snapshots.map((one: { name: string }) => one.name),
    ).toEqual(["a", "b"]);
    expect((await control("DELETE", "/snapshots/a")).status).toBe(204);
    expect((await control("DELETE", "/snapshots/a")).status).toBe(404);
  });
});

describe("the clock", () => {
  it("of a manual sandbox is advanced by a duration and to the next event", async () => {
    await run({ seed: "demo", lab: true });
    const next = (await control("POST", "/clock/advance", { to: "next-event" })).body;
    expect(next).toMatchObject({ stopped: "next-event", fired: 1 });
    expect((await control("POST", "/clock/advance", { by_ms: 1000 })).body.stopped).toBe("advanced");
  });

  it("starts no later than in 2200", async () => {
    await run();
    const made = (start: string) =>
      control("POST", "/sandboxes", { name: "late", clock: { mode: "manual", start } });
    const late = await made("9999-12-31T00:00:00Z");
    expect(late.status).toBe(400);
    expect(late.body.message).toBe(
      'clock.start: got "9999-12-31T00:00:00Z"; accepted: up to 2200-01-01T00:00:00.000000+00:00',
    );
  });

  it("advances until nothing is left to do, and says why it stopped", async () => {
    await run({ seed: "demo", lab: true });
    const { feed, ...rest } = loadSeed("demo");
    const seed = { ...rest, feed: feed!.map((source) => ({ ...source, while_watched: false })) };
    await control("POST", "/reset", { seed });
    const done = (await control("POST", "/clock/advance", { to: "idle" })).body;
    expect([done.stopped, done.reason]).toEqual([
      "idle",
      expect.stringMatching(/without effect.*endless source/),
    ]);
    const { products } = (await product(emulator.credentials, "GET", "/products")).body;
    const logs = await product(emulator.credentials, "GET", `/products/${products[0].id}/tests/events`);
    const events = logs.body.event_logs.map((log: { events: unknown[] }) => log.events.length);
    expect(new Set(events)).toEqual(new Set([4]));
  });

  it("of a scaled sandbox has a speed, which can be 0, and cannot be advanced", async () => {
    await run({ clock: "scaled" });
    expect((await control("GET", "/clock")).body).toMatchObject({ speed: 60, resume_speed: null });
    for (let times = 0; times < 2; times++) {
      const { body } = await control("PUT", "/clock", { speed: 0 });
      expect(body).toMatchObject({ speed: 0, resume_speed: 60 });
    }
    const { now } = (await control("GET", "/clock")).body;
    expect((await control("GET", "/clock")).body.now).toBe(now);
    expect((await control("POST", "/clock/advance", { by_ms: 1 })).status).toBe(409);
    expect((await control("PUT", "/clock", { speed: -1 })).status).toBe(400);
    expect((await control("PUT", "/clock", { speed: 2 })).body).toMatchObject({
      speed: 2,
      resume_speed: null,
    });
  });

  it("of a manual sandbox has no speed", async () => {
    await run();
    expect((await control("PUT", "/clock", { speed: 1 })).status).toBe(409);
  });
});

describe("the guard", () => {
  const raw = (headers: Record<string, string>, method = "POST"): Promise<number> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(emulator.url);
      request({ hostname, port, path: "/_emulator/reset", method, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode!);
      })
        .on("error", reject)
        .end();
    });

  it.each([
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ host: "evil.example:7740" }, 403],
    [{ host: "localhost.evil.example" }, 403],
    [{ host: "localhost:1234" }, 200],
    [{}, 200],
  ])("%j is answered %i", async (headers, status) => {
    await run();
    expect(await raw(headers as Record<string, string>)).toBe(status);
  });

  it("accepts requests of its own pages", async () => {
    await run();
    expect(await raw({ origin: emulator.url, "sec-fetch-site": "same-origin" })).toBe(200);
  });

  it("requires the admin token if one is set", async () => {
    await run({ adminToken: "t0ken" });
    expect((await control("GET", "/info")).status).toBe(401);
    expect((await control("GET", "/info", undefined, { authorization: "Bearer wrong" })).status).toBe(401);
    expect((await control("GET", "/info", undefined, { authorization: "Bearer t0ken" })).status).toBe(200);
    expect((await control("POST", "/reset")).status).toBe(401);
    expect((await control("GET", "/health")).status).toBe(200);
  });

  it("the emulator does not start on a reachable address without a token", async () => {
    await run();
    await expect(runEmulator({ ...base, host: "0.0.0.0" })).rejects.toThrow(
      /--host 0\.0\.0\.0.*--admin-token/,
    );
  });
});

it("health, readiness and info describe the emulator", async () => {
  await run();
  expect((await control("GET", "/health")).body).toEqual({ status: "alive", public_passwords: true });
  expect((await control("GET", "/ready")).body).toEqual({ status: "ready" });
  const { body } = await control("GET", "/info");
  expect(body).toMatchObject({
    limits: { body_bytes: 1_048_576, result_bytes: 16_777_216, json_depth: 100, json_values: 100_000 },
    seeds: ["contract", "demo", "empty"],
  });
  expect(body.operations.map((one: { operation_id: string }) => one.operation_id)).toContain("advertiseSnap");
  const { body: document } = await control("GET", "/openapi.json");
  const { examples } = document.paths["/_emulator/info"].get.responses["200"].content["application/json"];
  expect(examples.default.value.limits).toEqual(body.limits);
});
