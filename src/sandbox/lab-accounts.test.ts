import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Config, DEFAULTS } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { signedFetch } from "../oauth1/sign.js";
import { newSecret } from "../ids.js";
import { wallTime } from "../clock/clock.js";
import { silentLog } from "../log.js";
import { atFileEnd } from "../testing/file-end.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { labServer } from "./testing/lab-server.js";

const account = (email: string, ...products: string[]) => ({
  email,
  password: "pw",
  products: products.map((name) => ({ name, release: "15.04-core", snaps: [] })),
});
const ME = "me@example.com";
const OTHER = "other@example.com";
/** The state that an account of a device is missing in. */
const WITHOUT = { accounts: [account(ME, "unwanted")] };

let folder: string;
let config: Config;
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder, "devices"));
  const board = (id: string, more = ""): string => `name: Board\nagent: { id: ${id} }\n${more}`;
  writeFileSync(join(folder, "devices", "a.yaml"), board("first"));
  writeFileSync(join(folder, "devices", "b.yaml"), board("second", `account: ${OTHER}\n`));
  writeFileSync(
    join(folder, "seed.yaml"),
    JSON.stringify({ accounts: [account(ME, "mine"), account(OTHER)] }),
  );
  config = {
    ...DEFAULTS,
    ...{
      port: 0,
      dataDir: join(folder, "data"),
      seed: join(folder, "seed.yaml"),
      devices: join(folder, "devices"),
    },
  };
});

/** The answer of the control plane. */
async function asked({ url }: Emulator, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${url}/_emulator${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
}

async function start(change: Partial<Config> = {}, log = silentLog): Promise<Emulator> {
  const emulator = await runEmulator({ ...config, ...change }, log);
  atFileEnd(() => emulator.close());
  return emulator;
}

async function productsOf({ url, credentials }: Emulator): Promise<string[]> {
  const send = signedFetch(credentials, { fetch, now: wallTime, nonce: () => newSecret(8) });
  const { products } = (await (await send(`${url}/products`)).json()) as { products?: { name: string }[] };
  return (products ?? []).map(({ name }) => name);
}

async function devicesOf(emulator: Emulator, sandbox: string): Promise<string[]> {
  const { body } = await asked(emulator, "GET", `/lab/devices?sandbox=${sandbox}`);
  return body.devices.map(
    (one: any) => `${one.agent_id} ${one.activity === "stopped" ? "stopped" : "works"}`,
  );
}

const refusal = (sandbox: string) => ({
  status: 400,
  body: {
    message: `${join(folder, "devices", "b.yaml")}: account: got "${OTHER}"; accepted: ${ME} (the accounts that sandbox ${sandbox} would have); nothing was changed`,
  },
});

describe("a new state without the account of a device", () => {
  it("is refused before anything of the old one is changed", async () => {
    const emulator = await start();
    const made = await asked(emulator, "POST", "/sandboxes", { name: "n", seed: WITHOUT, lab: false });
    expect(made.status).toBe(201);
    expect((await asked(emulator, "POST", "/snapshots?sandbox=n", { name: "without" })).status).toBe(201);
    const snapshot = (await asked(emulator, "GET", "/snapshots/without")).body;
    const tries: [string, unknown][] = [
      ["/reset", { seed: WITHOUT }],
      ["/seed", { seed: WITHOUT }],
      ["/snapshots/without/load", undefined],
      ["/snapshot-imports", snapshot],
    ];
    for (const [path, body] of tries) {
      const answer = await asked(emulator, "POST", path, body);
      expect([path, await productsOf(emulator)]).toEqual([path, ["mine"]]);
      expect([path, answer]).toMatchObject([path, refusal("default")]);
      expect(await devicesOf(emulator, "default")).toEqual(["first works", "second works"]);
    }
    writeFileSync(config.seed, JSON.stringify(WITHOUT));
    await expect(emulator.live.useSeed(config.seed)).rejects.toThrow(refusal("default").body.message);
    expect(await productsOf(emulator)).toEqual(["mine"]);
    await emulator.close();
    const next = await start();
    expect(await productsOf(next)).toEqual(["mine"]);
    await next.close();
  });

  it("makes no sandbox, and keeps no name", async () => {
    const emulator = await start();
    const make = (more: object) =>
      asked(emulator, "POST", "/sandboxes", { name: "n", seed: WITHOUT, ...more });
    const answer = await make({});
    expect((await asked(emulator, "GET", "/sandboxes/n")).status).toBe(404);
    expect(answer).toMatchObject(refusal("n"));
    expect((await make({ lab: false })).status).toBe(201);
    // It has no lab that would need the account.
    expect((await asked(emulator, "POST", "/reset?sandbox=n")).status).toBe(200);
    await emulator.close();
  });

  it("is refused as the first one of an emulator, which leaves no state", async () => {
    writeFileSync(config.seed, JSON.stringify(WITHOUT));
    const failed = await runEmulator(config).catch((error: unknown) => error);
    expect(existsSync(join(config.dataDir, "default.jsonl"))).toBe(false);
    expect(failed).toMatchObject({ name: "ProfileError", message: refusal("default").body.message });
    await (await start({ lab: false })).close();
  });
});

describe("devices for an account that a sandbox of an earlier run does not have", () => {
  const warn = vi.fn();
  const log = { ...silentLog, warn };

  it("are a mistake in the settings where it is the default one, which stays as it is", async () => {
    const seed = join(folder, "without.yaml");
    writeFileSync(seed, JSON.stringify(WITHOUT));
    await (await start({ lab: false, seed })).close();
    const file = join(config.dataDir, "default.jsonl");
    const before = readFileSync(file, "utf8");
    const failed = await runEmulator({ ...config, speed: 60 }).catch((error: unknown) => error);
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(failed).toMatchObject({
      name: "ProfileError",
      message: `${join(folder, "devices", "b.yaml")}: account: got "${OTHER}"; accepted: ${ME} (the accounts of sandbox default)`,
    });
    await (await start({ lab: false })).close();
  });

  it("are missing in the lab of another one, which the log tells, and which can be reset", async () => {
    const first = await start({ devices: null });
    expect((await asked(first, "POST", "/sandboxes", { name: "n", seed: WITHOUT })).status).toBe(201);
    await first.close();
    const emulator = await start({}, log);
    expect(await devicesOf(emulator, "default")).toEqual(["first works", "second works"]);
    expect(await devicesOf(emulator, "n")).toEqual(["first works"]);
    expect(warn).toHaveBeenCalledWith(
      { sandbox: "n" },
      `its lab goes without the devices of ${join(folder, "devices", "b.yaml")}: account: got "${OTHER}"; accepted: ${ME}`,
    );
    expect((await asked(emulator, "POST", "/reset?sandbox=n")).status).toBe(200);
    expect(await devicesOf(emulator, "n")).toEqual(["first works"]);
    await emulator.close();
  });
});

it("a lab that cannot start does not hide that the state was replaced", async () => {
  const server = await labServer();
  await server.sandbox.stopLab();
  server.sandboxes.startLabs(() => {
    throw new Error("no lab today");
  });
  const { status, body } = await server.control("POST", "/_emulator/reset", { seed: WITHOUT });
  expect([status, body.seed]).toEqual([200, "inline"]);
  const { consumer_key: key } = body.accounts[0].credentials;
  expect(server.sandboxes.registry.byConsumer(key)?.account.email).toBe(ME);
  await server.close();
});
