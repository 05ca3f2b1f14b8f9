import { existsSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { signedFetch } from "../oauth1/sign.js";
import { version } from "../package-files.js";
import { runProcess, startProcess, type StartedEmulator } from "../testing/emulator-process.js";
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
    expect(ended.stdout).toBe(stdout);
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
