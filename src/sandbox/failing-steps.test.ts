import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DEFAULTS } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { newSecret } from "../ids.js";
import { signedFetch } from "../oauth1/sign.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

let emulator: Emulator;
let dataDir: string;
const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const start = async (): Promise<void> => {
  const own = { port: 0, dataDir, seed: "empty", lab: false, clock: "manual" } as const;
  emulator = await runEmulator({ ...DEFAULTS, ...own }, log);
};
/** Puts a folder in the place of a file, which cannot be removed then. Returns the function that frees the place. */
function stick(name: string): () => void {
  const path = join(dataDir, name);
  rmSync(path, { force: true });
  mkdirSync(path);
  return () => rmSync(path, { recursive: true });
}
/** The same with a file in the place of the folder of all outboxes. */
function stickOutbox(): () => void {
  const path = join(dataDir, "outbox");
  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, "");
  return () => rmSync(path);
}
const unhandled = vi.fn();

beforeEach(async () => {
  dataDir = temporaryFolder();
  process.on("unhandledRejection", unhandled);
  await start();
});
afterEach(async () => {
  log.error.mockClear();
  await emulator.close();
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

async function control(method: string, path: string, body?: object): Promise<{ status: number; body: any }> {
  const headers = { "content-type": "application/json" };
  const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
  const answer = await fetch(`${emulator.url}/_emulator${path}`, init);
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}
const make = (name: string, more: object = {}) =>
  control("POST", "/sandboxes", { name, seed: "empty", ...more });
const files = (name: string): string[] =>
  readdirSync(dataDir).filter((file) => file.startsWith(`${name}.`) && !file.endsWith(".tmp"));

it.each([
  ["its state file", () => stick("one.jsonl")],
  ["its mark", () => stick("one.jsonl.mark")],
  ["its outbox", stickOutbox],
])(
  "a sandbox of which %s cannot be removed is told to be there, and can be deleted again",
  async (_, begin) => {
    expect((await make("one")).status).toBe(201);
    const end = begin();
    const failed = await control("DELETE", "/sandboxes/one");
    expect([failed.status, failed.body.message]).toEqual([
      503,
      expect.stringMatching(/^sandbox one is closed, but it cannot be removed: .*; delete it again$/),
    ]);
    expect((await control("GET", "/sandboxes/one")).status).toBe(404);
    expect((await make("one")).status).toBe(409);
    end();
    expect((await control("DELETE", "/sandboxes/one")).status).toBe(204);
    expect(files("one")).toEqual([]);
    expect((await make("one")).status).toBe(201);
  },
);

it("an expired sandbox that cannot be removed ends neither the emulator nor the making of another", async () => {
  expect((await make("one", { expires_in_s: 1 })).status).toBe(201);
  const end = stick("one.jsonl");
  const reported = [expect.objectContaining({ sandbox: "one" }), "an expired sandbox cannot be removed"];
  await expect.poll(() => log.error.mock.calls).toContainEqual(reported);
  expect((await make("two")).status).toBe(201);
  await emulator.close();
  await start();
  expect((await control("GET", "/sandboxes/two")).status).toBe(200);
  end();
});

it("a sandbox whose outbox cannot be emptied is neither made nor reset, and nothing is changed", async () => {
  expect((await make("one")).status).toBe(201);
  const end = stickOutbox();
  const nothing = expect.stringMatching(/ENOTDIR: .*; nothing was changed$/) as string;
  for (const failed of [await make("two"), await control("POST", "/reset?sandbox=one", {})])
    expect([failed.status, failed.body.message]).toEqual([503, nothing]);
  expect(files("two")).toEqual([]);
  end();
  expect((await make("two")).status).toBe(201);
  expect((await control("POST", "/reset?sandbox=one", {})).status).toBe(200);
  expect(existsSync(join(dataDir, "one.jsonl"))).toBe(true);
});

it("a snapshot that can neither be saved nor read changes nothing, and the answer says so", async () => {
  const folder = join(dataDir, "snapshots");
  rmSync(folder, { recursive: true, force: true });
  writeFileSync(folder, "");
  const saved = await control("POST", "/snapshots", { name: "one" });
  rmSync(folder);
  mkdirSync(folder);
  symlinkSync("one.snapshot.json", join(folder, "one.snapshot.json"));
  for (const failed of [saved, await control("POST", "/snapshots/one/load", {})])
    expect([failed.status, failed.body.message]).toEqual([
      503,
      expect.stringMatching(/^snapshot one cannot be .*; nothing was changed$/),
    ]);
});

it("a sandbox whose state cannot be written can be deleted", async () => {
  const { body } = await make("one", { seed: "demo" });
  rmSync(join(dataDir, "one.jsonl"));
  const send = signedFetch(body.accounts[0].credentials, { fetch, now: Date.now, nonce: () => newSecret(8) });
  const product = JSON.stringify({ name: "new", release: "16", snaps: [] });
  const headers = { "content-type": "application/json" };
  const refused = await send(`${emulator.url}/products`, { method: "POST", headers, body: product });
  expect(refused.status).toBe(503);
  expect((await control("DELETE", "/sandboxes/one")).status).toBe(204);
  expect(files("one")).toEqual([]);
  expect((await make("one")).status).toBe(201);
});

it("gives the folder back where a state cannot be written at the end", async () => {
  const [state, away] = [join(dataDir, "default.jsonl"), join(dataDir, "away")];
  renameSync(state, away);
  const send = signedFetch(emulator.credentials, { fetch, now: Date.now, nonce: () => newSecret(8) });
  const body = JSON.stringify({ name: "late", release: "15.04-core", snaps: [] });
  const headers = { "content-type": "application/json" };
  expect((await send(`${emulator.url}/products`, { method: "POST", headers, body })).status).toBe(503);
  await expect(emulator.close()).rejects.toThrow(/Cannot write state file/);
  renameSync(away, state);
  await start();
});
