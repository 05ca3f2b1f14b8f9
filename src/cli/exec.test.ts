import { existsSync, readFileSync, watch, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { MAIN, Running, runProcess, untilGone } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const NODE = process.execPath;
/** `exec FLAGS -- node -e PROGRAM` */
const exec = (program: string, flags: string[] = [], env: Record<string, string> = {}): Running =>
  new Running(NODE, [MAIN, "exec", ...flags, "--", NODE, "--input-type=module", "-e", program], { env });

/** Says that it is there and what it was told, and goes on until it is ended. */
const LONG = `
  const { SPI_EMULATOR_URL: url, SPI_EMULATOR_CREDENTIALS: ini } = process.env;
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {
    console.log(signal);
    process.exit(42);
  });
  console.log(JSON.stringify({ url, ini, pid: process.pid }));
  setInterval(() => undefined, 1000);
`;
interface Told {
  url: string;
  ini: string;
  pid: number;
}
async function started(running: Running): Promise<Told> {
  await running.until(() => running.stdout.includes("\n"));
  return JSON.parse(running.stdout.split("\n")[0]!) as Told;
}

/** Resolves when the file is gone. */
function untilRemoved(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dirname(dirname(file)), () => look());
    const look = (): void => {
      if (existsSync(file)) return;
      watcher.close();
      resolve();
    };
    look();
  });
}

describe("exec", () => {
  it("gives the command an emulator that is ready, and takes it away again", async () => {
    const program = `
      import { readFileSync } from "node:fs";
      const { SPI_EMULATOR_URL: url, SPI_EMULATOR_CREDENTIALS: ini, SPI_EMULATOR_LOCATOR: locator } = process.env;
      const ready = await fetch(url + "/_emulator/ready");
      const { seed, random_seed, clock } = await (await fetch(url + "/_emulator/sandboxes/default")).json();
      console.log(JSON.stringify({
        url, ini, ready: ready.status, seed, random_seed, mode: clock.mode,
        credentials: readFileSync(ini, "utf8"), located: JSON.parse(readFileSync(locator, "utf8")),
      }));
    `;
    const flags = ["--seed", "empty", "--random-seed", "r", "--clock", "manual"];
    const { code, stdout, stderr } = await exec(program, flags).ended;
    expect([code, stderr]).toEqual([0, ""]);
    const { url, ini, credentials, located, ...told } = JSON.parse(stdout);
    expect(told).toEqual({ ready: 200, seed: "empty", random_seed: "r", mode: "manual" });
    expect(located).toMatchObject({ url, credentials: { consumer_key: expect.any(String) } });
    expect(credentials).toContain(located.credentials.token_secret);
    expect(existsSync(ini)).toBe(false);
    await untilGone(url);
  });

  it.each([
    ["its exit code", "process.exit(7)", 7],
    ["128 and the number of the signal that ended it", "process.kill(process.pid, 'SIGKILL')", 137],
    ["0", "", 0],
  ])("passes on %s", async (_what, program, expected) => {
    expect((await exec(program, ["--no-lab"]).ended).code).toBe(expected);
  });

  it("takes a command without --, with flags of its own", async () => {
    const { code, stdout } = await runProcess([
      "exec",
      "--no-lab",
      NODE,
      "-p",
      "process.argv.slice(1)",
      "--",
      "--seed",
    ]);
    expect([code, stdout]).toEqual([0, "[ '--seed' ]\n"]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("hands %s on, and waits for the command to end", async (signal) => {
    const running = exec(LONG, ["--no-lab"]);
    const { url, ini } = await started(running);
    const { code, stdout } = await running.kill(signal);
    expect(stdout).toContain(`\n${signal}\n`);
    expect(code).toBe(42);
    expect(existsSync(ini)).toBe(false);
    await untilGone(url);
  });

  it("leaves neither emulator nor command nor credentials behind when it is killed", async () => {
    const running = exec(LONG, ["--no-lab"]);
    const { url, ini } = await started(running);
    expect(existsSync(ini)).toBe(true);
    // It ends, as far as its pipes tell, when the command has ended too.
    const { stdout, signal } = await running.kill("SIGKILL");
    expect(signal).toBe("SIGKILL");
    expect(stdout).toContain("\nSIGTERM\n");
    await untilRemoved(ini);
    await untilGone(url);
  });

  describe("a command that ignores SIGTERM", () => {
    const stubborn = `
      process.on("SIGTERM", () => console.log("ignored"));
      console.log(JSON.stringify({ url: process.env.SPI_EMULATOR_URL, ini: process.env.SPI_EMULATOR_CREDENTIALS }));
      setInterval(() => undefined, 1000);
    `;

    it("ends at the second one", async () => {
      const running = exec(stubborn, ["--no-lab"]);
      const { url, ini } = await started(running);
      running.child.kill("SIGTERM");
      await running.until(() => running.stdout.includes("ignored"));
      const { code } = await running.kill("SIGTERM");
      expect([code, existsSync(ini)]).toEqual([137, false]);
      await untilGone(url);
    });

    it("does not stay when exec is killed", async () => {
      const running = exec(stubborn, ["--no-lab"]);
      const { ini } = await started(running);
      // It ends, as far as its pipes tell, when the command has ended too.
      const { stdout } = await running.kill("SIGKILL");
      expect(stdout).toContain("ignored");
      await untilRemoved(ini);
    });
  });

  it("keeps the state where it is told to, and its files where they are told to be", async () => {
    const folder = join(temporaryFolder(), "data");
    const locator = join(temporaryFolder(), "here.json");
    const make = `
      const url = process.env.SPI_EMULATOR_URL;
      console.log(process.env.SPI_EMULATOR_LOCATOR);
      await fetch(url + "/_emulator/sandboxes", {
        method: "POST", headers: { "content-type": "application/json" }, body: '{"name":"kept"}',
      });
      console.log((await (await fetch(url + "/_emulator/sandboxes")).json()).sandboxes.map(({ name }) => name).join());
    `;
    const flags = ["--no-lab", "--data-dir", folder, "--locator", locator];
    const first = await exec(make, flags, { SPI_EMULATOR_LOCATOR: "/none/x.json" }).ended;
    expect(first.stdout).toBe(`${locator}\ndefault,kept\n`);
    expect(existsSync(locator)).toBe(false);
    expect(readFileSync(join(folder, "conf.ini"), "utf8")).toContain("consumer_key");
    const second = await exec(make, flags).ended;
    expect(second.stdout).toContain("default,kept\n");
  });

  it("runs in another, each with its own", async () => {
    const inner = `console.log(process.env.SPI_EMULATOR_URL)`;
    const words = JSON.stringify([MAIN, "exec", "--no-lab", NODE, "-e", inner]);
    const outer = `
      import { spawnSync } from "node:child_process";
      import { readFileSync } from "node:fs";
      const located = () => readFileSync(process.env.SPI_EMULATOR_LOCATOR, "utf8");
      const before = located();
      console.log(process.env.SPI_EMULATOR_URL);
      spawnSync(process.execPath, ${words}, { stdio: "inherit" });
      console.log((await fetch(process.env.SPI_EMULATOR_URL + "/_emulator/ready")).status, located() === before);
    `;
    const { stdout } = await exec(outer, ["--no-lab"]).ended;
    const [one, two, ready] = stdout.trim().split("\n");
    expect(one).not.toBe(two);
    expect(ready).toBe("200 true");
  });

  it.each<[what: string, words: string[], line: RegExp]>([
    [
      "a command that is not there",
      ["--", "no-such-command"],
      /^spi-emulator: exec: no-such-command: no such command\n$/,
    ],
    ["one that cannot be executed", ["--", plainFile()], /^spi-emulator: exec: .*: it cannot be executed\n$/],
    ["none", [], /^error: missing required argument 'COMMAND'\n/],
    ["a bad setting", ["--speed", "fast", "--", "true"], /^spi-emulator: --speed: got "fast"/],
    [
      "a locator that cannot be written",
      ["--locator", "/none/x.json", "--", "true"],
      /^spi-emulator: --locator: /,
    ],
  ])("refuses %s with exit code 2", async (_what, words, line) => {
    const { code, stdout, stderr } = await runProcess(["exec", ...words]);
    expect(stderr).toMatch(line);
    expect([code, stdout]).toEqual([2, ""]);
  });
});

function plainFile(): string {
  const path = join(temporaryFolder(), "plain");
  writeFileSync(path, "");
  return path;
}
