import { createServer } from "node:http";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { connectEmulator } from "../api/connect.js";
import type { EmulatorHandle } from "../api/handle.js";
import { parseCredentialsIni } from "../oauth1/credentials-file.js";
import { version } from "../package-files.js";
import { runProcess, startProcess, type StartedEmulator } from "../testing/emulator-process.js";
import { listening } from "../testing/listening.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { runHere } from "./testing/in-process.js";

const NOBODY = "http://127.0.0.1:1";
let emulator: StartedEmulator;
let handle: EmulatorHandle;
beforeAll(async () => {
  emulator = await startProcess(["--clock", "manual", "--random-seed", "verbs"]);
  handle = await connectEmulator({ url: emulator.url });
});

const cli = (words: string, { env = {} }: { env?: Record<string, string> } = {}) =>
  runHere(words.split(" "), { SPI_EMULATOR_URL: emulator.url, ...env });
async function good(words: string, options = {}): Promise<string> {
  const { code, stdout, stderr } = await cli(words, options);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}
const json = async (words: string): Promise<any> => JSON.parse(await good(`${words} --json`));
async function bad(words: string, exitCode: number, line: RegExp): Promise<void> {
  const { code, stdout, stderr } = await cli(words);
  expect(stderr).toMatch(/^spi-emulator: [^\n]+\n$/);
  expect(stderr.slice("spi-emulator: ".length, -1)).toMatch(line);
  expect([code, stdout]).toEqual([exitCode, ""]);
}
const file = (name: string, text: string): string => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
};
const SEED = `
accounts:
  - email: me@example.com
    password: secret
    products:
      - { name: p.me, release: 15.04-core, snaps: [s.me], test_specs: [{ name: smoke, platform: pi2 }] }
`;

describe("how a verb finds its emulator", () => {
  it("by flag, else by environment", async () => {
    const { locator } = emulator;
    expect(await good("ready")).toBe(`${emulator.url} is ready\n`);
    expect(await good(`ready --url ${emulator.url}/`, { env: { SPI_EMULATOR_URL: NOBODY } })).toBe(
      `${emulator.url} is ready\n`,
    );
    const none = { SPI_EMULATOR_URL: "" };
    await good(`ready --locator ${locator}`, { env: { SPI_EMULATOR_URL: NOBODY } });
    await good("ready", { env: { ...none, SPI_EMULATOR_LOCATOR: locator } });
    const elsewhere = await cli("ready", { env: { ...none, SPI_EMULATOR_LOCATOR: "/none.json" } });
    expect(elsewhere.code).toBe(3);
    expect(elsewhere.stderr).toContain("/none.json");
  });

  it("and says where nobody is, with exit code 3; a bad address is 2", async () => {
    await bad(`status --url ${NOBODY}`, 3, /^http:\/\/127\.0\.0\.1:1 cannot be reached: /);
    await bad(`ready --url ${NOBODY} --wait 200ms`, 3, /^not ready: /);
    await bad("status --url localhost", 2, /^--url: got "localhost"; accepted: /);
    await bad("status --locator /none.json", 3, /\/none\.json/);
  });

  it("asks another server whether it is an emulator, with exit code 3", async () => {
    const answers = ["{}", '{"status": "ok"}', "[]", "hello", "null"];
    for (const answer of answers) {
      const server = createServer((_, response) => response.end(answer));
      const url = `http://127.0.0.1:${await listening(server)}`;
      for (const verb of ["ready", "ready --wait 20s", "status"])
        await bad(`${verb} --url ${url}`, 3, /is this an emulator\?$/);
      server.close();
    }
  });

  it("waits for one that is about to start", async () => {
    const locator = join(temporaryFolder(), "late.json");
    const waiting = cli(`ready --wait 20s --locator ${locator}`);
    const late = await startProcess(["--no-lab"]);
    writeFileSync(locator, readFileSync(late.locator));
    expect((await waiting).stdout).toBe(`${late.url} is ready\n`);
  });

  it("with the admin token, from flag or environment", async () => {
    const guarded = await startProcess(["--no-lab", "--admin-token", "let-me-in"]);
    const url = `--url ${guarded.url}`;
    await bad(`clock ${url}`, 3, /Bearer/);
    await good(`clock ${url} --admin-token let-me-in`);
    await good(`clock ${url}`, { env: { SPI_EMULATOR_ADMIN_TOKEN: "let-me-in" } });
  });
});

describe("info, status, trace, devices", () => {
  it("info", async () => {
    expect(await good("info")).toMatch(new RegExp(`^url +${emulator.url}\nversion +${version}\n`));
    expect(await json("info")).toMatchObject({ version, seeds: ["contract", "demo", "empty"] });
  });

  it("status and trace of what is unfinished", async () => {
    const sandbox = await handle.createSandbox({ clock: "manual" });
    const { unfinished } = await sandbox.status();
    const { test_opportunity_id, sentence } = unfinished[0]!;
    const text = await good(`status --sandbox ${sandbox.name}`);
    expect(text).toMatch(new RegExp(`^sandbox +${sandbox.name}\n`));
    expect(text).toContain(`${test_opportunity_id}  QUEUED_FOR_AGENTS  ${sentence}\n`);
    expect((await json(`status --sandbox ${sandbox.name}`)).unfinished).toHaveLength(2);
    const trace = await good(`trace ${test_opportunity_id} --sandbox ${sandbox.name}`);
    expect(trace).toContain("QUEUED_FOR_AGENTS");
    expect(trace.endsWith(`\n${sentence}\n`)).toBe(true);
    await bad(`trace ${test_opportunity_id}`, 1, /test_opportunity/);
    await bad("trace no-uuid", 2, /UUID/);
    await sandbox.close();
  });

  it("devices", async () => {
    const sandbox = await handle.createSandbox({ seed: "empty", clock: "manual" });
    const here = `--sandbox ${sandbox.name}`;
    expect(await good(`devices list ${here}`)).toMatch(/^raspberry-pi-2 +pi2 +\w+ +- +healthy$/m);
    expect(await good(`devices offline raspberry-pi-2 ${here}`)).toContain("offline");
    expect((await json(`devices list ${here}`)).devices).toContainEqual(
      expect.objectContaining({ agent_id: "raspberry-pi-2", online: false }),
    );
    expect(await good(`devices online raspberry-pi-2 ${here}`)).not.toContain("offline");
    expect(await good(`devices override raspberry-pi-2 failed --reason why ${here}`)).toBe(
      "raspberry-pi-2: next outcome will be FAILED\n",
    );
    expect(await json(`devices override raspberry-pi-2 ERROR ${here}`)).toMatchObject({
      override_next: "ERROR",
    });
    await bad(`devices offline none ${here}`, 1, /none/);
    await bad(`devices override raspberry-pi-2 MAYBE ${here}`, 2, /PASSED.*FAILED.*ERROR/);
    await sandbox.close();
  });

  it("an id by its first digits, where only one begins so; else the candidates, with exit code 2", async () => {
    const sandbox = await handle.createSandbox({ clock: "manual" });
    const here = `--sandbox ${sandbox.name}`;
    const { opportunities } = await sandbox.control.send("GET /_emulator/opportunities", {
      query: { sandbox: sandbox.name },
    });
    const ids = opportunities.map(({ test_opportunity_id }) => test_opportunity_id);
    const [unfinished] = (await sandbox.status()).unfinished;
    const id = unfinished!.test_opportunity_id;
    const short = id.slice(0, 12).toUpperCase();
    expect(await good(`trace ${short} ${here}`)).toContain(`Test Opportunity ${id}\n`);
    expect(await good(`devices override ${short} FAILED --opportunity ${here}`)).toContain(id);
    // Fourteen ids have at most sixteen first digits, and the random seed is fixed.
    const digit = [..."0123456789abcdef"].find((one) => ids.filter((each) => each[0] === one).length > 1)!;
    const candidates = ids.filter((each) => each[0] === digit).join(", ");
    const line = `"${digit}" is ambiguous: ${ids.filter((each) => each[0] === digit).length} opportunities begin with it: ${candidates}`;
    await bad(`trace ${digit} ${here}`, 2, new RegExp(`^${line}$`));

    expect(await good(`devices offline rasp ${here}`)).toContain("raspberry-pi-2");
    await bad(`devices offline r ${here} --url ${NOBODY}`, 3, /cannot be reached/);

    await sandbox.fetch("/products");
    const { products } = (await (await sandbox.fetch("/products")).json()) as { products: { id: string }[] };
    const product = products[0]!.id;
    await sandbox.fetch(`/products/${product}`);
    const listed = await json(`exchanges list --product ${product.slice(0, 8)} ${here}`);
    expect(listed.total).toBe(1);
    await sandbox.close();
  });

  it("request sends a path to the running emulator, with its credentials, and completes ids", async () => {
    const sandbox = await handle.createSandbox({ clock: "manual" });
    const here = `--sandbox ${sandbox.name}`;
    const all = JSON.parse((await good(`request /products ${here}`)).replace("HTTP 200\n", "")) as {
      products: { id: string; name: string }[];
    };
    const [first] = all.products;
    expect(await good(`request /products/${first!.id.slice(0, 6)}/tests/events ${here}`)).toContain(
      first!.id,
    );
    const other = await good(`request /products --as other@example.org ${here}`);
    expect(other).toContain('"name": "kiosk.other"');
    await bad(`request /products --as nobody@example.org ${here}`, 2, /customer@example\.com, other@/);
    await bad(`request ${emulator.url}/products`, 2, /a whole URL needs credentials/);
    await bad(`request /products --url ${NOBODY}`, 3, /cannot be reached/);
    await sandbox.close();
  });

  it("the demo's ids are always the same, its secrets never", async () => {
    const [one, other] = [await handle.createSandbox(), await handle.createSandbox()];
    const productsOf = async (sandbox: EmulatorHandle) => (await sandbox.fetch("/products")).json();
    const idsOf = ({ products }: { products: { id: string }[] }) => products.map(({ id }) => id);
    expect(idsOf((await productsOf(one)) as never)).toEqual(idsOf((await productsOf(other)) as never));
    for (const name of ["consumer_key", "consumer_secret", "token_key", "token_secret"] as const)
      expect(one.credentials[name]).not.toBe(other.credentials[name]);
    await one.close();
    await other.close();
  });

  it("an opportunity's outcome", async () => {
    const sandbox = await handle.createSandbox({ clock: "manual" });
    const [{ test_opportunity_id: id } = { test_opportunity_id: "" }] = (await sandbox.status()).unfinished;
    const words = `devices override ${id} FAILED --opportunity --sandbox ${sandbox.name}`;
    expect(await good(words)).toBe(`${id}: outcome will be FAILED\n`);
    await sandbox.advance(20 * 60_000);
    expect(await good(`trace ${id} --sandbox ${sandbox.name}`)).toContain("FAILED");
    await sandbox.close();
  });
});

describe("reset, seed, snapshot, sandbox", () => {
  it("sandbox create, list, show, delete", async () => {
    const ini = join(temporaryFolder(), "mine.ini");
    const options =
      "--seed empty --clock manual --clock-start 2016-01-04T16:58:28Z --random-seed r --no-lab --expires-in 1h";
    writeFileSync(ini, "", { mode: 0o644 });
    expect(await good(`sandbox create mine ${options} --output ${ini}`)).toBe("mine\n");
    expect(statSync(ini).mode & 0o777).toBe(0o600);
    const shown = await json("sandbox show mine");
    expect(shown).toMatchObject({ seed: "empty", random_seed: "r", lab: false });
    expect(shown.clock).toMatchObject({ mode: "manual", now: "2016-01-04T16:58:28.000000+00:00" });
    expect(shown.expires_at).not.toBeNull();
    expect(parseCredentialsIni(readFileSync(ini, "utf8"), ini)).toEqual(shown.accounts[0].credentials);
    expect(await good("sandbox show mine")).toMatch(/^name +mine\nseed +empty \(random seed r\)\n/);
    expect(await good("sandbox list")).toMatch(
      /^default +demo +manual +3 products, .*\n(?:.+\n)*mine +empty +manual +0 products, /,
    );
    await bad("sandbox create mine", 1, /mine/);
    await bad("sandbox create Mine", 2, /^name: /);
    await bad("sandbox create --speed fast", 2, /^--speed: got "fast"; accepted: a number$/);
    expect(await good("sandbox delete mine")).toBe("mine deleted\n");
    await bad("sandbox delete mine", 1, /mine/);
    await bad("reset --sandbox mine", 1, /mine/);
  });

  it("seed and reset, by name and by file", async () => {
    const sandbox = await handle.createSandbox({ seed: "empty", lab: false });
    const here = `--sandbox ${sandbox.name}`;
    const seed = file("mine.yaml", SEED);
    const mine = `${sandbox.name}: seed inline, 1 product, 0 opportunities, 0 results\n`;
    expect(await good(`seed ${seed} ${here}`)).toBe(mine);
    expect(await good(`seed demo ${here}`)).toContain("seed demo, 3 products");
    expect(await good(`reset --seed ${seed} ${here}`)).toBe(mine);
    expect(await good(`seed demo ${here}`)).toContain("seed demo, 3 products");
    const env = { SPI_EMULATOR_URL: emulator.url };
    const piped = await runProcess(["seed", "-", "--sandbox", sandbox.name], { env, input: SEED });
    expect(piped).toMatchObject({ code: 0, stdout: mine });
    expect(await json(`reset ${here}`)).toMatchObject({ name: sandbox.name, seed: "inline" });
    await bad(`seed nothing ${here}`, 2, /nothing/);
    await bad(`seed ./nothing.yaml ${here}`, 2, /^\.\/nothing\.yaml: cannot be read: /);
    await bad(
      `seed ${file("bad.yaml", "accounts:\n- { email: 1, password: p }")} ${here}`,
      2,
      /bad\.yaml:2: .*email/,
    );
    await bad(`seed ${file("worse.yaml", "a: [")} ${here}`, 2, /worse\.yaml/);
    await bad(`seed ${file("list.yaml", "- 1")} ${here}`, 2, /list\.yaml:1: /);
    await sandbox.close();
  });

  it("snapshot save, list, load, export, import, delete", async () => {
    const sandbox = await handle.createSandbox({ seed: "demo", lab: false });
    const here = `--sandbox ${sandbox.name}`;
    const document = join(temporaryFolder(), "state.json");
    expect(await good(`snapshot save before ${here}`)).toMatch(/^before saved: \d+ bytes of sandbox /);
    expect(await good("snapshot list")).toMatch(new RegExp(`^before  .+ bytes +${sandbox.name}\n$`));
    await sandbox.reset("empty");
    expect(await good(`snapshot load before ${here}`)).toContain("3 products");
    await sandbox.reset("empty");
    writeFileSync(document, "", { mode: 0o644 });
    expect(await good(`snapshot export before ${document}`)).toBe(`${document} written\n`);
    expect(statSync(document).mode & 0o777).toBe(0o600);
    expect(await good("snapshot export before -")).toBe(readFileSync(document, "utf8"));
    expect(await good(`snapshot import ${document} ${here}`)).toContain("3 products");
    expect(await good("snapshot delete before")).toBe("before deleted\n");
    expect(await good("snapshot list")).toBe("no snapshots\n");
    await bad(`snapshot load before ${here}`, 1, /before/);
    await bad(`snapshot import ${file("x.json", "{}")} ${here}`, 2, /format/);
    await sandbox.close();
  });
});

describe("clock, faults, exchanges", () => {
  it("a manual clock", async () => {
    const sandbox = await handle.createSandbox({
      seed: "empty",
      clock: "manual",
      clockStart: "2016-01-04T00:00:00Z",
      lab: false,
    });
    const here = `--sandbox ${sandbox.name}`;
    expect(await good(`clock ${here}`)).toBe("2016-01-04 00:00:00.000  manual\n");
    expect(await good(`clock advance 10m ${here}`)).toMatch(
      /^2016-01-04 00:00:00\.000 -> 2016-01-04 00:10:00\.000: \d+ timers fired\. /,
    );
    expect(await json(`clock advance 1d ${here}`)).toMatchObject({ now: "2016-01-05T00:10:00.000000+00:00" });
    expect(await json(`clock next ${here}`)).toMatchObject({ stopped: "nothing-due" });
    expect(await json(`clock idle ${here}`)).toMatchObject({ stopped: "idle" });
    expect(await json("clock idle --limit 1ms")).toMatchObject({ stopped: "limit" });
    await bad(`clock speed 2 ${here}`, 1, /manual/);
    await bad(
      `clock advance soon ${here}`,
      2,
      /^DURATION: got "soon"; accepted: such as 500ms, 90s, 10m, 2h or 3d$/,
    );
    await sandbox.close();
  });

  it("a scaled clock", async () => {
    const sandbox = await handle.createSandbox({ seed: "empty", speed: 60, lab: false });
    const here = `--sandbox ${sandbox.name}`;
    expect(await good(`clock show ${here}`)).toMatch(/ {2}60x\n$/);
    expect(await good(`clock speed 3600 ${here}`)).toMatch(/ {2}3600x\n$/);
    expect(await good(`clock pause ${here}`)).toMatch(/ {2}paused\n$/);
    expect(await json(`clock ${here}`)).toMatchObject({ mode: "scaled", speed: 0, resume_speed: 3600 });
    expect(await good(`clock resume ${here}`)).toMatch(/ {2}3600x\n$/);
    expect(await good(`clock resume ${here}`)).toMatch(/ {2}3600x\n$/);
    await bad(`clock speed fast ${here}`, 2, /^N: got "fast"/);
    await bad(`clock speed -1 ${here}`, 2, /./);
    await sandbox.close();
  });

  it("faults by flags, set and file; list, remove, clear", async () => {
    const sandbox = await handle.createSandbox({ seed: "empty", lab: false });
    const here = `--sandbox ${sandbox.name}`;
    const flags =
      "--operation listProducts --to 2 --times 5 --status 503 --retry-after 2s --message busy --name x";
    expect(await good(`faults add ${flags} ${here}`)).toBe("1\n");
    const answer = await sandbox.fetch("/products");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
    const { faults, sets } = await json(`faults list ${here}`);
    expect(faults[0]).toMatchObject({
      name: "x",
      match: { operation: "listProducts" },
      calls: { to: 2 },
      times: 5,
      effect: { status: 503, retry_after_s: 2, message: "busy" },
      fired: 1,
    });
    expect(await good(`faults list ${here}`)).toMatch(/^1 +x +\{"status":503,.* 1 of 1 /);
    const latency = "--latency 200ms-2s --header User-Agent:x --probability 0.5 --path /products/* --agent a";
    expect((await json(`faults add ${latency} ${here}`)).faults[0]).toMatchObject({
      effect: { latency_ms: { min: 200, max: 2000 } },
      match: { header: { name: "User-Agent", value: "x" }, path: "/products/*", agent: "a" },
      probability: 0.5,
    });
    for (const [effect, sent] of [
      ["--latency 1s", { latency_ms: 1000 }],
      ["--reset", { reset: true }],
      ["--truncate", { truncate: true }],
      ["--slow-body 3s", { slow_body_ms: 3000 }],
      ["--stale", { stale: true }],
      ["--lose-answer", { lose_answer: true }],
      ["--delay-stored 1m", { delay_stored_ms: 60_000 }],
    ] as const)
      expect((await json(`faults add ${effect} ${here}`)).faults[0].effect).toEqual(sent);
    expect(await good(`faults remove 1 ${here}`)).toBe("fault 1 removed\n");
    await bad(`faults remove 1 ${here}`, 1, /1/);
    const set = await json(`faults add --set ${sets[0].name} ${here}`);
    expect(set.faults.length).toBeGreaterThan(0);
    const rules = file(
      "rules.yaml",
      "- { effect: { reset: true } }\n- { effect: { status: 500 }, times: 1 }\n",
    );
    expect((await json(`faults add ${rules} ${here}`)).faults).toHaveLength(2);
    await good(`faults clear ${here}`);
    expect(await good(`faults list ${here}`)).toMatch(/^no faults\n\nsets:\n/);
    await sandbox.close();
  });

  it.each([
    ["nothing", "", /give either a file, --set NAME, or flags/],
    ["two ways", "--set x --reset", /give either/],
    ["no effect", "--from 3", /the effect is missing/],
    ["no such set", "--set none", /none/],
    ["no such operation", "--operation listProduct --reset", /listProducts/],
    ["two effects", "--reset --stale", /./],
    ["an invalid number", "--times many --reset", /^--times: got "many"; accepted: a number$/],
    ["a bad header", "--header x --reset", /^--header: got "x"; accepted: /],
    ["a bad latency", "--latency 1s-2s-3s", /^--latency: got /],
  ])("faults add refuses %s", async (_what, words, line) => {
    await bad(`faults add ${words}`.trim(), 2, line);
  });

  it("exchanges list, show, wait, har, clear", async () => {
    const sandbox = await handle.createSandbox({ seed: "empty", lab: false });
    const here = `--sandbox ${sandbox.name}`;
    expect(await good(`exchanges list ${here}`)).toBe("no exchanges\n");
    await sandbox.fetch("/products");
    await sandbox.fetch("/products/7");
    const [first, second] = await sandbox.exchanges();
    expect(await good(`exchanges list ${here}`)).toMatch(
      /^\d+ +\S+ \S+ +200 +GET \/products +listProducts +customer@example\.com\n\d+ .* 400 .*\n$/,
    );
    expect((await json(`exchanges list --status 4xx ${here}`)).exchanges).toHaveLength(1);
    expect(await good(`exchanges list --limit 1 ${here}`)).toContain(
      "the newest 1 of 2; use --limit for more",
    );
    const shown = await good(`exchanges show ${second!.id} ${here}`);
    expect(shown).toMatch(new RegExp(`^exchange ${second!.id} at `));
    expect(shown).toContain(`\nGET ${emulator.url}/products/7\n`);
    expect(shown).toContain("\nHTTP 400\n");
    expect(shown).toContain('\n  "id": "invalid-data",\n');
    const waiting = good(
      `exchanges wait --operation listProducts --since ${second!.id} --timeout 20s ${here}`,
    );
    await sandbox.fetch("/products");
    expect(await waiting).toContain("GET /products");
    expect((await json(`exchanges wait --count 3 --method GET ${here}`)).exchanges).toHaveLength(3);
    await bad(
      `exchanges wait --operation createProduct --timeout 10ms ${here}`,
      1,
      /^waited 10 ms .* GET \/products/,
    );
    const har = join(temporaryFolder(), "all.har");
    await good(`exchanges har ${har} ${here}`);
    expect(JSON.parse(readFileSync(har, "utf8")).log.entries).toHaveLength(3);
    await good(`exchanges clear ${here}`);
    await bad(`exchanges show ${first!.id} ${here}`, 1, /./);
    await bad("exchanges list --operation listProduct", 2, /listProducts/);
    await bad("exchanges wait --since x", 2, /^--since: got "x"/);
    await sandbox.close();
  });
});

describe("help", () => {
  it.each(
    "status trace exchanges faults clock devices reset seed snapshot sandbox ready info exec".split(" "),
  )("of %s ends with examples, and its line in the list fits", async (name) => {
    const { code, stdout, stderr } = await cli(`${name} --help`);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Usage: spi-emulator ${name}`));
    expect(stdout).toMatch(new RegExp(`\nExamples?:\n  spi-emulator (start|${name})`));
  });
});
