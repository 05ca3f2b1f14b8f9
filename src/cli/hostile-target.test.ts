import { createServer, type Server } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectEmulator, EmulatorError } from "../index.js";
import { formatCredentialsIni } from "../oauth1/credentials-file.js";
import { listening } from "../testing/listening.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { runProcess } from "../testing/emulator-process.js";
import { runHere } from "./testing/in-process.js";

const SECRETS = ["secret-password", "secret-code", "secret-admin-token", "secret-consumer", "secret-token"];
const NASTY = "\u001b[2J\u009b31m\r\n::error::pwn\u202e";
// eslint-disable-next-line no-control-regex
const ACTS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e]|\r(?!\n)|^\s*::/m;

/** All that the other server, to which a hostile one redirects, receives. */
let elsewhere: string[];
let other: Server;
let otherUrl: string;
let target: Server;
let url: string;
/** What the hostile server answers. */
let answer: (write: (text: string | Buffer) => boolean, whenDrained: (go: () => void) => void) => void;
let ini: string;

beforeAll(async () => {
  elsewhere = [];
  other = createServer((socket) => {
    elsewhere.push("a connection");
    socket.on("data", (bytes: Buffer) => elsewhere.push(bytes.toString())).on("error", () => undefined);
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  });
  otherUrl = `http://127.0.0.1:${await listening(other)}`;
  target = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () =>
      answer(
        (text) => !socket.destroyed && socket.write(text),
        (go) => void socket.once("drain", go),
      ),
    );
  });
  url = `http://127.0.0.1:${await listening(target)}`;
  ini = join(temporaryFolder(), "conf.ini");
  const credentials = {
    consumer_key: "ck",
    consumer_secret: "secret-consumer",
    token_key: "tk",
    token_secret: "secret-token",
  };
  writeFileSync(ini, formatCredentialsIni(credentials));
});
afterAll(() => {
  other.close();
  target.close();
});

/** A whole answer; the connection is kept. */
const whole =
  (status: string, body: string, headers: Record<string, string> = {}): typeof answer =>
  (write) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    write(`HTTP/1.1 ${status}\r\n${lines.join("")}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };

/** A head and then the same piece again and again, until the client hangs up. */
const endless =
  (head: string, piece: string | Buffer): typeof answer =>
  (write, whenDrained) => {
    const more = (): void => {
      while (write(piece));
      whenDrained(more);
    };
    write(head);
    more();
  };

const admin = (): string[] => ["--url", url, "--admin-token", "secret-admin-token"];
/** Each command that talks to a server whose address the user gives. */
const VERBS: [string, () => string[]][] = [
  [
    "login",
    () => [
      "login",
      "--url",
      url,
      "--email",
      "a@b.example",
      "--password",
      "secret-password",
      "--otp",
      "secret-code",
      "--force",
      "-o",
      join(temporaryFolder(), "new.ini"),
    ],
  ],
  ["request", () => ["request", ini, `${url}/products`]],
  ["request by path", () => ["request", "/products", ...admin()]],
  ["request by the beginning of an id", () => ["request", "/products/99919d", ...admin()]],
  ["status", () => ["status", ...admin()]],
  ["ready", () => ["ready", ...admin()]],
  ["info", () => ["info", ...admin()]],
  ["trace", () => ["trace", "99919df1-997a-429e-aa6c-2e891b514de9", ...admin()]],
  ["trace by the beginning of an id", () => ["trace", "99919d", ...admin()]],
  ["devices by the beginning of an id", () => ["devices", "offline", "x", ...admin()]],
  ["exchanges", () => ["exchanges", "list", ...admin()]],
  ["faults", () => ["faults", "list", ...admin()]],
  ["clock", () => ["clock", "show", ...admin()]],
  ["clock advance", () => ["clock", "advance", "1h", ...admin()]],
  ["devices", () => ["devices", "list", ...admin()]],
  ["reset", () => ["reset", ...admin()]],
  ["seed", () => ["seed", "demo", ...admin()]],
  ["snapshot", () => ["snapshot", "list", ...admin()]],
  ["snapshot export", () => ["snapshot", "export", "x", join(temporaryFolder(), "x.json"), ...admin()]],
  ["sandbox", () => ["sandbox", "list", ...admin()]],
  ["sandbox create", () => ["sandbox", "create", ...admin()]],
  ["status as JSON", () => ["status", "--json", ...admin()]],
];

const nested = (depth: number, inner: string): string =>
  `{"name":"x","accounts":[],"x":${"[".repeat(depth)}${inner}${"]".repeat(depth)}}`;
/** More than what is made of JSON can be nested, and less than what is read can. */
const DEEP = nested(7000, "1");
/** Indented, it would be 40 MB. */
const WIDE = nested(190, Array(100_000).fill(1).join());
/** A sandbox whose credentials nobody can sign with. */
const KEYLESS = JSON.stringify({
  ...{ name: "default", seed: "x", counts: {} },
  accounts: [{ email: "a@b.example", credentials: { consumer_key: 1, consumer_secret: {} } }],
});
const OF_NOTHING = [null, 5, "x", [], {}, { id: null }];
const LISTS = JSON.stringify({
  ...{ products: OF_NOTHING, test_specs: OF_NOTHING, event_logs: OF_NOTHING, test_results: OF_NOTHING },
  ...{ accounts: OF_NOTHING, sandboxes: OF_NOTHING, snapshots: OF_NOTHING, faults: OF_NOTHING },
});
const MANY_FIELDS = JSON.stringify(
  Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, n])),
);

/** Hostile answers. */
const ANSWERS: [what: string, made: () => typeof answer, endsSuite?: boolean][] = [
  [
    "a redirect to another origin",
    () => whole("307 Temporary Redirect", "", { Location: `${otherUrl}/taken` }),
  ],
  ["a redirect that turns into GET", () => whole("302 Found", "{}", { Location: `${otherUrl}/taken` })],
  [
    "control characters in a message",
    () => whole("400 Bad Request", JSON.stringify({ id: NASTY, code: NASTY, message: NASTY })),
    false,
  ],
  ["control characters alone", () => whole("401 Unauthorized", NASTY)],
  [
    "texts of other types",
    () => whole("400 Bad Request", JSON.stringify({ id: 1, code: {}, message: [NASTY] })),
    false,
  ],
  [
    "a message of 8 MiB",
    () => whole("400 Bad Request", JSON.stringify({ id: "x", code: "x", message: "m".repeat(8 << 20) })),
    false,
  ],
  ["an empty object", () => whole("200 OK", "{}"), false],
  ["an array", () => whole("200 OK", "[]"), false],
  ["null", () => whole("200 OK", "null"), false],
  ["lists of null and numbers", () => whole("200 OK", LISTS), false],
  ["an object of 100,000 fields", () => whole("200 OK", MANY_FIELDS), false],
  ["an object that is nested deeply", () => whole("200 OK", DEEP), false],
  ["an object whose indentation is long", () => whole("200 OK", WIDE), false],
  ["an account with other credentials", () => whole("200 OK", KEYLESS), false],
  ["nothing", () => whole("200 OK", "")],
  ["a status beyond HTTP's", () => whole("999 Strange", "{}")],
  ["a status of nothing", () => whole("000 None", "{}"), false],
  ["a status that allows no body, with one", () => whole("205 Reset Content", "{}"), false],
  [
    "another protocol",
    () => (write) => write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n{}"),
  ],
  [
    "control characters for credentials",
    () => whole("200 OK", JSON.stringify({ consumer_key: NASTY, status: NASTY, url: NASTY })),
    false,
  ],
  ["an endless head", () => endless("HTTP/1.1 200 OK\r\n", `X-More: ${"x".repeat(1000)}\r\n`)],
  [
    "a body that is said to be huge",
    () => endless("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", " ".repeat(1 << 20)),
  ],
];

/** The commands of the suite, whose first request decides whether they go on. */
const SUITE: [string, () => string[]][] = [
  ["contract", () => ["contract", "--ledger-dir", temporaryFolder(), "--target", url, "--credentials", ini]],
  ["cleanup", () => ["cleanup", "--ledger-dir", temporaryFolder(), "--target", url, "--credentials", ini]],
];

describe.each(SUITE)("%s", (_, args) => {
  it.each(ANSWERS.filter(([, , ends = true]) => ends))("survives %s", (_what, made) => survives(args, made));
});

describe.each(VERBS)("%s", (_, args) => {
  it.each(ANSWERS)("survives %s", (_what, made) => survives(args, made));
});

// The token endpoint tells with another code, the control plane with an id.
it.each(VERBS.filter(([verb]) => verb !== "request"))("%s makes no line of a message", async (_, args) => {
  answer = whole("400 Bad Request", JSON.stringify({ id: "x", code: "x", message: FORGED }));
  const { stdout, stderr } = await runHere(args(), { CI: "true" });
  expect(stdout + stderr).not.toMatch(/^spi-emulator: all is good/m);
});

/** Each command that asks the control plane. */
const OF_THE_CONTROL_PLANE = [
  ...VERBS.filter(([verb]) => verb !== "login" && verb !== "request"),
  ...(
    [
      ["snapshot save", "x"],
      ["snapshot load", "x"],
      ["snapshot delete", "x"],
      ["sandbox show"],
      ["sandbox delete", "x"],
      ["faults add", "--status", "503"],
      ["faults remove", "1"],
      ["faults clear"],
      ["exchanges show", "1"],
      ["exchanges wait"],
      ["exchanges clear"],
      ["exchanges har", "-"],
      ["clock speed", "1"],
      ["clock pause"],
      ["clock resume"],
      ["clock next"],
      ["clock idle"],
      ["devices offline", "x"],
      ["devices online", "x"],
      ["devices override", "x", "PASSED"],
    ] as const
  ).map(([name, ...rest]): (typeof VERBS)[number] => [name, () => [...name.split(" "), ...rest, ...admin()]]),
];
const SANDBOX = {
  ...{ name: "default", seed: "x", random_seed: "x", created_at: "x", expires_at: null, lab: true },
  ...{ clock: { mode: "scaled", now: "x", speed: "x" }, counts: {}, accounts: [] },
};

it.each(OF_THE_CONTROL_PLANE)("%s says what is wrong with an answer in one line", async (_, args) => {
  for (const body of ["{}", JSON.stringify(SANDBOX), LISTS, KEYLESS]) {
    answer = whole("200 OK", body);
    const { code, stdout, stderr } = await runHere(args());
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(
      /^spi-emulator: http:\/\/127\.0\.0\.1:\d+: [A-Z]+ \S+ was answered with HTTP 200, but it(s \S+ is .*| has a body); is this an emulator\?\n$/,
    );
  }
});

const FORGED = `a\nspi-emulator: all is good\r\n${NASTY}`;

it.each([
  ["lists of null and numbers", "200 OK", LISTS],
  ["an object of 100,000 fields", "200 OK", MANY_FIELDS],
  ["fields of several lines", "200 OK", JSON.stringify({ products: [], [FORGED]: 1 })],
  ["failures of several lines", "500 Oh", JSON.stringify({ message: FORGED }) + FORGED],
])("contract judges %s", async (_, status, body) => {
  const type = { "content-type": "application/json" };
  let answered = 0;
  answer = (...to) =>
    (answered++ < 3 ? whole("200 OK", '{"products":[]}', type) : whole(status, body, type))(...to);
  const args = ["contract", "--target", url, "--credentials", ini, "--ledger-dir", temporaryFolder()];
  const env = { CI: "true", GITHUB_ACTIONS: "true" };
  const { code, stdout, stderr } = await runHere([...args, "--filter", "products.*,events.*"], env);
  expect([code, stderr]).toEqual([1, expect.not.stringContaining("internal error")]);
  expect(stdout.length).toBeLessThan(50_000);
  expect(stdout + stderr).not.toMatch(/^spi-emulator: all is good/m);
  expect(stdout.replaceAll(/^::error title=/gm, "") + stderr).not.toMatch(ACTS);
});

// Not a loopback name, so Node's fetch sends the request, which would follow redirects by itself.
it.each([...SUITE, ...VERBS])("%s follows no redirect of another machine", async (_, args) => {
  const before = url;
  url = url.replace("127.0.0.1", "0.0.0.0");
  try {
    for (const [, made] of ANSWERS.slice(0, 2)) await survives(args, made);
  } finally {
    url = before;
  }
});

it("ready says that there is no answer, and waits no longer than for one", async () => {
  answer = () => undefined;
  const { code, stdout, stderr } = await runHere(["ready", "--wait", "1ms", "--url", url]);
  expect([code, stdout]).toEqual([3, ""]);
  expect(stderr).toMatch(/^spi-emulator: not ready: http:\S+ gives no answer in 5 s\n$/);
});

it("what quotes the credentials of a request is told without them", async () => {
  const keys = { consumer_key: "the-consumer", token_key: "the-token" };
  const file = join(temporaryFolder(), "conf.ini");
  const secrets = { consumer_secret: "secret-consumer", token_secret: "secret-token" };
  writeFileSync(file, formatCredentialsIni({ ...keys, ...secrets }));
  answer = whole("500 No", JSON.stringify({ message: `got ${Object.values(keys).join()}` }));
  const contract = ["contract", "--target", url, "--credentials", file, "--profile", "read-only"];
  expect((await runHere(contract)).stderr).toMatch(/gets HTTP 500: got \*\*\*,\*\*\*; try again later/);
  answer = whole("500 No", "got secret-password and secret-code");
  const sent = ["--email", "a@b.c", "--password", "secret-password", "--otp", "secret-code"];
  const login = await runHere(["login", "--url", url, ...sent, "-o", `${file}.new`]);
  expect(login.stderr).toMatch(/^spi-emulator: HTTP 500 +got \*\*\* and \*\*\*\n$/);
});

it("login reads no endless body", () =>
  survives(VERBS[0]![1], () => endless("HTTP/1.1 200 OK\r\n\r\n", " ".repeat(1 << 16))));

it.each([
  ["an endless body", (): typeof answer => endless("HTTP/1.1 200 OK\r\n\r\n", " ".repeat(1 << 16))],
  ["no HTTP", (): typeof answer => (write) => write("what?\r\n\r\n")],
])("contract tells of %s after a right answer in one line", async (_, made) => {
  let answered = 0;
  answer = (...to) => (answered++ === 0 ? whole("200 OK", '{"products":[]}') : made())(...to);
  const args = ["contract", "--target", url, "--credentials", ini, "--ledger-dir", temporaryFolder()];
  const { code, stderr } = await runHere(args);
  expect([code, stderr]).toEqual([3, expect.stringMatching(/^spi-emulator: http:[^\n]*\n$/)]);
});

it("contract holds an answer that comes byte by byte in about its own size", async () => {
  const bytes = 1.5 * 2 ** 20;
  answer = (write) => {
    write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    write(`${"1\r\n \r\n".repeat(bytes)}0\r\n\r\n`);
  };
  const args = ["contract", "--target", url, "--credentials", ini, "--ledger-dir", temporaryFolder()];
  const { code, stderr } = await runProcess(args, { env: { NODE_OPTIONS: "--max-old-space-size=96" } });
  expect([code, stderr]).toEqual([3, expect.stringContaining("does not get JSON")]);
});

it("connectEmulator tells what a hostile server says as text, and sends nothing elsewhere", async () => {
  for (const [what, made] of ANSWERS) {
    elsewhere.length = 0;
    answer = made();
    const failed = await connectEmulator({ url, adminToken: "secret-admin-token" }).then(
      () => null,
      (error: unknown) => error,
    );
    expect([what, failed]).toEqual([what, expect.any(EmulatorError)]);
    const { message } = failed as EmulatorError;
    expect([what, elsewhere, ACTS.test(message), message.length < 20_000]).toEqual([what, [], false, true]);
  }
});

/** Runs a command against the hostile server: one error, without the server's control characters and our secrets. */
async function survives(args: () => string[], made: () => typeof answer): Promise<void> {
  elsewhere.length = 0;
  answer = made();
  const { code, stdout, stderr } = await runHere(args(), { CI: "true" });
  const all = stdout + stderr;
  expect(elsewhere).toEqual([]);
  expect(all).not.toMatch(ACTS);
  expect(all).not.toContain("internal error");
  for (const secret of SECRETS) expect(all).not.toContain(secret);
  // request prints what it gets, and --json does.
  const most = /^(HTTP |\{)/.test(stdout) ? 10_000_000 : 20_000;
  expect(all.length).toBeLessThan(most);
  expect([code, stderr.split("\n").length > 20]).toEqual([expect.any(Number), false]);
}

it.each([
  ["status", (): string[] => ["status", ...admin()], 3],
  ["request", (): string[] => ["request", ini, `${url}/products`], 0],
])("%s holds little of an answer of more values than memory", async (_, args, expected) => {
  answer = whole("200 OK", `{"products":[${"{},".repeat(21_000_000)}{}]}`, {
    "Content-Type": "application/json",
  });
  const { code, stderr } = await runProcess(args(), { env: { NODE_OPTIONS: "--max-old-space-size=800" } });
  expect([code, stderr.split("\n").length < 3]).toEqual([expected, true]);
});
