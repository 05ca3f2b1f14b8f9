import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";
import { connectEmulator } from "../api/connect.js";
import { MAIN, Running, startProcess, type StartedEmulator } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const seed = (product: string): string =>
  `accounts:
  - email: customer@example.com
    password: correct horse
    products:
      - name: ${product}
        release: 15.04-core
        snaps: [test-snap.foo]
`;
const profile = (id: string): string => `name: Board
platform: amd64
agent: { id: ${id} }
poll_interval: 15s
phases: { provision: 60s, test: 60s, teardown: 10s }
`;

/** A project of a user's, with a seed, profiles and settings. */
function project(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "seed.yaml"), seed("first.me"));
  mkdirSync(join(folder, "devices"));
  writeFileSync(join(folder, "devices", "one.yaml"), profile("board-one"));
  writeFileSync(join(folder, "spi-emulator.config.yaml"), "seed: seed.yaml\ndevices: devices\nspeed: 60\n");
  return folder;
}

async function started(cwd: string, ...args: string[]): Promise<StartedEmulator> {
  const emulator = await startProcess(["--watch", ...args], { cwd });
  expect(emulator.stdout).toContain("\n  watch       spi-emulator.config.yaml, seed.yaml, devices\n");
  return emulator;
}

/** Waits for a line that begins so. */
const said = (emulator: StartedEmulator, line: string): Promise<void> =>
  emulator.until(() => emulator.stdout.includes(`\n${line}`));

async function productsOf(emulator: StartedEmulator): Promise<string[]> {
  const { fetch } = await connectEmulator({ url: emulator.url });
  const { products } = (await (await fetch("/products")).json()) as { products: { name: string }[] };
  return products.map(({ name }) => name);
}

/** Saves as editors do: a new file in the place of the old one. */
function save(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

it("--watch takes a changed seed, keeps the last good one where it is broken, and the credentials always", async () => {
  const cwd = project();
  const emulator = await started(cwd);
  expect(await productsOf(emulator)).toEqual(["first.me"]);
  const { credentials } = await connectEmulator({ url: emulator.url });

  save(join(cwd, "seed.yaml"), seed("second.me"));
  await said(
    emulator,
    "watch: seed seed.yaml: sandbox default begins again with it; clock and credentials are kept",
  );
  expect(await productsOf(emulator)).toEqual(["second.me"]);
  expect((await connectEmulator({ url: emulator.url })).credentials).toEqual(credentials);

  writeFileSync(join(cwd, "seed.yaml"), seed("third.me").replace("release", "relase"));
  await said(emulator, "watch: seed seed.yaml: cannot be used, the state stays as before: seed.yaml:");
  expect(await productsOf(emulator)).toEqual(["second.me"]);
  expect(emulator.stdout).toContain("relase");

  writeFileSync(join(cwd, "seed.yaml"), seed("fourth.me"));
  await emulator.until(() => emulator.stdout.match(/begins again/g)?.length === 2);
  expect(await productsOf(emulator)).toEqual(["fourth.me"]);
  expect((await emulator.kill("SIGTERM")).code).toBe(0);
});

it("--watch takes changed, new and removed profiles, and keeps the devices where one is broken", async () => {
  const cwd = project();
  const emulator = await started(cwd);
  const devices = async (): Promise<string[]> => {
    const { control } = await connectEmulator({ url: emulator.url });
    return (await control.send("GET /_emulator/lab/devices")).devices.map(({ agent_id }) => agent_id);
  };
  save(join(cwd, "devices", "two.yaml"), profile("board-two"));
  await said(emulator, "watch: devices devices: the lab has board-one, board-two; state and clock are kept");
  expect(await devices()).toEqual(["board-one", "board-two"]);

  save(join(cwd, "devices", "two.yaml"), profile("board-one"));
  await said(emulator, "watch: devices devices: cannot be used, the lab stays as before: ");
  expect(await devices()).toEqual(["board-one", "board-two"]);

  rmSync(join(cwd, "devices", "one.yaml"));
  await said(emulator, "watch: devices devices: the lab has board-one; ");
  expect(await devices()).toEqual(["board-one"]);
});

it("--watch takes changed settings, says which wait for the next start, and keeps all where the file is broken", async () => {
  const cwd = project();
  const emulator = await started(cwd);
  const file = join(cwd, "spi-emulator.config.yaml");
  writeFileSync(join(cwd, "other.yaml"), seed("other.me"));

  save(file, "seed: other.yaml\ndevices: devices\nspeed: 600\nlog-level: silent\n");
  await said(emulator, "watch: spi-emulator.config.yaml: 2 of 3 changed settings are in use");
  expect(emulator.stdout).toContain("\nwatch: spi-emulator.config.yaml: the next start changes log-level\n");
  expect(emulator.stdout).toContain("\nwatch: speed: 600\n");
  expect(await productsOf(emulator)).toEqual(["other.me"]);
  expect(await (await connectEmulator({ url: emulator.url })).clock()).toMatchObject({ speed: 600 });

  // The new seed is watched now.
  save(join(cwd, "other.yaml"), seed("changed.me"));
  await said(emulator, "watch: seed other.yaml: sandbox default begins again");
  await emulator.until(
    () => emulator.stdout.match(/seed other\.yaml: sandbox default begins/g)?.length === 2,
  );
  expect(await productsOf(emulator)).toEqual(["changed.me"]);

  save(file, "speed: fast\n");
  await said(emulator, "watch: spi-emulator.config.yaml: cannot be used, every setting stays as before: ");
  expect(emulator.stdout).toContain('got "fast"');
  expect(await (await connectEmulator({ url: emulator.url })).clock()).toMatchObject({ speed: 600 });
});

it("--watch does nothing where a file is saved without a change", async () => {
  const cwd = project();
  const emulator = await started(cwd);
  const before = emulator.stdout;
  save(join(cwd, "seed.yaml"), seed("first.me"));
  // A change after it is told, and nothing before it.
  save(join(cwd, "devices", "one.yaml"), profile("board-new"));
  await said(emulator, "watch: devices devices: the lab has board-new");
  expect(emulator.stdout.slice(before.length)).toBe(
    "watch: devices devices: the lab has board-new; state and clock are kept\n",
  );
});

it("--watch refuses what has no end and what is too long, and goes on", async () => {
  const cwd = project();
  const emulator = await started(cwd);
  const kept = "cannot be used, the state stays as before: seed.yaml: ";
  const place = async (what: (file: string) => void, why: string): Promise<void> => {
    what(join(cwd, "aside"));
    renameSync(join(cwd, "aside"), join(cwd, "seed.yaml"));
    await emulator.until(() => emulator.stdout.endsWith(`watch: seed seed.yaml: ${kept}${why}\n`));
    expect(await productsOf(emulator)).toEqual(["first.me"]);
  };
  await place((file) => execFileSync("mkfifo", [file]), "not a file");
  await place((file) => {
    writeFileSync(file, "");
    truncateSync(file, 2 ** 31);
  }, "longer than 16 MiB");
  await place((file) => symlinkSync("/dev/zero", file), "not a file");
  execFileSync("mkfifo", [join(cwd, "devices", "two.yaml")]);
  await said(
    emulator,
    `watch: devices devices: cannot be used, the lab stays as before: devices/two.yaml: not a`,
  );
  rmSync(join(cwd, "devices", "two.yaml"));
  save(join(cwd, "seed.yaml"), seed("second.me"));
  await said(emulator, "watch: seed seed.yaml: sandbox default begins again");
  expect(await productsOf(emulator)).toEqual(["second.me"]);
});

it("--watch sees a change in a folder that is never quiet", async () => {
  const cwd = project();
  const emulator = await started(cwd);
  const noise = setInterval(() => writeFileSync(join(cwd, "noise"), "x"), 20);
  try {
    save(join(cwd, "seed.yaml"), seed("second.me"));
    await said(emulator, "watch: seed seed.yaml: sandbox default begins again");
  } finally {
    clearInterval(noise);
  }
});

it("--watch follows folders that are replaced, removed and made again", async () => {
  const cwd = project();
  const emulator = await started(cwd);
  const devices = join(cwd, "devices");
  renameSync(devices, join(cwd, "aside"));
  await said(emulator, "watch: devices devices: cannot be used, the lab stays as before: ");
  mkdirSync(devices);
  writeFileSync(join(devices, "one.yaml"), profile("board-new"));
  await said(emulator, "watch: devices devices: the lab has board-new; ");
  save(join(devices, "one.yaml"), profile("board-newer"));
  await said(emulator, "watch: devices devices: the lab has board-newer; ");
  expect(await productsOf(emulator)).toEqual(["first.me"]);
});

it("--watch goes on where a folder may not be read", async () => {
  const cwd = project();
  // Root may read every folder.
  const other = process.getuid?.() === 0 ? 65_534 : undefined;
  // Down from the first folder that everybody may pass.
  for (let at = cwd; (statSync(at).mode & 1) === 0; at = dirname(at)) chmodSync(at, 0o711);
  for (const name of ["", "devices"]) chmodSync(join(cwd, name), 0o777);
  const reader = new Running(
    process.execPath,
    [MAIN, "start", "--watch", "--port", "0", "--in-memory", "--host", "127.0.0.1"],
    {
      cwd,
      env: { TMPDIR: "/tmp" },
      ...(other !== undefined && { uid: other }),
    },
  );
  await reader.until(() => reader.stdout.includes("\nReady.\n"));
  chmodSync(join(cwd, "devices"), 0o300);
  save(join(cwd, "seed.yaml"), seed("second.me"));
  save(join(cwd, "devices", "one.yaml"), profile("board-two"));
  await reader.until(() =>
    reader.stdout.includes("watch: devices devices: cannot be used, the lab stays as before: "),
  );
  await reader.until(() => reader.stdout.includes("watch: seed seed.yaml: sandbox default begins again"));
  chmodSync(join(cwd, "devices"), 0o777);
  save(join(cwd, "devices", "one.yaml"), profile("board-three"));
  await reader.until(() => reader.stdout.includes("watch: devices devices: the lab has board-three; "));
  expect((await reader.kill("SIGTERM")).code).toBe(0);
});

it("--watch does not say that a change was refused which is in use, but not on the disk", async () => {
  const cwd = project();
  const emulator = await started(cwd, "--data-dir", "data");
  const state = join(cwd, "data", "default.jsonl");
  const speed = (value: number): void =>
    save(join(cwd, "spi-emulator.config.yaml"), `seed: seed.yaml\ndevices: devices\nspeed: ${value}\n`);
  const now = async (): Promise<unknown> => (await connectEmulator({ url: emulator.url })).clock();
  renameSync(state, `${state}.away`);
  speed(600);
  await said(emulator, "watch: speed: ");
  expect(emulator.stdout).toMatch(/\nwatch: speed: .*; whether it is in use is not certain\n/);
  expect(await now()).toMatchObject({ speed: 600 });
  speed(900);
  await said(emulator, "watch: speed: cannot be used, the clock stays as before: ");
  expect(await now()).toMatchObject({ speed: 600 });
});
