import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULTS } from "../config.js";
import { runEmulator } from "../emulator.js";
import { encodeCommit } from "../persistence/log-lines.js";
import { runProcess } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { runHere } from "./testing/in-process.js";

let folder: string;
let file: string;
const start = () =>
  runEmulator({ ...DEFAULTS, port: 0, dataDir: folder, lab: false, clock: "manual", seed: "demo" });
const doctor = async (...args: string[]) => runHere(["doctor", folder, ...args]);
const json = async (...args: string[]) => {
  const { code, stdout } = await doctor("--json", ...args);
  return { code, ...JSON.parse(stdout) };
};

beforeEach(async () => {
  folder = temporaryFolder();
  file = join(folder, "default.jsonl");
  const emulator = await start();
  await fetch(`${emulator.url}/_emulator/snapshots`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"name":"one"}',
  });
  await emulator.close();
});

/** Puts lines at the end, as commits with fitting checksums. */
function addCommits(...all: object[][]): void {
  for (const changes of all) {
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text + encodeCommit(text.split("\n").length - 1, JSON.stringify(changes)));
  }
}

describe("doctor", () => {
  it("tells of pipes and folders in the place of files, and waits for nothing", async () => {
    const at = (...names: string[]): string => join(folder, ...names);
    mkdirSync(at("outbox", "default"), { recursive: true });
    const pipes = ["a.jsonl", "default.jsonl.mark", "conf.ini", join("snapshots", "one.snapshot.json")];
    for (const name of [...pipes, join("outbox", "default", "a.json")]) {
      rmSync(at(name), { force: true });
      execFileSync("mkfifo", [at(name)]);
    }
    mkdirSync(at("b.jsonl"));
    const { code, stdout, stderr } = await runProcess(["doctor", folder, "--json"]);
    expect([code, stderr]).toEqual([1, ""]);
    const { files } = JSON.parse(stdout) as { files: { file: string; damage: { reason: string } | null }[] };
    expect(files.map(({ file: path, damage }) => [path.slice(folder.length + 1), damage?.reason])).toEqual([
      ["a.jsonl", "it cannot be read: it is not a file"],
      ["b.jsonl", "it cannot be read: it is not a file"],
      ["default.jsonl", expect.stringMatching(/^it cannot be read: /)],
      ["conf-2.ini", undefined],
      ["conf.ini", "it cannot be read: it is not a file"],
      [join("snapshots", "one.snapshot.json"), "it cannot be read: it is not a file"],
      [join("outbox", "default", "a.json"), "it cannot be read: it is not a file"],
    ]);
    expect((await runProcess(["doctor", folder, "--repair"])).stderr).toBe("");
    rmSync(at("lock"), { force: true });
    execFileSync("mkfifo", [at("lock")]);
    expect(await runProcess(["doctor", folder])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^spi-emulator: [^\n]*lock[^\n]*\n$/),
    });
  });

  it.each(["null", "5", "[]", "x"])("takes a mark that is %s for none, as a start does", async (text) => {
    writeFileSync(`${file}.mark`, text);
    expect(await doctor()).toMatchObject({ code: 0, stderr: "" });
    await (await start()).close();
  });

  it("tells of every file, and ends with 0 where all is good", async () => {
    const { code, stdout } = await doctor();
    expect(stdout).toMatch(/^.*: not in use\n/);
    expect(stdout).toMatch(
      /default\.jsonl: state of sandbox default, version 2, 1 commit, \d+ records, \d+ bytes, good/,
    );
    expect(stdout).toMatch(
      /one\.snapshot\.json: snapshot of sandbox default, version 2, \d+ records, \d+ bytes, good/,
    );
    expect(stdout).toMatch(/conf\.ini: credentials, \d+ bytes, good/);
    expect([code, stdout.trimEnd().split("\n").at(-1)]).toEqual([0, "All is good."]);
  });

  it("shows what is damaged and where, and goes back to the last good commit with --repair", async () => {
    addCommits([], [{ table: "products", put: { id: "x" } }], []);
    const damaged = readFileSync(file);
    await expect(start()).rejects.toThrow(`spi-emulator doctor ${folder}`);
    const found = await json();
    const state = found.files.find((one: { kind: string }) => one.kind === "state");
    const line = damaged.toString().split("\n").length - 2;
    expect([found.code, found.good, state.damage]).toEqual([
      1,
      false,
      { line, reason: expect.stringContaining("table products, record x: id: got") },
    ]);
    expect(readFileSync(file)).toEqual(damaged);
    const repaired = await json("--repair");
    expect([repaired.code, repaired.good]).toEqual([0, true]);
    expect(repaired.repairs).toEqual([
      { file, commits: line - 2, kept: expect.stringContaining("default.jsonl.damaged-") },
    ]);
    expect(readFileSync(repaired.repairs[0].kept)).toEqual(damaged);
    await (await start()).close();
  });

  it.each([
    [
      "changes a record to one that cannot be used",
      { table: "meta", update: { id: "sandbox", settings: 5 } },
    ],
    ["removes a record to which others refer", { table: "accounts", remove: "" }],
  ])("goes back to before a commit that %s", async (_, change) => {
    const first = JSON.parse(readFileSync(file, "utf8").split("\n")[1]!) as {
      commit: { changes: { table: string; put: { id: string } }[] };
    };
    const account = first.commit.changes.find(({ table }) => table === "accounts")!.put.id;
    addCommits([], ["remove" in change ? { ...change, remove: account } : change], [], []);
    const commits = readFileSync(file, "utf8").split("\n").length - 5;
    const { code, repairs } = await json("--repair");
    expect([code, repairs[0].commits]).toEqual([0, commits]);
    await (await start()).close();
  });

  it("goes back to before a line whose checksum does not fit", async () => {
    addCommits([], [], []);
    const text = readFileSync(file, "utf8").split("\n");
    text[text.length - 3] = text[text.length - 3]!.replace('"changes":[]', '"changes":[ ]');
    writeFileSync(file, text.join("\n"));
    expect(await json()).toMatchObject({ code: 1, good: false });
    const { stdout } = await doctor("--repair");
    expect(stdout).toMatch(
      new RegExp(`default\\.jsonl: taken back to commit ${text.length - 4}; the damaged file is `),
    );
    await (await start()).close();
  });

  it("goes on from what is there of a file that was cut", async () => {
    // Each start commits what it wants otherwise.
    await (await start()).close();
    const text = readFileSync(file, "utf8");
    truncateSync(file, Buffer.byteLength(text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1)));
    await expect(start()).rejects.toThrow("the rest is lost");
    expect((await doctor()).code).toBe(1);
    const { code, stdout } = await doctor("--repair");
    expect([code, stdout]).toEqual([0, expect.stringContaining("what is missing is no longer asked for")]);
    await (await start()).close();
  });

  it("leaves alone what nothing of is good", async () => {
    writeFileSync(file, "nonsense\n");
    const { code, stdout } = await doctor("--repair");
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining("nothing of it is good; it was left as it is"),
    ]);
    expect(readFileSync(file, "utf8")).toBe("nonsense\n");
    rmSync(file);
    const again = await doctor("--repair");
    expect([again.code, again.stdout]).toEqual([1, expect.stringContaining("DAMAGED: it is missing")]);
    expect(existsSync(file)).toBe(false);
  });

  it("notices damaged snapshots, credentials and results that wait", async () => {
    writeFileSync(join(folder, "snapshots", "two.snapshot.json"), "{");
    writeFileSync(join(folder, "conf.ini"), "nonsense");
    mkdirSync(join(folder, "outbox", "default"), { recursive: true });
    writeFileSync(join(folder, "outbox", "default", "a.json"), '{"agent_id":"a"}');
    const saved = { agent_id: "a", opportunity_id: "b", body: "null", order: 1 };
    writeFileSync(join(folder, "outbox", "default", "b.json"), JSON.stringify(saved));
    const { code, files } = await json("--repair");
    const damaged = files.filter((one: { damage: unknown }) => one.damage !== null);
    expect([code, damaged.map((one: { kind: string }) => one.kind)]).toEqual([
      1,
      ["credentials", "snapshot", "outbox", "outbox"],
    ]);
  });

  it("looks into a directory that is in use, and repairs none", async () => {
    const emulator = await start();
    const { code, stdout } = await doctor();
    expect([code, stdout]).toEqual([0, expect.stringContaining(`in use by process ${process.pid}`)]);
    const refused = await doctor("--repair");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/is in use by process/)]);
    await emulator.close();
  });

  it("refuses what is no directory", async () => {
    const { code, stderr } = await runHere(["doctor", join(folder, "none")]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^spi-emulator: .*none is no data directory; start makes one\n$/),
    ]);
    expect(readdirSync(folder)).not.toContain("none");
  });
});
