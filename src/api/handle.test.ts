import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { packageFile } from "../package-files.js";
import { Running, startProcess, untilGone } from "../testing/emulator-process.js";
import { connectEmulator } from "./connect.js";
import { EmulatorError } from "./errors.js";
import type { EmulatorHandle } from "./handle.js";
import { startEmulator } from "./start.js";

/** One product with one Test Spec for any device. */
const SEED = {
  accounts: [
    {
      email: "me@example.com",
      password: "secret",
      products: [{ name: "p.me", release: "15.04-core", snaps: ["s.me"], test_specs: [{ name: "smoke" }] }],
    },
    { email: "other@example.com", password: "secret" },
  ],
};
const START = "2016-01-04T16:58:28.805000+00:00";

const json = async (response: Promise<Response>): Promise<any> => (await response).json();
const post = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const errorOf = async (action: Promise<unknown>): Promise<EmulatorError> => {
  const error = await action.then(
    () => new Error("it went well"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EmulatorError);
  return error as EmulatorError;
};

/** Advertises a revision for the seed's product and returns the opportunity's id. */
async function advertise({ fetch }: EmulatorHandle, revision = 1): Promise<string> {
  const { products } = await json(fetch("/products"));
  const body = { name: "s.me", revision, channel: "edge" };
  const { ids } = await json(fetch(`/products/${products[0].id}/snaps`, post(body)));
  return ids[0].test_opportunity_id;
}

const MODES: [mode: string, open: () => Promise<EmulatorHandle>][] = [
  ["in-process", () => startEmulator({ lab: false })],
  ["process", () => startEmulator({ mode: "process", lab: false })],
  ["connected", async () => connectEmulator({ locator: (await startProcess(["--no-lab"])).locator })],
];

describe.each(MODES)("a handle, %s", (_mode, open) => {
  let emulator: EmulatorHandle;
  beforeAll(async () => {
    emulator = await open();
  });
  afterAll(() => emulator.close());

  /** A sandbox for one test, with a manual clock. */
  const sandbox = (options = {}): Promise<EmulatorHandle> =>
    emulator.createSandbox({
      seed: SEED,
      clock: "manual",
      clockStart: new Date(START),
      randomSeed: "x",
      ...options,
    });
  const names = async ({ fetch }: EmulatorHandle): Promise<string[]> =>
    (await json(fetch("/products"))).products.map(({ name }: { name: string }) => name);

  it("signs for the emulator's own sandbox", async () => {
    expect(emulator.name).toBe("default");
    expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await names(emulator)).toEqual(["test-product.foo", "gateway.foo"]);
    expect(Object.keys(emulator.credentials).sort()).toEqual([
      "consumer_key",
      "consumer_secret",
      "token_key",
      "token_secret",
    ]);
    const whole = await emulator.fetch(`${emulator.url}/products?`);
    expect(whole.status).toBe(200);
  });

  it("creates sandboxes with their own state and credentials, and deletes them when closed", async () => {
    const one = await sandbox({ name: "one-of-two" });
    const two = await sandbox();
    expect(one.name).toBe("one-of-two");
    expect(await names(one)).toEqual(["p.me"]);
    await one.fetch("/products", post({ name: "new.me", release: "r", snaps: [] }));
    expect(await names(one)).toEqual(["p.me", "new.me"]);
    expect(await names(two)).toEqual(["p.me"]);
    await one.close();
    await one.close();
    expect((await one.fetch("/products")).status).toBe(401);
    expect(await errorOf(one.show())).toMatchObject({ status: 404, id: "resource-not-found" });
    expect(await names(two)).toEqual(["p.me"]);
    await two.close();
  });

  it("signs for other accounts of the sandbox", async () => {
    const one = await sandbox();
    expect(one.accounts.map(({ email }) => email)).toEqual(["me@example.com", "other@example.com"]);
    expect(await json(one.fetchAs("other@example.com")("/products"))).toEqual({ products: [] });
    const error = await errorOf(one.fetchAs("nobody@example.com")("/products"));
    expect(error.message).toContain("me@example.com, other@example.com");
    await one.close();
  });

  it("resets to its seed, and to another, with the new credentials", async () => {
    const one = await sandbox();
    const before = one.credentials;
    await one.fetch("/products", post({ name: "new.me", release: "r", snaps: [] }));
    await one.reset();
    expect(await names(one)).toEqual(["p.me"]);
    expect(one.credentials).toEqual(before);
    await one.seed("demo");
    expect(one.accounts[0]!.email).toBe("customer@example.com");
    expect(await names(one)).toEqual(["test-product.foo", "gateway.foo"]);
    await one.reset("empty");
    expect(await names(one)).toEqual([]);
    await one.seed(SEED);
    await one.reset();
    expect(await names(one)).toEqual(["p.me"]);
    await one.close();
  });

  it("advances time: by a duration, to the next event, and until idle", async () => {
    const one = await sandbox();
    expect(await one.clock()).toMatchObject({ mode: "manual", now: START });
    expect(await one.advance(1500)).toMatchObject({ from: START, now: "2016-01-04T16:58:30.305000+00:00" });
    expect(await one.advance("next-event")).toMatchObject({ stopped: "next-event" });
    const id = await advertise(one);
    expect(await one.advance("idle", { limitMs: 1 })).toMatchObject({ stopped: "limit" });
    expect(await one.advance("idle")).toMatchObject({ stopped: "idle" });
    const { products } = await json(one.fetch("/products"));
    const { test_results } = await json(
      one.fetch(`/products/${products[0].id}/tests/results?test_opportunity_id=${id}`),
    );
    expect(test_results).toHaveLength(1);
    expect(await errorOf(one.setSpeed(2))).toMatchObject({ status: 409, id: "conflict" });
    await one.close();
  });

  it("changes a scaled clock's speed", async () => {
    const one = await emulator.createSandbox({ speed: 5, lab: false });
    expect(await one.clock()).toMatchObject({ mode: "scaled", speed: 5 });
    expect(await one.setSpeed(0)).toMatchObject({ speed: 0 });
    expect((await one.clock()).now).toBe((await one.clock()).now);
    expect(await errorOf(one.advance(1))).toMatchObject({ status: 409, id: "conflict" });
    await one.close();
  });

  it("saves and loads its state, by name and as a document", async () => {
    const one = await sandbox();
    const document = await one.snapshot();
    await one.fetch("/products", post({ name: "new.me", release: "r", snaps: [] }));
    expect(await one.save(`${one.name}-later`)).toMatchObject({ sandbox: one.name });
    await one.load(document);
    expect(await names(one)).toEqual(["p.me"]);
    await one.load(`${one.name}-later`);
    expect(await names(one)).toEqual(["p.me", "new.me"]);
    // The temporary snapshot is deleted.
    const { snapshots } = await one.control.send("GET /_emulator/snapshots");
    expect(snapshots.filter((entry) => entry.sandbox === one.name)).toHaveLength(1);
    const damaged = { ...document, checksum: "x" };
    expect(await errorOf(one.load(damaged))).toMatchObject({ status: 400, id: "invalid-data" });
    await one.close();
  });

  it("lists the exchanges, and waits for future ones", async () => {
    const one = await sandbox({ lab: false });
    await one.fetch("/products");
    await one.fetch("/product");
    const refused = await one.exchanges({ status: "4xx" });
    expect(refused.map(({ request }) => request.path)).toEqual(["/product"]);
    const all = await one.exchanges();
    expect(all.map(({ operation_id }) => operation_id)).toEqual(["listProducts", null]);
    expect(await one.exchanges({ since: all[0]!.id, limit: 1 })).toHaveLength(1);
    const [first] = await one.waitForExchange({ operation: "listProducts" });
    expect(first.response!.status).toBe(200);
    const coming = one.waitForExchange({ operation: "listProducts", since: all[1]!.id });
    await one.fetch("/products");
    expect((await coming)[0].id).toBeGreaterThan(all[1]!.id);
    const late = await errorOf(one.waitForExchange({ operation: "createProduct", timeoutMs: 0 }));
    expect(late).toMatchObject({ status: 408, id: "timeout" });
    expect(late.message).toContain("GET /products");
    await one.close();
  });

  it("adds faults, counts their applications, and removes them", async () => {
    const one = await sandbox({ lab: false });
    const busy = await one.fault({
      match: { operation: "listProducts" },
      calls: { to: 2 },
      effect: { status: 503, retryAfterS: 7 },
    });
    expect(await busy.fired()).toBe(0);
    const answer = await one.fetch("/products");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "7"]);
    expect(await busy.fired()).toBe(1);
    expect((await busy.show())[0]).toMatchObject({ id: busy.id, seen: 1, calls: { to: 2 } });
    await busy.remove();
    await busy.remove();
    expect(await names(one)).toEqual(["p.me"]);
    const { sets } = await one.control.send("GET /_emulator/faults", { query: { sandbox: one.name } });
    const set = await one.fault({ set: sets[0]!.name });
    expect(set.ids.length).toBeGreaterThan(0);
    await one.reset();
    const { faults } = await one.control.send("GET /_emulator/faults", { query: { sandbox: one.name } });
    expect(faults).toEqual([]);
    await set.remove();
    expect(
      await errorOf(one.fault({ match: { operation: "listProduct" }, effect: { reset: true } })),
    ).toMatchObject({
      status: 400,
    });
    await one.close();
  });

  it("traces an opportunity and says why it is in its state", async () => {
    const one = await sandbox({ lab: false });
    const id = await advertise(one);
    const { unfinished, counts } = await one.status();
    expect(counts.unfinished).toBe(1);
    expect(unfinished[0]).toMatchObject({ test_opportunity_id: id, state: "QUEUED_FOR_AGENTS" });
    const trace = await one.trace(id);
    expect(trace.entries[0]).toMatchObject({ kind: "QUEUED_FOR_AGENTS", at: START });
    expect(trace.why!.sentence).toBe(unfinished[0]!.sentence);
    await one.close();
  });

  it("refuses invalid requests with the emulator's messages", async () => {
    const error = await errorOf(emulator.createSandbox({ name: "Not A Name" }));
    expect(error).toMatchObject({ name: "EmulatorError", status: 400, id: "invalid-data" });
    expect(error.message).toMatch(/^name: got "Not A Name"; accepted: /);
    expect(await errorOf(emulator.createSandbox({ name: "default" }))).toMatchObject({ status: 409 });
    expect(await errorOf(emulator.createSandbox({ seed: { accounts: 1 } }))).toMatchObject({ status: 400 });
  });
});

/**
 * Prints what keeps it alive after everything is closed, except its own three pipes. Closed sockets get a few turns
 * of the event loop to disappear.
 */
const LEAK_PROGRAM = `
  import { connectEmulator, startEmulator } from ${JSON.stringify(packageFile("dist", "index.js"))};
  void [process.stdin, process.stdout, process.stderr];
  const alive = () => process.getActiveResourcesInfo().filter((name) => /Wrap|FSEvent|Timeout/.test(name));
  const own = alive();
  const emulator = await startEmulator({ mode: process.argv[1], clock: "manual" });
  const sandbox = await emulator.createSandbox();
  const again = await connectEmulator({ url: emulator.url });
  await sandbox.fetch("/products");
  const open = alive().length > own.length;
  await again.close();
  await emulator.close();
  for (let turns = 0; turns < 1000 && alive().length > own.length; turns += 1) await new Promise(setImmediate);
  console.log(JSON.stringify({ own, open, left: alive() }));
`;

describe("startEmulator", () => {
  it.each(["in-process", "process"])("leaves nothing open when closed: %s", async (mode) => {
    const args = ["--input-type=module", "-e", LEAK_PROGRAM, mode];
    const { code, stdout, stderr } = await new Running(process.execPath, args).ended;
    expect([code, stderr]).toEqual([0, ""]);
    const own = ["PipeWrap", "PipeWrap", "PipeWrap"];
    expect(JSON.parse(stdout)).toEqual({ own, open: true, left: own });
  });

  it("ends the separate process even when the parent is killed", async () => {
    const program = `
      import { startEmulator } from ${JSON.stringify(packageFile("dist", "index.js"))};
      const { url } = await startEmulator({ mode: "process", lab: false });
      console.log(url);`;
    const parent = new Running(process.execPath, ["--input-type=module", "-e", program]);
    await parent.until(() => parent.stdout.endsWith("\n"));
    const url = parent.stdout.trim();
    expect((await fetch(`${url}/_emulator/health`)).status).toBe(200);
    parent.child.kill("SIGKILL");
    // The stderr pipe closes with the last process that holds it, and then nothing listens.
    await parent.ended;
    await untilGone(url);
  });

  it("cannot be used any more after it is closed", async () => {
    const emulator = await startEmulator({ lab: false });
    await Promise.all([emulator.close(), emulator.close()]);
    expect(await errorOf(emulator.clock())).toMatchObject({ status: null, id: "unreachable" });
  });

  it.each(["in-process", "process"] as const)("accepts the start options: %s", async (mode) => {
    const emulator = await startEmulator({
      mode,
      seed: SEED,
      clockStart: START,
      randomSeed: "r",
      adminToken: "let-me-in",
      publicUrl: "https://spi.example.com/base",
      lab: false,
    });
    try {
      expect(await emulator.show()).toMatchObject({
        seed: "inline",
        random_seed: "r",
        lab: false,
        clock: { mode: "manual", now: START },
        counts: { products: 1 },
      });
      expect((await emulator.fetch("/products")).status).toBe(200);
      const { url } = emulator;
      expect(await errorOf(connectEmulator({ url }))).toMatchObject({ status: 401, id: "unauthorized" });
      const again = await connectEmulator({ url: `${url}/`, adminToken: "let-me-in" });
      expect(again.credentials).toEqual(emulator.credentials);
      await again.close();
      expect((await again.clock()).mode).toBe("manual");
    } finally {
      await emulator.close();
    }
  });

  it.each(["in-process", "process"] as const)("says why it cannot start: %s", async (mode) => {
    const port = Number(new URL((await shared()).url).port);
    for (const [options, message] of [
      [{ seed: "none" }, /got "none".*accepted: contract, demo, empty/],
      [{ port }, /the port is in use/],
      [{ host: "0.0.0.0" }, /admin-token/],
      [{ seed: { accounts: [{}] } }, /email/],
      [{ clockStart: "yesterday" }, /^clockStart: got "yesterday"; accepted: /],
    ] as const) {
      const error = await errorOf(startEmulator({ mode, ...options }));
      expect(error.message).toMatch(message);
    }
  });

  let one: Promise<EmulatorHandle> | null = null;
  const shared = (): Promise<EmulatorHandle> => (one ??= startEmulator({ lab: false }));
  afterAll(async () => (await one)?.close());
});

describe("connectEmulator", () => {
  it("reads the environment if no option is given", async () => {
    const { url, locator } = await startProcess(["--no-lab", "--admin-token", "let-me-in"]);
    const connect = async (env: Record<string, string>, options = {}): Promise<string> => {
      for (const [name, value] of Object.entries(env)) vi.stubEnv(`SPI_EMULATOR_${name}`, value);
      try {
        return (await connectEmulator(options)).url;
      } finally {
        vi.unstubAllEnvs();
      }
    };
    const ADMIN_TOKEN = "let-me-in";
    expect(await connect({ URL: url, LOCATOR: "/none.json", ADMIN_TOKEN })).toBe(url);
    expect(await connect({ LOCATOR: locator, ADMIN_TOKEN })).toBe(url);
    expect(await connect({ URL: "http://127.0.0.1:1", ADMIN_TOKEN }, { locator })).toBe(url);
    expect(await connect({ LOCATOR: "/none.json" }, { url, adminToken: ADMIN_TOKEN })).toBe(url);
  });

  it("says why it cannot connect", async () => {
    expect((await errorOf(connectEmulator())).message).toMatch(/^no emulator given: pass url or locator/);
    expect(await errorOf(connectEmulator({ locator: "/none.json" }))).toMatchObject({ id: "unreachable" });
    const server = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await errorOf(connectEmulator({ url }))).toMatchObject({ status: 200, id: "no-emulator" });
    server.close();
    server.closeAllConnections();
    const gone = await errorOf(connectEmulator({ url }));
    expect(gone.message).toBe(`${url} cannot be reached: nothing listens there; is the emulator running?`);
  });
});

it.each([
  [{ clock: { mode: "manual" } }, /^clock: got \{"mode":"manual"\}; accepted: scaled, manual/],
  [{ speed: "fast" }, /^speed: got "fast"; accepted: a number/],
  [{ colour: "red" }, /^colour: got an option of this name; accepted: one of port, /],
])("reports a wrong option: %j", async (options, message) => {
  await expect(startEmulator(options as never)).rejects.toThrow(message);
});
