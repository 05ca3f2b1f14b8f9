import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type Config, DEFAULTS } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { formatCredentialsIni } from "../oauth1/credentials-file.js";
import { packageFile } from "../package-files.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { startText } from "./start-text.js";
import { runHere } from "./testing/in-process.js";

/** Settings of an emulator whose seed has this number of accounts. */
function settings(folder: string, accounts: number, rest: Partial<Config> = {}): Config {
  const seed = join(folder, `seed-${accounts}.json`);
  const all = Array.from({ length: accounts }, (_, n) => ({ email: `a${n}@example.com`, password: "p" }));
  writeFileSync(seed, JSON.stringify({ accounts: all }));
  return { ...DEFAULTS, port: 0, dataDir: join(folder, "data"), seed, lab: false, ...rest };
}

async function start(config: Config): Promise<Emulator> {
  const emulator = await runEmulator(config);
  onTestFinished(() => emulator.close());
  return emulator;
}

const iniFiles = ({ dataDir }: Config): string[] =>
  readdirSync(dataDir)
    .filter((name) => name.endsWith(".ini"))
    .sort();

it("writes the credentials of the first 20 accounts, and tells how to get the others'", async () => {
  const config = settings(temporaryFolder(), 23);
  const emulator = await start(config);
  expect(iniFiles(config)).toHaveLength(20);
  expect(emulator.credentialsFiles.map((file) => basename(file)).sort()).toEqual(iniFiles(config));
  expect(startText(config, emulator)).toContain(
    ", no file for 3 more accounts: request --as EMAIL, or /_emulator/sandboxes/default\n",
  );
  expect(startText(config, { ...emulator, withoutFile: 1 })).toContain(", no file for 1 more account: ");
});

it("removes files of accounts that are gone, if an emulator wrote them, and leaves others", async () => {
  const folder = temporaryFolder();
  const before = settings(folder, 4);
  await (await start(before)).close();
  expect(iniFiles(before)).toEqual(["conf-2.ini", "conf-3.ini", "conf-4.ini", "conf.ini"]);
  const keys = { consumer_key: "a", consumer_secret: "b", token_key: "c", token_secret: "d" };
  const own = formatCredentialsIni(keys, "mine@example.com");
  writeFileSync(join(before.dataDir, "conf-25.ini"), own);
  writeFileSync(join(before.dataDir, "conf-03.ini"), readFileSync(join(before.dataDir, "conf-3.ini")));
  symlinkSync("conf-3.ini", join(before.dataDir, "conf-26.ini"));
  mkdirSync(join(before.dataDir, "conf-27.ini"));
  const after = settings(folder, 2, { dataDir: before.dataDir });
  await (await runEmulator({ ...after, seed: before.seed })).close();
  expect(iniFiles(before)).toContain("conf-4.ini");
  // The state of a new sandbox, as after `doctor` or a reset.
  const started = await start(before);
  await fetch(`${started.url}/_emulator/reset`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ seed: JSON.parse(readFileSync(after.seed, "utf8")) as unknown }),
  });
  await started.close();
  await start(before);
  expect(iniFiles(before)).toEqual([
    ...["conf-03.ini", "conf-2.ini", "conf-25.ini", "conf-26.ini", "conf-27.ini", "conf.ini"],
  ]);
  expect(readFileSync(join(before.dataDir, "conf-25.ini"), "utf8")).toBe(own);
});

it("with a kit, tells the random passwords of accounts without a file to the operator only", async () => {
  const folder = temporaryFolder();
  const config = settings(folder, 22, { lab: true, devices: packageFile("examples", "kit"), inMemory: true });
  const emulator = await start(config);
  const shown = startText(config, emulator);
  expect(shown).toMatch(/^ {2}passwords .*; of accounts without a file: sandbox show --json$/m);
  const { stdout } = await runHere(["sandbox", "show", "--json", "--url", emulator.url]);
  const { accounts } = JSON.parse(stdout) as { accounts: { email: string; password?: string }[] };
  const passwords = accounts.map(({ password }) => password);
  expect(new Set(passwords).size).toBe(22);
  for (const password of passwords) expect(shown).not.toContain(password);
  const { email, password } = accounts[21]!;
  const ini = join(folder, "last.ini");
  const login = ["login", "--email", email, "--password", password!, "-o", ini, "--url", emulator.url];
  expect((await runHere(login)).code).toBe(0);
  expect((await runHere(["sandbox", "show", "--url", emulator.url])).stdout).not.toContain(password);
});

it("tells no passwords of a seed", async () => {
  const emulator = await start(settings(temporaryFolder(), 1));
  const { stdout } = await runHere(["sandbox", "show", "--json", "--url", emulator.url]);
  expect(stdout).toContain("a0@example.com");
  expect(stdout).not.toContain("password");
});
