import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { clause, reportOf } from "../../contract-tests/report/testing/reports.js";
import { readRecording } from "../../traffic/recording/read.js";
import { RecordingWriter } from "../../traffic/recording/write.js";
import { askedModel } from "../../traffic/testing/asked-model.js";
import { walkThrough } from "../../traffic/testing/walk-through.js";
import { formatCredentialsIni } from "../oauth1/credentials-file.js";
import { packageFile } from "../package-files.js";
import { runProcess } from "../testing/emulator-process.js";
import { listening } from "../testing/listening.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { runHere } from "./testing/in-process.js";

const NASTY = "\u001b[2J\u202e\nspi-emulator: all is good\r\n::error::x\n##[add-mask]y";
// eslint-disable-next-line no-control-regex
const ACTS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e]|^\s*::|##\[/m;
const FORGED = /^spi-emulator: all is good/m;
const HEAD = {
  format: "spi-recording",
  version: 1,
  started: "x",
  target: "https://spi.example.com",
  by: "x",
};
const JSON_TYPE = [["content-type", "application/json"]];
const DEEP = "[".repeat(50_000) + "]".repeat(50_000);

const line = (change: object): object => ({
  ...{ n: 1, at: "2026-11-30T06:00:00Z", ms: 1, account: "a", method: "GET", path: "/products" },
  request: { headers: [], bytes: 0, body: "" },
  answer: { status: 200, headers: JSON_TYPE, bytes: 2, body: "{}" },
  ...change,
});

function recordingOf(change: object): string {
  const file = join(temporaryFolder(), "a.jsonl");
  writeFileSync(file, `${JSON.stringify(HEAD)}\n${JSON.stringify(line(change))}\n`);
  return file;
}

/** Each command that reads a recording. */
const COMMANDS: [string, (file: string) => string[]][] = [
  ["show", (file) => ["recording", "show", file]],
  ["show of one", (file) => ["recording", "show", file, "1"]],
  ["filter", (file) => ["recording", "filter", file, join(temporaryFolder(), "b.jsonl")]],
  ["export", (file) => ["recording", "export", file, join(temporaryFolder(), "b.har")]],
  ["explain", (file) => ["recording", "explain", file]],
  ["to-fixture", (file) => ["recording", "to-fixture", file, join(temporaryFolder(), "b.yaml")]],
  ["replay", (file) => ["replay", file]],
  ["parity", (file) => ["parity", "--from", file]],
];

/** Lines that no proxy wrote. */
const REFUSED: [string, object][] = [
  ["a method of several lines", { method: `GET${NASTY}` }],
  ["a time at which no date is", { at: "+275760-09-13T00:00:00Z" }],
  ["an end at which no date is", { ms: 1e300 }],
  ["a failure that is a number", { answer: null, failure: 5 }],
  ["a failure of objects", { answer: null, failure: { code: {}, message: [], stage: "sent" } }],
  ["a status of five digits", { answer: { status: 99_999, headers: [], bytes: 0, body: "" } }],
];
/** Lines whose texts are hostile. */
const TAKEN: [string, object][] = [
  ["a path of several lines", { path: `/products?a=${NASTY}` }],
  ["an account of several lines", { account: NASTY }],
  ["headers of several lines", { request: { headers: [[NASTY, NASTY]], bytes: 0, body: "" } }],
  ["a deep answer", { answer: { status: 200, headers: JSON_TYPE, bytes: 2, body: DEEP } }],
  ["a deep request", { method: "POST", request: { headers: JSON_TYPE, bytes: 2, body: DEEP } }],
  ["names of every object", { account: "__proto__", path: "/products/__proto__/constructor" }],
];

describe.each(COMMANDS)("%s", (_, args) => {
  it.each(REFUSED)("refuses %s in one line", async (_what, change) => {
    const { code, stdout, stderr } = await runHere(args(recordingOf(change)), { CI: "true" });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^spi-emulator: .*a\.jsonl:2: not an exchange of a recording\n$/);
  });

  it.each(TAKEN)("shows %s as text", async (_what, change) => {
    const { code, stdout, stderr } = await runHere(args(recordingOf(change)), { CI: "true" });
    expect([0, 1, 2]).toContain(code);
    expect(stdout + stderr).not.toMatch(ACTS);
    expect(stdout + stderr).not.toMatch(FORGED);
    expect(stdout + stderr).not.toContain("internal error");
  });
});

it.each(COMMANDS.filter(([name]) => name !== "show of one"))(
  "%s names few of 100,000 fields",
  async (_, args) => {
    const fields = Object.fromEntries(Array.from({ length: 100_000 }, (_one, n) => [`k${n}`, n]));
    const body = JSON.stringify(fields);
    const file = recordingOf({ answer: { status: 200, headers: JSON_TYPE, bytes: body.length, body } });
    const { stdout, stderr } = await runHere(args(file));
    expect(Math.max(...`${stdout}${stderr}`.split("\n").map(({ length }) => length))).toBeLessThan(3000);
  },
);

describe("a recording of 20,000 products that nobody takes", () => {
  const products = Array.from({ length: 20_000 }, (_, n) => ({ id: `wrong-${n}`, name: 5, snaps: "none" }));
  const body = JSON.stringify({ products });
  const file = (): string =>
    recordingOf({ answer: { status: 200, headers: JSON_TYPE, bytes: body.length, body } });

  it("replays in bounded work, and says of a few what is wrong, and of how many more", async () => {
    let asked = 0;
    const others = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, n]));
    const listed = { products: [], ...others };
    const server = createServer((incoming, outgoing) => {
      if (incoming.method === "POST") asked += 1;
      incoming.resume().once("end", () => {
        outgoing.writeHead(incoming.method === "GET" ? 200 : 400, { "content-type": "application/json" });
        outgoing.end(
          incoming.method === "GET"
            ? JSON.stringify(listed)
            : '{"id":"invalid-data","message":"m","url":null}',
        );
      });
    });
    const url = `http://127.0.0.1:${await listening(server)}`;
    onTestFinished(() => void server.close());
    const conf = join(temporaryFolder(), "a.ini");
    const credentials = { consumer_key: "c", consumer_secret: "cs", token_key: "t", token_secret: "ts" };
    writeFileSync(conf, formatCredentialsIni(credentials, "of a test"));
    const { code, stdout, stderr } = await runHere([
      "replay",
      file(),
      "--target",
      url,
      "--credentials",
      conf,
    ]);
    expect([code, asked]).toEqual([1, 100]);
    const told = stdout.split("\n").filter((text) => text.startsWith("not as it was: "));
    expect(told).toEqual([
      ...[0, 1, 2, 3, 4].map((n) => `not as it was: product wrong-${n}: the product was not taken`),
      "not as it was: 19995 more",
    ]);
    const differs = stderr.split("\n").filter((text) => text.includes("DIFFERS"));
    expect([differs.length, differs.at(-1)]).toEqual([6, "        DIFFERS  in 95 more places"]);
  });

  it("becomes a fixture, and says so in few lines", async () => {
    const { stderr, stdout } = await runHere([
      "recording",
      "to-fixture",
      file(),
      join(temporaryFolder(), "b.yaml"),
    ]);
    expect(`${stdout}${stderr}`.split("\n").length).toBeLessThan(5);
  });
});

describe("recording import", () => {
  const entry = (change: object, response: object = { status: 200 }): object => ({
    ...{ startedDateTime: "2026-11-30T06:00:00Z", time: 1, response },
    request: { method: "GET", url: "https://spi.example.com/products", headers: [] },
    ...change,
  });
  async function imported(text: string) {
    const [har, to] = ["a.har", "a.jsonl"].map((name) => join(temporaryFolder(), name)) as [string, string];
    writeFileSync(har, text);
    const args = ["recording", "import", har, to, "--target", "https://spi.example.com"];
    return { ...(await runHere(args)), to };
  }
  const archive = (one: object): string => JSON.stringify({ log: { entries: [one] } });

  it.each([
    ["a time without end", archive(entry({})).replace('"time":1', '"time":1e999')],
    ["a time beyond all dates", archive(entry({ time: 1e300 }))],
    ["a beginning that is no text", archive(entry({ startedDateTime: { toString: 5 } }))],
    [
      "a method of several lines",
      archive(entry({ request: { method: NASTY, url: `${HEAD.target}/products` } })),
    ],
  ])("refuses %s", async (_, text) => {
    const { code, stderr } = await imported(text);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/a\.har: entry 1 has no method, url or /)]);
  });

  it.each([1.5, 1e9, "x", -1, { toString: 5 }])(
    "writes what it can read again, also for a status of %j",
    async (status) => {
      const { code, to } = await imported(archive(entry({}, { status })));
      expect([code, readRecording(to).exchanges[0]!.answer]).toEqual([0, null]);
    },
  );
});

/** The places in a value, to a depth that a report has, and of each list the first. */
function* placesIn(value: unknown, above: string[] = []): Generator<string[]> {
  if (above.length > 0) yield above;
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value).slice(0, Array.isArray(value) ? 1 : undefined))
    yield* placesIn(inner, [...above, name]);
}

function changedAt(value: unknown, [name, ...rest]: string[], to: unknown): unknown {
  if (name === undefined) return to;
  const inner = changedAt((value as Record<string, unknown>)[name], rest, to);
  return Array.isArray(value) ? value.with(Number(name), inner) : { ...(value as object), [name]: inner };
}

describe("a report of another form", () => {
  const report = {
    ...reportOf([clause("a.b", { reason: "why", verdict: "fails", by: ["D 250-258"], answer: "200" })]),
    target: { ...reportOf([]).target, url: "https://spi.example.com", capabilities: [] },
  };
  const file = (value: unknown): string => {
    const path = join(temporaryFolder(), "a.json");
    writeFileSync(path, JSON.stringify(value));
    return path;
  };
  const COMMANDS_OF_REPORTS: [string, (one: string, other: string) => string[]][] = [
    ["contract diff", (one, other) => ["contract", "diff", one, other]],
    ["contract diff of the other", (one, other) => ["contract", "diff", other, one]],
    ["parity", (one) => ["parity", "--from", one]],
  ];

  it.each(COMMANDS_OF_REPORTS)("is judged or refused by %s, and makes no line", async (_, args) => {
    const good = file(report);
    for (const place of placesIn(report))
      for (const to of [null, 5, `x${NASTY}`, [5], { toString: 5 }, undefined]) {
        const { code, stdout, stderr } = await runHere(args(file(changedAt(report, place, to)), good));
        const all = [place.join("."), to, stdout + stderr];
        expect([0, 1, 2]).toContain(code);
        expect(all).toEqual([...all.slice(0, 2), expect.not.stringMatching(FORGED)]);
        expect(all).toEqual([...all.slice(0, 2), expect.not.stringContaining("internal error")]);
      }
  });
});

it("replay tells of what could not be made in one line", async () => {
  const file = join(temporaryFolder(), "a.jsonl");
  const writer = new RecordingWriter(file, { target: HEAD.target, by: "a test" });
  const { ask, close } = await askedModel((exchange) => {
    const { answer, path } = exchange;
    const text = answer!.body.text!.replace(/"test_opportunity_id":"[^"]*"/, () =>
      JSON.stringify({ test_opportunity_id: `x${NASTY}` }).slice(1, -1),
    );
    const changed = { ...answer!, body: { ...answer!.body, text } };
    writer.add(path.includes("events?") ? { ...exchange, answer: changed } : exchange, null);
  });
  await walkThrough(ask);
  await close();
  writer.close();
  const { stdout } = await runHere(["replay", file]);
  expect(stdout).toMatch(/^not as it was: .*x\\u001b/m);
  expect(stdout).not.toMatch(FORGED);
});

it("parity reads no device", async () => {
  const { code, stderr } = await runProcess(["parity", "--from", "/dev/zero"]);
  expect([code, stderr]).toEqual([2, "spi-emulator: /dev/zero: cannot be read: not a file\n"]);
});

it("doctor tells the name of a file as text", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "outbox", NASTY), { recursive: true });
  writeFileSync(join(folder, "outbox", NASTY, "a.json"), JSON.stringify({ agent_id: NASTY }));
  const { code, stdout } = await runHere(["doctor", folder], { CI: "true" });
  expect(code).toBe(1);
  expect(stdout).not.toMatch(ACTS);
  expect(stdout).not.toMatch(FORGED);
});

describe("YAML from elsewhere", () => {
  const file = (text: string): string => {
    const path = join(temporaryFolder(), "a.yaml");
    writeFileSync(path, text);
    return path;
  };
  const COMMANDS_OF_YAML: [string, (path: string) => string[]][] = [
    ["faults add", (path) => ["faults", "add", path, "--url", "http://127.0.0.1:1"]],
    ["seed", (path) => ["seed", path, "--url", "http://127.0.0.1:1"]],
    ["start --spec", (path) => ["start", "--spec", path, "--port", "0", "--in-memory", "--no-lab"]],
  ];
  const nine = (name: string): string => `[${Array.from({ length: 9 }, () => name).join()}]`;
  const BOMB = [
    `a: &a ${nine('"x"')}`,
    ..."bcdefgh".split("").map((name, at) => `${name}: &${name} ${nine(`*${"abcdefgh"[at]!}`)}`),
  ].join("\n");

  it.each(COMMANDS_OF_YAML)(
    "%s shows no tag of it raw, and takes no aliases without end",
    async (_, args) => {
      const tagged = await runProcess(args(file("effect: !<tag:\u001b[2Jx> {status: 503}\n")));
      expect([tagged.code === 0, tagged.stderr]).toEqual([false, expect.not.stringMatching(ACTS)]);
      const { code, stderr } = await runProcess(args(file(`${BOMB}\n`)));
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/^spi-emulator: .*a\.yaml:.* aliases repeat more/),
      ]);
      const deep = await runProcess(args(file("- ".repeat(100_000))));
      expect([deep.code, deep.stderr]).toEqual([2, expect.stringMatching(/a\.yaml:.* inside of each other/)]);
    },
  );
});

it.each([
  ["seed", (path: string) => ["seed", path, "--url", "http://127.0.0.1:1"]],
  ["start --seed", (path: string) => ["start", "--in-memory", "--port", "0", "--seed", path]],
])("%s tells a key of several lines in one", async (_, args) => {
  const path = join(temporaryFolder(), "a.yaml");
  writeFileSync(path, `${JSON.stringify(`a${NASTY}`)}: 1\n`);
  const { code, stderr } = await runProcess(args(path));
  expect([code, stderr]).toEqual([2, expect.not.stringMatching(FORGED)]);
});

it.each([
  ["snapshot import", (path: string) => ["snapshot", "import", path], /too deep|inside of each other/],
  ["request", (path: string) => ["request", path, "http://127.0.0.1:1/products"], /no section \[auth\]/],
])("%s tells of a file that is nested deeply in a line that is not as long", async (_, args, why) => {
  const path = join(temporaryFolder(), "a.json");
  writeFileSync(path, DEEP);
  const { code, stderr } = await runHere(args(path));
  expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
  expect([stderr.length < 11_000, stderr.split("\n").length]).toEqual([true, 2]);
});

const LISTS_IN_LISTS = "more than 12 lists inside of each other";
it.each([
  ["schemas in lists in lists", `${'{"allOf":['.repeat(40)}{}${"]}".repeat(40)}`, LISTS_IN_LISTS],
  ["lists in lists", `{"required":${"[".repeat(40)}${"]".repeat(40)}}`, LISTS_IN_LISTS],
  ["a keyword that is null", '{"additionalProperties":null}', "not a valid OpenAPI document: "],
])("an OpenAPI document with %s is refused at once", async (_, schema, why) => {
  const path = join(temporaryFolder(), "spec.yaml");
  const spec = readFileSync(packageFile("openapi.yaml"), "utf8");
  const changed = spec
    .replace("\n  schemas:\n", (line) => `${line}    Other: ${schema}\n`)
    .replace("#/components/schemas/ProductInput", "#/components/schemas/Other");
  writeFileSync(path, changed);
  const args = ["start", "--spec", path, "--port", "0", "--in-memory", "--no-lab"];
  const { code, stderr } = await runProcess(args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(`spi-emulator: ${path}: ${why}`)]);
  expect(stderr.split("\n")).toHaveLength(2);
});

const doubled = Array.from({ length: 30 }, (_, n) => {
  const next = `{$ref: "#/components/schemas/E${n + 1}"}`;
  return `    E${n}: {allOf: [${next}, ${next}]}\n`;
}).join("");
it.each([
  [
    "references that double thirty times",
    `${doubled}    E30: {type: object}\n`,
    "more than 1000000 values, where references are followed",
  ],
  [
    "a reference to a file",
    '    Other: {$ref: "/etc/passwd#/a"}\n',
    "the reference /etc/passwd#/a leads out of the document",
  ],
  [
    "a reference to a file beside another reference",
    '    Other: {$ref: "#/info", more: {$ref: "file:///etc/passwd#/a"}}\n',
    "the reference file:///etc/passwd#/a leads out of the document",
  ],
])("an OpenAPI document with %s is refused at once, too", async (_, schemas, why) => {
  const path = join(temporaryFolder(), "spec.yaml");
  const spec = readFileSync(packageFile("openapi.yaml"), "utf8");
  writeFileSync(
    path,
    spec.replace("\n  schemas:\n", (line) => line + schemas),
  );
  const args = ["start", "--spec", path, "--port", "0", "--in-memory", "--no-lab"];
  const { code, stderr } = await runProcess(args);
  expect([code, stderr]).toEqual([2, `spi-emulator: ${path}: ${why}\n`]);
});

it("a key that is a list is told without a warning of the YAML library", async () => {
  const path = join(temporaryFolder(), "a.yaml");
  writeFileSync(path, '? ["\\e[2J", x]\n: 1\n');
  const { code, stderr } = await runProcess(["seed", path, "--url", "http://127.0.0.1:1"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^spi-emulator: .*a\.yaml:1: accounts: missing/);
  expect(stderr).not.toContain("Warning");
});

describe("a file without end", () => {
  const START = ["start", "--port", "0", "--in-memory", "--no-lab"];
  const NOWHERE = ["--url", "http://127.0.0.1:1"];
  it.each([
    [["status", "--locator", "/dev/zero"]],
    [["request", "/dev/zero", "http://127.0.0.1:1/products"]],
    [["seed", "/dev/zero", ...NOWHERE]],
    [["snapshot", "import", "/dev/zero", ...NOWHERE]],
    [[...START, "--seed", "/dev/zero"]],
    [[...START, "--spec", "/dev/zero"]],
    [[...START, "--admin-token-file", "/dev/zero"]],
    [[...START, "--tls-cert", "/dev/zero", "--tls-key", "/dev/zero"]],
    [["contract", "diff", "/dev/zero", "/dev/zero"]],
  ])("is refused by %s", async (args) => {
    const { code, stdout, stderr } = await runProcess(args);
    expect([code === 0, stdout]).toEqual([false, ""]);
    expect(stderr).toMatch(/^spi-emulator: .*longer than .*\n$/);
  });
});

describe("JSON of more values than memory", () => {
  const entries = (before: string): string => `${before}[${"{},".repeat(21_000_000)}{}]`;
  const SOME_MEMORY = { env: { NODE_OPTIONS: "--max-old-space-size=800" } };
  const written = (name: string, text: string): string => {
    const file = join(temporaryFolder(), name);
    writeFileSync(file, text);
    return file;
  };
  it.each([
    ["recording import", ["import"], () => `${entries('{"log":{"entries":')}}}`],
    ["recording show", ["show"], () => `${JSON.stringify(HEAD)}\n${entries('{"n":')}}\n`],
  ])("is refused by %s in one line", async (_, [verb], text) => {
    const file = written("a.jsonl", text());
    const more = verb === "import" ? [join(temporaryFolder(), "b.jsonl"), "--target", HEAD.target] : [];
    const { code, stdout, stderr } = await runProcess(["recording", verb!, file, ...more], SOME_MEMORY);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^spi-emulator: .*a\.jsonl:.*\n$/);
  });
});

it("YAML of more words than memory is refused in one line", async () => {
  const path = join(temporaryFolder(), "a.yaml");
  writeFileSync(path, `accounts: [${"a,".repeat(1_000_001)}a]\n`);
  for (const args of [
    ["seed", path, "--url", "http://127.0.0.1:1"],
    ["start", "--in-memory", "--port", "0", "--seed", path],
  ]) {
    const { code, stderr } = await runProcess(args);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^spi-emulator: .*a\.yaml:1: .*more than 2000000 words.*\n$/),
    ]);
  }
});
