import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { DEFAULTS } from "../config.js";
import { runEmulator } from "../emulator.js";
import { packageFile } from "../package-files.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

/** The status of a log-in. */
const logIn = async (url: string, password: string): Promise<number> =>
  (
    await fetch(`${url}/api/v2/tokens/oauth`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "customer@example.com", password, token_name: "t" }),
    })
  ).status;

const health = async (url: string): Promise<unknown> => (await fetch(`${url}/_emulator/health`)).json();

it("where a kit runs, the seed's password is not accepted, and the one in conf.ini is, after a reset as well", async () => {
  const config = {
    ...DEFAULTS,
    port: 0,
    inMemory: true,
    seed: "empty",
    devices: packageFile("examples", "kit"),
  };
  const emulator = await runEmulator(config);
  const { url, credentialsFiles } = emulator;
  const password = /^# password: (\w{16})$/m.exec(readFileSync(credentialsFiles[0]!, "utf8"))![1]!;
  expect([await logIn(url, "correct horse"), await logIn(url, password)]).toEqual([401, 201]);
  await fetch(`${url}/_emulator/reset`, { method: "POST" });
  expect([await logIn(url, "correct horse"), await logIn(url, password)]).toEqual([401, 200]);
  await emulator.close();
});

it("where a kit runs, a snapshot of an emulator without one brings no public password", async () => {
  const common = { ...DEFAULTS, port: 0, inMemory: true, seed: "empty" };
  const plain = await runEmulator({ ...common, lab: false });
  expect(await logIn(plain.url, "correct horse")).toBe(201);
  const json = { "content-type": "application/json" };
  await fetch(`${plain.url}/_emulator/snapshots`, { method: "POST", headers: json, body: '{"name":"s"}' });
  const snapshot = await (await fetch(`${plain.url}/_emulator/snapshots/s`)).text();
  await plain.close();
  const emulator = await runEmulator({ ...common, devices: packageFile("examples", "kit") });
  const { url, credentialsFiles } = emulator;
  const password = /^# password: (\w{16})$/m.exec(readFileSync(credentialsFiles[0]!, "utf8"))![1]!;
  const load = `${url}/_emulator/snapshot-imports`;
  const loaded = await fetch(load, { method: "POST", headers: json, body: snapshot });
  expect([loaded.status, await logIn(url, "correct horse")]).toEqual([200, 401]);
  expect([200, 201]).toContain(await logIn(url, password));
  await emulator.close();
});

it("where a kit runs, the public passwords of an earlier run are replaced, and its credentials stay", async () => {
  const common = { ...DEFAULTS, port: 0, seed: "empty", dataDir: temporaryFolder() };
  const plain = await runEmulator({ ...common, lab: false });
  expect(await health(plain.url)).toEqual({ status: "alive", public_passwords: true });
  expect(await logIn(plain.url, "correct horse")).toBe(201);
  const { credentials } = plain;
  await plain.close();
  const emulator = await runEmulator({ ...common, devices: packageFile("examples", "kit") });
  const { url, credentialsFiles } = emulator;
  const password = /^# password: (\w{16})$/m.exec(readFileSync(credentialsFiles[0]!, "utf8"))![1]!;
  expect([await logIn(url, "correct horse"), await logIn(url, password)]).toEqual([401, 200]);
  expect(emulator.credentials).toEqual(credentials);
  expect(await health(url)).toEqual({ status: "alive", public_passwords: false });
  await emulator.close();
  const again = await runEmulator({ ...common, devices: packageFile("examples", "kit") });
  expect(await logIn(again.url, password)).toBe(200);
  await again.close();
});
