import { lstatSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { type Config, DEFAULTS } from "../config.js";
import { runEmulator } from "../emulator.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { runHere } from "./testing/in-process.js";

const THEIRS = "a file of somebody else\n";
let folder: string;
let victim: string;
let file: string;
const at = (name: string): string => join(folder, name);
/** Puts links to the victim in the place of files. */
const plant = (...names: string[]): void => {
  for (const name of names) {
    rmSync(at(name), { force: true });
    symlinkSync(victim, at(name));
  }
};
const start = (more: Partial<Config> = {}) =>
  runEmulator({ ...DEFAULTS, port: 0, dataDir: folder, lab: false, seed: "demo", ...more });
const linksIn = (): string[] => readdirSync(folder).filter((name) => lstatSync(at(name)).isSymbolicLink());

beforeEach(() => {
  [folder, victim] = [temporaryFolder(), join(temporaryFolder(), "victim")];
  writeFileSync(victim, THEIRS);
  file = at("default.jsonl");
});

const TEMPORARY = ["default.jsonl.mark.tmp", "default.jsonl.tmp", "default.nonces.json"];

it("a start, and the end of its run, write through no link of the data directory", async () => {
  await (await start()).close();
  plant("conf.ini", "conf-2.ini", "tls-cert.pem", "default.jsonl.mark", ...TEMPORARY);
  await (await start({ tls: "self-signed" })).close();
  expect([readFileSync(victim, "utf8"), linksIn()]).toEqual([THEIRS, []]);
  const emulator = await start();
  plant("default.jsonl.mark", ...TEMPORARY);
  const reset = await fetch(`${emulator.url}/_emulator/reset`, { method: "POST" });
  expect(reset.status).toBe(200);
  expect([readFileSync(victim, "utf8"), linksIn()]).toEqual([THEIRS, ["default.nonces.json"]]);
  await emulator.close();
  expect([readFileSync(victim, "utf8"), linksIn()]).toEqual([THEIRS, []]);
  await (await start()).close();
});

it("a repair does not, either", async () => {
  await (await start()).close();
  const text = readFileSync(file, "utf8");
  writeFileSync(file, `${text}{"format":"nonsense"}\n{}\n`);
  plant("default.jsonl.repaired", "default.jsonl.mark.tmp");
  const { code, stdout } = await runHere(["doctor", folder, "--repair"]);
  expect([readFileSync(victim, "utf8"), linksIn(), code, stdout]).toEqual([
    THEIRS,
    [],
    0,
    expect.stringContaining("default.jsonl: taken back to commit "),
  ]);
  expect(readFileSync(file, "utf8")).toBe(text);
});
