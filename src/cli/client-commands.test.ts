import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseCredentialsIni } from "../oauth1/credentials-file.js";
import { runProcess, startProcess, type StartedEmulator } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { listening } from "../testing/listening.js";

/** Where nothing listens. */
const NOBODY = "http://127.0.0.1:9";
let emulator: StartedEmulator;
beforeAll(async () => {
  emulator = await startProcess(["--no-lab"]);
});

describe("login", () => {
  const login = (cwd: string, args: string[], input?: string) =>
    runProcess(["login", "--url", emulator.url, "--email", "customer@example.com", ...args], {
      cwd,
      ...(input === undefined ? {} : { input }),
    });

  it("writes credentials that work, for its owner's eyes only, and replaces them by --force alone", async () => {
    const cwd = temporaryFolder();
    const ini = join(cwd, "conf.ini");
    const written = await login(cwd, ["--password", "correct horse"]);
    expect(written.stderr).toBe("");
    expect(written.stdout).toBe("conf.ini written: token spi-emulator-cli of customer@example.com\n");
    expect(written.code).toBe(0);
    expect(statSync(ini).mode & 0o777).toBe(0o600);
    const first = readFileSync(ini, "utf8");
    const asked = await runProcess(["request", ini, `${emulator.url}/products`]);
    expect([asked.code, asked.stdout.split("\n")[0]]).toEqual([0, "HTTP 200"]);

    const again = await login(cwd, ["--password", "correct horse", "--token-name", "other"]);
    expect(again).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "spi-emulator: conf.ini exists; use --force to overwrite it\n",
    });
    expect(readFileSync(ini, "utf8")).toBe(first);

    // By standard input; a file that others could read is theirs no more.
    writeFileSync(join(cwd, "open.ini"), "", { mode: 0o644 });
    const args = ["--token-name", "other", "--force", "-o", "open.ini"];
    const forced = await login(cwd, args, "correct horse\n");
    expect([forced.code, forced.stderr]).toEqual([0, ""]);
    expect(statSync(join(cwd, "open.ini")).mode & 0o777).toBe(0o600);
    const { token_key } = parseCredentialsIni(readFileSync(join(cwd, "open.ini"), "utf8"), "open.ini");
    expect(token_key).not.toBe(parseCredentialsIni(first, ini).token_key);
  });

  it("says in one line why it wrote nothing", async () => {
    const cwd = temporaryFolder();
    const [refused, silent, unreachable, noUrl, noFolder] = [
      await login(cwd, ["--password", "wrong"]),
      await login(cwd, [], ""),
      await login(cwd, ["--password", "p", "--url", NOBODY]),
      await login(cwd, ["--password", "p", "--url", "localhost"]),
      await login(cwd, ["--password", "correct horse", "-o", "none/conf.ini"]),
    ];
    const message =
      "HTTP 401 INVALID_CREDENTIALS Provided email/password is not correct." +
      " (an emulator that runs a kit tells its random passwords in the data directory's conf.ini, and in sandbox show --json)";
    expect([refused.code, refused.stderr]).toEqual([3, `spi-emulator: ${message}\n`]);
    expect([silent.code, silent.stderr]).toEqual([
      2,
      "spi-emulator: no password: use --password, or one line of standard input\n",
    ]);
    expect(unreachable.code).toBe(3);
    expect(unreachable.stderr).toMatch(
      /^spi-emulator: http:\/\/127\.0\.0\.1:9\/api\/v2\/tokens\/oauth cannot be reached: [^\n]+\n$/,
    );
    expect([noUrl.code, noUrl.stderr]).toEqual([
      2,
      'spi-emulator: --url: got "localhost"; accepted: an http or https URL\n',
    ]);
    expect(noFolder.code).toBe(2);
    expect(noFolder.stderr).toMatch(/^spi-emulator: --output: cannot write none\/conf\.ini: [^\n]+\n$/);
    expect(existsSync(join(cwd, "conf.ini"))).toBe(false);
  });
});

describe("request", () => {
  const body = { name: "test-product.foo", release: "15.04-core", snaps: ["test-snap.foo"] };
  const request = (args: string[], input = "", cwd = temporaryFolder()) =>
    runProcess(["request", ...args], { cwd, input });
  let product: string;

  it("takes its arguments in the order of the documents' script", async () => {
    const url = `${emulator.url}/products`;
    const made = await request(["-X", "POST", emulator.ini, url, "--data", JSON.stringify(body)]);
    expect([made.code, made.stderr]).toEqual([0, ""]);
    const [status, ...rest] = made.stdout.split("\n");
    expect(status).toBe("HTTP 201");
    const answer = JSON.parse(rest.join("\n")) as { id: string };
    expect(rest.join("\n")).toBe(`${JSON.stringify(answer, null, 2)}\n`);
    expect(answer).toMatchObject(body);
    product = `${url}/${answer.id}`;
  });

  it("sends what a file or standard input holds", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "spec.json"), '{"name": "smoke"}');
    const spec = await request([emulator.ini, `${product}/test-specs`, "--data", "@spec.json"], "", cwd);
    expect(spec.stdout).toMatch(/^HTTP 201\n/);
    const image = '{"image_unique_id": "a b+c%20é", "image_reference": null}';
    const advertised = await request(["--data", "-", emulator.ini, `${product}/images`], image);
    expect(advertised.stdout).toMatch(/^HTTP 201\n[^]+"image_unique_id": "a b\+c%20é"/);
    const none = await request([emulator.ini, product, "--data", "@none.json"], "", cwd);
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(/^spi-emulator: --data @none\.json: cannot be read: [^\n]+\n$/);
  });

  it("signs queries with blanks, plus and percent signs and non-ASCII, encoded or not", async () => {
    for (const query of ["a b%2Bc%2520é", "a+b%2Bc%2520%C3%A9", "a%20b%2bc%2520%c3%a9"]) {
      const events = await request([emulator.ini, `${product}/tests/events?image_unique_id=${query}`]);
      expect(events.stdout, query).toMatch(/^HTTP 200\n[^]+"image_unique_id": "a b\+c%20é"/);
    }
  });

  it("tells the outcome by its exit code", async () => {
    const deleted = await request(["-X", "delete", emulator.ini, product]);
    expect([deleted.code, deleted.stdout]).toEqual([0, "HTTP 204\n"]);
    const missing = await request([emulator.ini, product]);
    expect(missing.code).toBe(1);
    expect(missing.stdout).toMatch(/^HTTP 404\n\{\n {2}"id": "resource-not-found",\n/);
    const cwd = temporaryFolder();
    const wrong = readFileSync(emulator.ini, "utf8").replace(/(token_secret = ).*/, "$1wrong");
    writeFileSync(join(cwd, "wrong.ini"), wrong);
    const refused = await request([join(cwd, "wrong.ini"), `${emulator.url}/products`]);
    expect(refused.code).toBe(3);
    expect(refused.stdout).toMatch(/^HTTP 401\n\{\n {2}"id": "unauthorized",\n/);
    const unreachable = await request([emulator.ini, `${NOBODY}/products`]);
    expect([unreachable.code, unreachable.stdout]).toEqual([3, ""]);
    expect(unreachable.stderr).toMatch(
      /^spi-emulator: http:\/\/127\.0\.0\.1:9\/products cannot be reached: .+\n$/,
    );
    const noFile = await request(["none.ini", `${emulator.url}/products`]);
    expect([noFile.code, noFile.stderr.split(": ").slice(0, 3)]).toEqual([
      2,
      ["spi-emulator", "none.ini", "cannot be read"],
    ]);
    writeFileSync(join(cwd, "bad.ini"), "[auth]\nconsumer_key = x\n");
    const badFile = await request(["bad.ini", `${emulator.url}/products`], "", cwd);
    const lacks = "section [auth] lacks the keys consumer_secret, token_key, token_secret";
    expect([badFile.code, badFile.stderr]).toEqual([2, `spi-emulator: bad.ini: ${lacks}\n`]);
  });
});

describe("a target that redirects", () => {
  it("gets neither password nor one-time code to another address", async () => {
    const bodies: string[] = [];
    const other = createServer((incoming, answer) => {
      incoming.on("data", (chunk: Buffer) => bodies.push(chunk.toString()));
      answer.writeHead(200).end("{}");
    });
    const elsewhere = `http://127.0.0.1:${await listening(other)}/`;
    const redirects = createServer((_, answer) => answer.writeHead(307, { location: elsewhere }).end());
    const url = `http://127.0.0.1:${await listening(redirects)}`;
    const args = ["--email", "a@example.com", "--password", "right-password", "--otp", "123456"];
    const refused = await runProcess(["login", "--url", url, ...args], { cwd: temporaryFolder() });
    expect(refused.stderr).toMatch(/^spi-emulator: HTTP 307: [^\n]+ redirects to "http[^\n]+\n$/);
    expect([refused.code, refused.stdout, bodies]).toEqual([3, "", []]);
    const controlled = await runProcess(["seed", "empty", "--url", url]);
    expect([controlled.code === 0, bodies]).toEqual([false, []]);
    other.close();
    redirects.close();
  });

  it("request takes a body as it is with --data-raw", async () => {
    const args = ["-X", "POST", emulator.ini, `${emulator.url}/products`, "--data-raw", "@/etc/hostname"];
    const sent = await runProcess(["request", ...args]);
    expect([sent.code, sent.stdout]).toEqual([1, expect.stringContaining("HTTP 400")]);
    expect(sent.stdout).toContain("@");
    const both = await runProcess(["request", ...args, "--data", "{}"]);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("--data")]);
  });
});

describe("texts of other people", () => {
  // eslint-disable-next-line no-control-regex
  const ACTS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e]|\r(?!\n)|^\s*::/m;

  it("in a recorded request act neither on the terminal nor on a CI job", async () => {
    await fetch(`${emulator.url}/%1b[2J%0d%0a::error::pwn%E2%80%AE`);
    for (const command of [["list"], ["list", "--json"]]) {
      const listed = await runProcess(["exchanges", ...command, "--url", emulator.url], {
        env: { CI: "true" },
      });
      expect(listed.stdout).toContain("pwn");
      expect(listed.stdout).not.toMatch(ACTS);
    }
  });

  it("in a target's answer do neither", async () => {
    const hostile = createServer((_, answer) =>
      answer.writeHead(401).end("\x1b[2J\u009b31m\r\n::error::pwn\u202e"),
    );
    const url = `http://127.0.0.1:${await listening(hostile)}`;
    const args = ["--email", "a@example.com", "--password", "p"];
    const env = { CI: "true" };
    for (const command of [
      ["login", "--url", url, ...args],
      ["request", emulator.ini, url],
    ]) {
      const { stdout, stderr } = await runProcess(command, { cwd: temporaryFolder(), env });
      expect(stdout + stderr).toContain("pwn");
      expect(stdout + stderr).not.toMatch(ACTS);
    }
    hostile.close();
  });
});
