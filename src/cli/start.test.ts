import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { DEFAULTS, SETTINGS, variableOf } from "../config.js";
import { signedFetch } from "../oauth1/sign.js";
import { version } from "../package-files.js";
import {
  MAIN,
  runProcess,
  Running,
  startProcess,
  type StartedEmulator,
} from "../testing/emulator-process.js";
import { missingProgram } from "../testing/programs.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const lines = (text: string): string[] => text.trim().split("\n");

/** Resolves when the file is gone. */
function untilGone(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dirname(file), () => look());
    const look = (): void => {
      if (existsSync(file)) return;
      watcher.close();
      resolve();
    };
    look();
  });
}

/** A request whose body never comes whole: a clean end has to wait for it. */
async function stall({ url }: StartedEmulator): Promise<void> {
  const { hostname, port } = new URL(url);
  const head = ["POST /api/v2/tokens/oauth HTTP/1.1", "Host: localhost", "Content-Type: application/json"];
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on("error", () => undefined);
  // The server's 100 tells that it has the request.
  socket.write([...head, "Content-Length: 9", "Expect: 100-continue", "", "{"].join("\r\n"));
  await new Promise((resolve) => socket.once("data", resolve));
}

describe("start", () => {
  it("is ready when it says so, and ends cleanly on SIGINT", async () => {
    const emulator = await startProcess();
    const { url, locator, stdout, child, credentials } = emulator;
    expect(stdout.endsWith("\n\nReady.\n")).toBe(true);
    expect(stdout.startsWith(`spi-emulator ${version}\n\n  url         ${url}\n`)).toBe(true);

    expect(statSync(locator).mode & 0o777).toBe(0o600);
    const written = JSON.parse(readFileSync(locator, "utf8")) as object;
    expect(written).toEqual({ url, pid: child.pid, version, credentials });

    const [request] = lines(stdout.slice(stdout.indexOf("\n  npx "))).map((line) => line.trim());
    for (const secret of Object.values(credentials)) expect(stdout).not.toContain(secret);
    const again = await runProcess(request!.replace("npx spi-emulator ", "").split(" "));
    expect(again.stdout).toMatch(/^HTTP 200\n\{\n {2}"products": \[\n/);
    expect(again.stdout.match(/"name": "[^"]+"/g)).toEqual([
      '"name": "test-product.foo"',
      '"name": "gateway.foo"',
    ]);
    const ini = /^ {2}credentials (\S+conf\.ini)/m.exec(stdout)![1]!;
    expect(statSync(ini).mode & 0o777).toBe(0o600);

    const ended = await emulator.kill("SIGINT");
    expect([ended.code, ended.signal]).toEqual([130, null]);
    expect(existsSync(locator)).toBe(false);
    // The temporary folder with the credentials.
    expect(existsSync(dirname(ini))).toBe(false);
    expect(ended.stdout).toBe(`${stdout}Stopped. The state was in memory only.\n`);
  });

  it.skipIf(missingProgram("script") !== undefined)(
    "on a terminal, what it prints at the start stays the last thing: the lab at work says nothing",
    async () => {
      const locator = join(temporaryFolder(), "locator.json");
      const start = `'${process.execPath}' '${MAIN}' start --port 0 --in-memory --speed 3600 --locator '${locator}'`;
      const terminal = new Running("script", ["-qec", start, "/dev/null"]);
      await terminal.until(() => /Ready\.\s*$/.test(terminal.stdout));
      const { url, pid } = JSON.parse(readFileSync(locator, "utf8")) as { url: string; pid: number };
      const unfinished = async (): Promise<number> => {
        const answer = await fetch(`${url}/_emulator/sandboxes/default`);
        return ((await answer.json()) as { counts: { unfinished: number } }).counts.unfinished;
      };
      await expect.poll(unfinished).toBe(0);
      expect(terminal.stdout).toMatch(/\r\n\r\nReady\.\r\n$/);
      process.kill(pid, "SIGTERM");
      await terminal.ended;
    },
  );

  it("says nothing of many streams and waits at once", async () => {
    const emulator = await startProcess(["--in-memory", "--no-lab", "--log-level", "warn"]);
    const leave = new AbortController();
    const opened = Array.from({ length: 24 }, async (_, n) => {
      const path = n % 2 ? "/_emulator/events" : "/_emulator/dashboard/events";
      return (await fetch(emulator.url + path, { signal: leave.signal })).status;
    });
    expect(new Set(await Promise.all(opened))).toEqual(new Set([200]));
    leave.abort();
    expect((await emulator.kill("SIGTERM")).stderr).toBe("");
  });

  it("ends with 0 on SIGTERM; state and credentials stay, the lock does not", async () => {
    const folder = join(temporaryFolder(), "data");
    const emulator = await startProcess(["--data-dir", folder, "--no-lab", "--log-format", "json"]);
    expect((await fetch(`${emulator.url}/products`)).status).toBe(401);
    const ended = await emulator.kill("SIGTERM");
    expect([ended.code, ended.signal]).toEqual([0, null]);
    expect(existsSync(emulator.locator)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual([
      "conf-2.ini",
      "conf.ini",
      "default.jsonl",
      "default.jsonl.mark",
      "default.nonces.json",
    ]);
    const log = lines(ended.stderr).map((line) => JSON.parse(line) as object);
    expect(log).toContainEqual(expect.objectContaining({ status: 401 }));
    for (const secret of ["consumer_secret", "token_secret"] as const)
      expect(ended.stderr).not.toContain(emulator.credentials[secret]);
  });

  it.each([[[]], [["--tls", "self-signed"]]])(
    "twice in the same place names the address of one with %j",
    async (tls) => {
      const folder = join(temporaryFolder(), "data");
      const { url } = await startProcess(["--data-dir", folder, "--no-lab", ...tls]);
      const { port } = new URL(url);
      // With and without the settings of the running one.
      for (const given of [["--data-dir", folder, ...tls], ["--in-memory"]]) {
        const again = await runProcess(["start", "--port", port, ...given, "--no-lab"]);
        expect([again.code, again.stdout]).toEqual([2, ""]);
        expect(again.stderr).toMatch(/^spi-emulator: .*\n$/);
        expect(again.stderr).toContain(` An emulator is running at ${url}/_emulator/dashboard/\n`);
      }
    },
  );

  it("takes two SIGINT at once, as npm sends them, for one, and says at the end what is kept", async () => {
    const folder = join(temporaryFolder(), "data");
    const emulator = await startProcess(["--data-dir", folder, "--no-lab"]);
    emulator.child.kill("SIGINT");
    const ended = await emulator.kill("SIGINT");
    expect([ended.code, ended.stderr]).toEqual([130, ""]);
    expect(ended.stdout).toContain(
      `\nStopped. All is kept in ${folder}; the next start continues from there.\n`,
    );
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });

  it("ends at a signal while it starts, with nothing left behind", async () => {
    const folder = temporaryFolder();
    const emulator = new Running(process.execPath, [MAIN, "start", "--port", "0", "--in-memory"], {
      env: { TMPDIR: folder },
    });
    // The first line of the log comes from the lab, before it is ready.
    await emulator.until(() => emulator.stderr !== "");
    const { code, signal } = await emulator.kill("SIGTERM");
    expect([code, signal, readdirSync(folder)]).toEqual([0, null, []]);
  });

  it("removes no locator that another emulator has written since", async () => {
    const emulator = await startProcess(["--no-lab"]);
    const other = JSON.stringify({ url: "http://127.0.0.1:1", pid: 1 });
    writeFileSync(emulator.locator, other);
    await emulator.kill("SIGTERM");
    expect(readFileSync(emulator.locator, "utf8")).toBe(other);
  });

  it("on all addresses prints and writes one that can be used", async () => {
    const emulator = await startProcess([
      "--no-lab",
      "--host",
      "0.0.0.0",
      "--admin-token",
      "0123456789abcdef",
    ]);
    expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(emulator.stdout).toContain(`  url         ${emulator.url}\n`);
    expect((await fetch(`${emulator.url}/products`)).status).toBe(401);
  });

  it("takes empty variables of the environment for unset ones", async () => {
    const names = SETTINGS.map(variableOf).concat("SPI_EMULATOR_URL");
    const env = Object.fromEntries(names.map((name) => [name, ""]));
    expect((await startProcess(["--no-lab"], { env })).url).toMatch(/^http/);
  });

  it("names everything that is wrong in the file and elsewhere, and keeps numbers as they are written", async () => {
    const cwd = temporaryFolder();
    const file = join(cwd, "spi-emulator.config.yaml");
    writeFileSync(file, "prot: 1\nspeed: fast\nport: 99999\n");
    const wrong = await runProcess(["start", "--auth", "basic"], { cwd });
    expect([
      wrong.code,
      lines(wrong.stderr).map((line) => line.replace(/; accepted.*|, perhaps.*/, "")),
    ]).toEqual([
      2,
      [
        "spi-emulator: spi-emulator.config.yaml:1: prot: unknown setting",
        '  spi-emulator.config.yaml:3: port: got "99999"',
        '  spi-emulator.config.yaml:2: speed: got "fast"',
        '  --auth: got "basic"',
      ],
    ]);
    writeFileSync(file, "random-seed: 0123\nadmin-token: 12345678901234567890123\n");
    const emulator = await startProcess(["--no-lab"], { cwd });
    expect(emulator.stdout).toContain("(random seed 0123)");
    const headers = { authorization: "Bearer 12345678901234567890123" };
    expect((await fetch(`${emulator.url}/_emulator/info`, { headers })).status).toBe(200);
  });

  it("accepts every default that its help names", async () => {
    const args = SETTINGS.filter(({ value, key }) => value !== undefined && DEFAULTS[key] !== null)
      .filter(({ name }) => !/^(port|data-dir)$/.test(name))
      .flatMap(({ name, key, write }) => [
        `--${name}`,
        write?.(DEFAULTS[key] as never) ?? String(DEFAULTS[key]),
      ]);
    expect(args).toContain("--clock-start");
    expect((await startProcess([...args, "--no-lab"])).url).toMatch(/^http/);
  });

  it("says in one line, with exit code 2, which folder or output cannot be used, before it begins", async () => {
    const none = join(temporaryFolder(), "none");
    const noTemporary = await runProcess(["start", "--port", "0", "--in-memory"], { env: { TMPDIR: none } });
    expect(noTemporary).toMatchObject({ code: 2, stdout: "" });
    expect(noTemporary.stderr).toMatch(/^spi-emulator: no folder can be made in .*none.*TMPDIR.*ENOENT.*\n$/);
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const taken = temporaryFolder();
    mkdirSync(join(taken, "conf.ini"));
    for (const args of [
      ["start", "--port", "0", "--data-dir", join(file, "data")],
      ["start", "--port", "0", "--data-dir", taken, "--log-level", "error"],
      ["contract", "--report", "json", "--report-dir", join(file, "reports")],
      ["mutants", "--json", join(file, "mutants.json")],
    ]) {
      const { code, stdout, stderr } = await runProcess(args);
      expect([args[0], code, stdout]).toEqual([args[0], 2, ""]);
      expect(stderr).toMatch(/^spi-emulator: [^\n]*\n$/);
      expect(stderr).not.toContain("internal error");
    }
    const full = await new Running("/bin/sh", ["-c", `"${process.execPath}" "${MAIN}" contract > /dev/full`])
      .ended;
    expect(full.code).toBe(2);
    expect(full.stderr).toMatch(/\nspi-emulator: standard output cannot be written: ENOSPC[^\n]*\n$/);
    expect(full.stderr).not.toMatch(/^\d+\/\d+|cleaning up|internal error/m);
  });

  it("ends at once on the second signal, though a client stalls", async () => {
    const emulator = await startProcess(["--no-lab", "--seed", "empty"]);
    await stall(emulator);
    const gone = untilGone(emulator.locator);
    emulator.child.kill("SIGTERM");
    await gone;
    expect((await emulator.kill("SIGTERM")).code).toBe(130);
  });

  it("takes a setting from the flag, else the environment, else the file, else the default", async () => {
    const cwd = temporaryFolder();
    const settings = "speed: 2\nrandom-seed: from-file\nseed: empty\nno-lab: true\nlog-level: silent\n";
    writeFileSync(join(cwd, "spi-emulator.config.yaml"), settings);
    const env = { SPI_EMULATOR_SPEED: "3", SPI_EMULATOR_RANDOM_SEED: "from-environment" };
    const emulator = await startProcess(["--speed", "4"], { cwd, env });
    expect(emulator.stdout).toContain("\n  speed       4: one minute of the lab takes 15 s of real time\n");
    expect(emulator.stdout).toContain("\n  seed        empty (random seed from-environment)\n");
    expect(emulator.stdout).toContain("\n  lab         none\n");
    expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const send = signedFetch(emulator.credentials, { fetch, now: Date.now, nonce: () => "once" });
    const answer = await send(`${emulator.url}/products`);
    expect(await answer.json()).toEqual({ products: [] });
    const ended = await emulator.kill("SIGTERM");
    expect(ended.stderr).toBe("");
  });
});
