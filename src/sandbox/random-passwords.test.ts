import { readFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { type Config, DEFAULTS } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { packageFile } from "../package-files.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const KIT = packageFile("examples", "kit");

/** The status of a log-in. */
const logIn = async (url: string, password: string): Promise<number> =>
  (
    await fetch(`${url}/api/v2/tokens/oauth`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "customer@example.com", password, token_name: "t" }),
    })
  ).status;

/** The password in the first credentials file of an emulator that runs a kit. */
function passwordOf({ credentialsFiles: [file] }: Emulator): string {
  const text = readFileSync(file!, "utf8");
  expect(text).toMatch(PASSWORD);
  return PASSWORD.exec(text)![1]!;
}
const PASSWORD = /^# password: (\w{16})$/m;

async function run(config: Partial<Config>): Promise<Emulator> {
  const emulator = await runEmulator({ ...DEFAULTS, port: 0, seed: "empty", ...config });
  onTestFinished(() => emulator.close());
  return emulator;
}

const health = async (url: string): Promise<unknown> => (await fetch(`${url}/_emulator/health`)).json();

it("where a kit runs, the seed's password is not accepted, and the one in conf.ini is, after a reset as well", async () => {
  const emulator = await run({ inMemory: true, devices: KIT });
  const { url } = emulator;
  const password = passwordOf(emulator);
  expect([await logIn(url, "correct horse"), await logIn(url, password)]).toEqual([401, 201]);
  await fetch(`${url}/_emulator/reset`, { method: "POST" });
  expect([await logIn(url, "correct horse"), await logIn(url, password)]).toEqual([401, 200]);
});

it("where a kit runs, a snapshot of an emulator without one brings no public password", async () => {
  const plain = await run({ inMemory: true, lab: false });
  expect(await logIn(plain.url, "correct horse")).toBe(201);
  const json = { "content-type": "application/json" };
  await fetch(`${plain.url}/_emulator/snapshots`, { method: "POST", headers: json, body: '{"name":"s"}' });
  const snapshot = await (await fetch(`${plain.url}/_emulator/snapshots/s`)).text();
  const emulator = await run({ inMemory: true, devices: KIT });
  const { url } = emulator;
  const password = passwordOf(emulator);
  const load = `${url}/_emulator/snapshot-imports`;
  const loaded = await fetch(load, { method: "POST", headers: json, body: snapshot });
  expect([loaded.status, await logIn(url, "correct horse")]).toEqual([200, 401]);
  expect([200, 201]).toContain(await logIn(url, password));
});

it("where a kit runs, the public passwords of an earlier run are replaced, and its credentials stay", async () => {
  const dataDir = temporaryFolder();
  const plain = await run({ dataDir, lab: false });
  expect(await health(plain.url)).toEqual({ status: "alive", public_passwords: true });
  expect(await logIn(plain.url, "correct horse")).toBe(201);
  const { credentials } = plain;
  await plain.close();
  const emulator = await run({ dataDir, devices: KIT });
  const { url } = emulator;
  const password = passwordOf(emulator);
  expect([await logIn(url, "correct horse"), await logIn(url, password)]).toEqual([401, 200]);
  expect(emulator.credentials).toEqual(credentials);
  expect(await health(url)).toEqual({ status: "alive", public_passwords: false });
  await emulator.close();
  const again = await run({ dataDir, devices: KIT });
  expect(await logIn(again.url, password)).toBe(200);
});
