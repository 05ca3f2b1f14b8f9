import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { PublicClient } from "../testing/check-walks.js";
import { MAIN, runProcess, Running, startProcess } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { devicesFolder, expectAllStored, labProcess } from "../testing/lab-process.js";

const INI = join(temporaryFolder(), "conf.ini");
writeFileSync(INI, "[auth]\nconsumer_key = ck\nconsumer_secret = cs\ntoken_key = tk\ntoken_secret = ts\n");
/** Nothing listens there: a port below 1024 that nobody has. */
const NOWHERE = "http://127.0.0.1:9";

const target = (...more: string[]): string[] => ["lab", "--target", NOWHERE, "--credentials", INI, ...more];

describe("lab refuses with one line, and exit code 2", () => {
  const broken = devicesFolder(1, "poll_intervall: 3s");
  const account = devicesFolder(1, "account: two@example.com");
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  it.each<[what: string, args: string[], line: string | RegExp]>([
    [
      "URL",
      ["lab", "--target", "localhost", "--credentials", INI],
      /^--target: got "localhost"; accepted: an http/,
    ],
    [
      "ini file",
      ["lab", "--target", NOWHERE, "--credentials", "none.ini"],
      /^none\.ini: cannot be read: ENOENT/,
    ],
    [
      "set of ini files",
      ["lab", "--target", NOWHERE, "--credentials", `two@example.com=${INI}`],
      "--credentials: one without EMAIL= is required; accepted: a file written by `login`",
    ],
    ["speed", target("--speed", "0"), '--speed: got "0"; accepted: a number from 0.001 to 1000000'],
    [
      "profile",
      target("--devices", broken),
      /board\.yaml:5: poll_intervall: unknown field, perhaps you mean poll_inter/,
    ],
    ["folder of profiles", target("--devices", "/none"), /^\/none: cannot be read: ENOENT/],
    [
      "account in a profile",
      target("--devices", account, "--outbox", temporaryFolder()),
      /board\.yaml: account: got "two@example\.com"; accepted: none \(--credentials two@example\.com=FILE adds one\)$/,
    ],
    ["outbox", target("--outbox", join(file, "x")), /^--outbox: cannot write to .*: ENOTDIR/],
  ])("a bad %s", async (_what, args, line) => {
    const { code, stdout, stderr } = await runProcess(args);
    expect(stderr).toMatch(/^spi-emulator: [^\n]+\n$/);
    const text = stderr.slice("spi-emulator: ".length, -1);
    if (typeof line === "string") expect(text).toBe(line);
    else expect(text).toMatch(line);
    expect([code, stdout]).toEqual([2, ""]);
  });
});

describe("lab", () => {
  it("keeps trying where nothing listens, says so once, and ends at once when told to", async () => {
    const lab = await labProcess(NOWHERE, INI, ["--speed", "1000", "--outbox", temporaryFolder()]);
    expect(lab.stdout).toContain("  devices      amd64-nuc, beaglebone-black, raspberry-pi-2 (");
    await lab.until(() => lab.stderr.includes("cannot be reached"));
    expect(lab.child.exitCode).toBeNull();
    const { code, stderr, stdout } = await lab.kill("SIGTERM");
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nStopping\.\n$/);
    const told = stderr.split("\n").filter((line) => line.includes(NOWHERE));
    expect(told).toEqual([
      expect.stringMatching(`warn  ${NOWHERE} cannot be reached: .+; devices keep trying$`),
    ]);
    expect(stderr).not.toContain("tries again");
  });

  it("says whose credentials are refused", async () => {
    const emulator = await startProcess(["--no-lab"]);
    const lab = await labProcess(emulator.url, INI, ["--speed", "1000", "--outbox", temporaryFolder()]);
    await lab.until(() => lab.stderr.includes("error"));
    expect(lab.stderr).toContain(
      `error ${emulator.url} refuses the credentials of ${INI}: HTTP 401; devices try`,
    );
    const { code, stdout } = await lab.kill("SIGINT");
    expect([code, stdout.endsWith("\nStopping.\n")]).toEqual([130, true]);
  });

  it("names the work that it aborts and restarts it at the next start; --drain finishes it first", async () => {
    const emulator = await startProcess(["--no-lab", "--seed", "empty"]);
    const client = new PublicClient(emulator.url, emulator.credentials);
    const product = await client.product(1);
    const known = await client.advertise(product, 1);
    const devices = devicesFolder(1, "poll_interval: 1s\nphases: { provision: 60s, test: 60s, teardown: 0 }");
    const args = ["--devices", devices, "--outbox", join(temporaryFolder(), "outbox"), "--speed", "60"];

    const first = await labProcess(emulator.url, emulator.ini, args);
    await first.until(() => first.stderr.includes("began provision"));
    const stopped = await first.kill("SIGTERM");
    expect(stopped.code).toBe(0);
    expect(stopped.stdout).toContain(
      `\nStopping.\n  board aborts the provision of ${known[0]!}, which restarts at the next start\n`,
    );
    expect(stopped.stderr).toMatch(/board aborts opportunity .*; it starts again at the next start\n/);

    const second = await labProcess(emulator.url, emulator.ini, [...args, "--drain"]);
    expect(second.stdout).toContain(
      "; an earlier run left 0 undelivered results and 1 unfinished opportunity\n",
    );
    await second.until(() => second.stderr.includes("began provision"));
    const drained = await second.kill("SIGTERM");
    expect(drained.code).toBe(0);
    expect(drained.stdout).toContain(
      `\nStopping when the devices have finished.\n  board finishes the provision of ${known[0]!}\n`,
    );
    await expectAllStored(client, product, known);
  });

  it("ends at once at the second signal", async () => {
    const emulator = await startProcess(["--no-lab", "--seed", "empty"]);
    const client = new PublicClient(emulator.url, emulator.credentials);
    await client.advertise(await client.product(1), 1);
    const devices = devicesFolder(
      1,
      "poll_interval: 100ms\nphases: { provision: 60s, test: 60s, teardown: 0 }",
    );
    const args = ["--devices", devices, "--outbox", temporaryFolder(), "--drain"];
    const lab = await labProcess(emulator.url, emulator.ini, args);
    await lab.until(() => lab.stderr.includes("began provision"));
    // Two SIGINT within a second are one; two SIGTERM are two.
    lab.child.kill("SIGTERM");
    await lab.until(() => lab.stdout.includes("Stopping when"));
    expect((await lab.kill("SIGTERM")).code).toBe(130);
  });

  it("runs real kits, with no more of the environment than they need", async () => {
    const emulator = await startProcess(["--no-lab", "--seed", "empty"]);
    const client = new PublicClient(emulator.url, emulator.credentials);
    const product = await client.product(1);
    const known = await client.advertise(product, 1);
    const program = `require("fs").writeFileSync(process.env.SPI_RESULT_FILE, JSON.stringify({env: Object.keys(process.env)}))`;
    const kit = `kit: { provision: ["true"], test: [node, -e, ${JSON.stringify(program)}] }`;
    const args = [
      "--devices",
      devicesFolder(1, `poll_interval: 100ms\n${kit}`),
      "--outbox",
      temporaryFolder(),
    ];
    const command = ["lab", "--target", emulator.url, "--credentials", emulator.ini, ...args];
    const lab = new Running(process.execPath, [MAIN, ...command], { env: { SECRET: "s" } });
    await expectAllStored(client, product, known);
    const [result] = await client.results(product);
    expect(result).toMatchObject({ test_status: "PASSED" });
    const { env } = result!.result_payload as { env: string[] };
    expect(env).toContain("PATH");
    expect(env).not.toContain("SECRET");
    expect(lab.stderr.split("has a password of the packaged seeds")).toHaveLength(2);
    expect((await lab.kill("SIGTERM")).code).toBe(0);
  });
});
