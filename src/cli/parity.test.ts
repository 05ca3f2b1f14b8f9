import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { modelFlaws } from "../../contract-tests/model/flaws/index.js";
import { jsonReport } from "../../contract-tests/report/json.js";
import { trafficReport } from "../../traffic/traffic-report.js";
import { TrafficJudge } from "../../traffic/judge/traffic-judge.js";
import { openRecording } from "../../traffic/recording/read.js";
import { RecordingWriter } from "../../traffic/recording/write.js";
import { askedModel } from "../../traffic/testing/asked-model.js";
import { walkThrough } from "../../traffic/testing/walk-through.js";
import { readParity } from "../parity/parity-file.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { runHere } from "./testing/in-process.js";

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = temporaryFolder();
});

/** A recording of everything that an owner and an agent do with the independent server, `days` ago. */
async function recorded(
  name: string,
  {
    flaw,
    days = 0,
    target = "https://spi.example.com",
  }: { flaw?: string; days?: number; target?: string } = {},
): Promise<string> {
  const writer = new RecordingWriter(at(name), { target, by: "a test" });
  const earlier = days * 86_400_000;
  const changes = modelFlaws.filter(({ id }) => id === flaw).map(({ apply }) => apply);
  const { ask, close } = await askedModel(
    (exchange) => {
      writer.add({ ...exchange, began: exchange.began - earlier, ended: exchange.ended - earlier }, null);
    },
    ...changes,
  );
  await walkThrough(ask);
  await close();
  writer.close();
  return at(name);
}

const parity = (...args: string[]) => runHere(["parity", ...args]);
const figures = (stdout: string): number[][] =>
  [
    ...stdout.matchAll(
      /^(\d+) of (\d+) (?:answers|fields) were compared: (\d+) agree, (\d+) differ; (\d+) /gm,
    ),
  ].map(([, ...all]) => all.map(Number));
/** The lines of a page about an operation. */
const sectionOf = (page: string, operation: string): string =>
  new RegExp(`^## ${operation}\n[^]*?(?=^## |$(?![^]))`, "m").exec(page)![0];

describe("spi-emulator parity", () => {
  it("says that nothing was compared, where nothing was", async () => {
    const { code, stdout } = await parity("--data", empty(), "--page", at("nothing.md"));
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^None of \d+ answers was compared\nNone of \d+ fields was compared\nno recording and no report /,
      ),
    ]);
    const page = readFileSync(at("nothing.md"), "utf8");
    expect(page).toContain("**Nothing was compared yet:**");
    expect(page).not.toMatch(/\| (agrees|differs) /);
    expect(page).toMatch(/\| {2}\| `products\[\]\.id` \| documented D 257 \| {2}\|/);
  });

  it("writes what a recording shows, field by field, without a value of it", async () => {
    const file = await recorded("right.jsonl");
    const { code, stdout } = await parity(
      "--from",
      file,
      "--write",
      at("right.yaml"),
      "--page",
      at("right.md"),
    );
    expect(code).toBe(0);
    const [[compared, all, agree, differ], fields] = figures(stdout) as [number[], number[]];
    expect(all! > compared! && compared! > 15).toBe(true);
    expect([agree, differ, fields[3]]).toEqual([compared, 0, 0]);
    const text = readFileSync(at("right.yaml"), "utf8");
    for (const { path, body, answer } of openRecording(file).exchanges)
      for (const [id] of `${path} ${body.text!} ${answer!.body.text!}`.matchAll(
        /[\w-]{36}|walk\.foo|an-image|[ab]\.foo/g,
      ))
        expect(text).not.toContain(id);
    const today = new Date().toISOString().slice(0, 8);
    const page = readFileSync(at("right.md"), "utf8");
    expect(sectionOf(page, "listProducts")).toMatch(
      new RegExp(
        `\\| 200 \\| \\(whole\\), \`products\` \\| assumed A-07; recorded \\| agrees ${today}\\d\\d, spi\\.example\\.com \\|`,
      ),
    );
    // What was not in the traffic is empty.
    expect(sectionOf(page, "updateProduct")).not.toContain("agrees");
    // The same file again is nothing new.
    await parity("--from", file, "--write", at("right.yaml"));
    expect(readFileSync(at("right.yaml"), "utf8")).toBe(text);
  });

  it("shows what differs with its statement, until it is seen to agree", async () => {
    copyFileSync(at("right.yaml"), at("flawed.yaml"));
    const flawed = await recorded("flawed.jsonl", { flaw: "picked-no-group" });
    const { code, stdout } = await parity("--from", flawed, "--write", at("flawed.yaml"), "--strict");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^listTestEvents 200 {2}event_logs\[\]\.events\[\]\.agent_group\n {4}differs [\d-]+, spi\.example\.com: expected .* \(D 971, L 952\)$/m,
    );
    expect(stdout.match(/^\w+ \d{3} {2}/gm)!.every((line) => line.startsWith("listTestEvents 200"))).toBe(
      true,
    );
    const later = await recorded("later.jsonl", { days: -1 });
    const again = await parity("--from", later, "--write", at("flawed.yaml"), "--strict");
    expect([again.code, again.stdout]).toEqual([0, expect.not.stringContaining("differs")]);
    expect(readParity(at("flawed.yaml")).sources).toHaveLength(3);
  });

  it("marks what is old, and what the contract demands otherwise since", async () => {
    const old = await recorded("old.jsonl", { days: 100 });
    const { stdout } = await parity("--from", old, "--data", empty(), "--write", at("old.yaml"));
    const [answers] = figures(stdout);
    expect(answers![4]).toBe(answers![0]);
    expect((await parity("--data", at("old.yaml"), "--stale-after", "101", "--strict")).code).toBe(0);
    expect((await parity("--data", at("old.yaml"), "--strict")).code).toBe(1);
    const text = readFileSync(at("right.yaml"), "utf8");
    writeFileSync(
      at("changed.yaml"),
      text.replace(/(operation: getProduct\n {4}status: "200"\n {4}contract: )\S+/, "$1anotherdigest"),
    );
    await parity("--data", at("changed.yaml"), "--page", at("changed.md"));
    const page = readFileSync(at("changed.md"), "utf8");
    expect(sectionOf(page, "getProduct")).toContain("(stale: the contract changed since)");
    expect(sectionOf(page, "createProduct")).not.toContain("stale");
  });

  it("takes a report of a deployment", async () => {
    const judge = new TrafficJudge("https://spi.example.com");
    for (const exchange of openRecording(at("flawed.jsonl")).exchanges) judge.judge(exchange);
    const report = trafficReport(judge, {
      began: Date.now(),
      ended: Date.now(),
      strict: false,
      drift: [],
      run: "x",
    });
    writeFileSync(at("contract.json"), jsonReport(report));
    const { stdout } = await parity(
      "--from",
      at("contract.json"),
      "--data",
      empty(),
      "--write",
      at("report.yaml"),
    );
    expect(stdout).toMatch(
      /^listTestEvents 200 {2}.*\n {4}differs .*agent_group: the field \(D 971, L 952\)$/m,
    );
    expect(figures(stdout)[0]![2]).toBeGreaterThan(5);
  });

  it("does not take what shows nothing of a deployment, in one line", async () => {
    await runHere(["contract", "--filter", "products.list.*", "--report", "json", "--report-dir", at("own")]);
    const local = await recorded("local.jsonl", { target: "http://127.0.0.1:7740" });
    writeFileSync(at("none.txt"), "nothing\n");
    writeFileSync(at("half.yaml"), "format: 1\nwritten: null\nsources: []\n");
    for (const [args, line] of [
      [["--from", at("own/contract.json"), "--deployment", "x"], /is an emulator \(it has a control plane\)/],
      [["--from", local], /is on this machine, .* add --deployment NAME/],
      [["--from", at("none.txt")], /none\.txt: not JSON/],
      [["--from", at("no-file")], /no-file: cannot be read/],
      [["--data", at("half.yaml")], /half\.yaml:1: answers: missing/],
      [["--deployment", "x"], /--deployment needs --from FILE/],
      [["--stale-after", "x"], /--stale-after: got "x"/],
    ] as const) {
      const { code, stdout, stderr } = await parity(...args);
      expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(line)]);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
    const named = await parity(
      "--from",
      local,
      "--deployment",
      "staging",
      "--data",
      empty(),
      "--page",
      at("named.md"),
    );
    expect([named.code, readFileSync(at("named.md"), "utf8")]).toEqual([
      0,
      expect.stringContaining(", staging |"),
    ]);
  });
});

/** A record in which nothing is. */
function empty(): string {
  writeFileSync(at("empty.yaml"), "format: 1\nwritten: null\nsources: []\nanswers: []\n");
  return at("empty.yaml");
}
