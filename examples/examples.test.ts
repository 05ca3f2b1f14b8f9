import { cpSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { beforeAll, describe, expect, it } from "vitest";
import { packageFile } from "../src/package-files.js";
import { Running, startProcess, type StartedEmulator } from "../src/testing/emulator-process.js";
import { listening } from "../src/testing/listening.js";
import { installInto } from "../src/testing/installed.js";
import { temporaryFolder } from "../src/testing/temporary-folder.js";
import { missingPython, PYTHON } from "../src/testing/programs.js";

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00`;
/** What both walks print. */
const WALK = [
  `product      ${UUID}  test-product\\.walk`,
  `test spec    ${UUID}  smoke`,
  `opportunity  ${UUID}`,
  ...["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED", "RESULT_STORED"].map(
    (event) => `  ${TIME}  ${event}`,
  ),
  String.raw`\{(?:\n(?: .*|\}))*`,
  "PASSED by agent (?:amd64-nuc|beaglebone-black|raspberry-pi-2)",
  "",
].join("\n");

/** Where nothing listens. */
const NOBODY = "http://127.0.0.1:9";
const missing = missingPython();
let emulator: StartedEmulator;
// With the defaults of `start`: the demo seed, its lab, 60 times real time.
beforeAll(async () => {
  emulator = await startProcess();
});

const example = (...path: string[]): string => packageFile("examples", ...path);
const python = (script: string, ...args: string[]) => new Running(PYTHON, [script, ...args]).ended;
/** Runs TypeScript as `npx tsx` does, without npx's own start. */
const tsx = (script: string, ...args: string[]) =>
  new Running(process.execPath, [
    join(packageFile("node_modules", "tsx", "dist"), "cli.mjs"),
    script,
    ...args,
  ]).ended;

describe.concurrent("the examples, unchanged", () => {
  it("python/walk.py", async (context) => {
    context.skip(missing !== undefined, missing);
    const { code, stdout, stderr } = await python(example("python", "walk.py"), emulator.ini, emulator.url);
    expect(stderr).toBe("");
    expect(stdout).toMatch(new RegExp(`^${WALK}$`));
    expect(code).toBe(0);
  });

  it("typescript/walk.ts", async () => {
    const { code, stdout, stderr } = await tsx(example("typescript", "walk.ts"), emulator.ini, emulator.url);
    expect(stderr).toBe("");
    expect(stdout).toMatch(new RegExp(`^${WALK}$`));
    expect(code).toBe(0);
  });

  it("legacy/post_image.py", async (context) => {
    context.skip(missing !== undefined, missing);
    const script = example("legacy", "post_image.py");
    const { code, stdout, stderr } = await python(script, emulator.ini, emulator.url);
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      new RegExp(
        `^posted image ${UUID}: 2 test opportunities\n(?:PASSED  smoke-(?:pi2|amd64) on [a-z0-9-]+\n){1,2}$`,
      ),
    );
    expect(code).toBe(0);
  });
});

it("node-test/ passes, with an emulator of its own and with a running one", async () => {
  const folder = temporaryFolder();
  installInto(folder);
  cpSync(example("node-test"), join(folder, "node-test"), { recursive: true });
  for (const env of [{}, { SPI_EMULATOR_URL: emulator.url }] as Record<string, string>[]) {
    const args = ["--test", "--test-reporter=tap", "node-test/products.test.js"];
    const { code, stdout } = await new Running(process.execPath, args, { cwd: folder, env }).ended;
    expect([code, /^# pass 2$/m.test(stdout)]).toEqual([0, true]);
  }
});

describe.concurrent("an example that cannot finish", () => {
  it("walk.ts gives up when time is up, with one line and exit code 1", async () => {
    const args = ["--timeout", "0.1", emulator.ini, NOBODY];
    const { code, stderr } = await tsx(example("typescript", "walk.ts"), ...args);
    expect(stderr).toMatch(/^time is up: POST http:\/\/127\.0\.0\.1:9\/products: .+\n$/);
    expect(code).toBe(1);
  });

  it("walk.py does too", async (context) => {
    context.skip(missing !== undefined, missing);
    const args = ["--timeout", "0.1", emulator.ini, NOBODY];
    const { code, stderr } = await python(example("python", "walk.py"), ...args);
    expect(stderr).toMatch(/^time is up: POST \/products: .+\n$/);
    expect(code).toBe(1);
  });

  it("post_image.py shows the refusal", async (context) => {
    context.skip(missing !== undefined, missing);
    const args = ["--org", "nobody", emulator.ini, emulator.url];
    const { code, stderr } = await python(example("legacy", "post_image.py"), ...args);
    expect(stderr).toMatch(/^HTTP 404: \{"id":"resource-not-found",.+\n$/);
    expect(code).toBe(1);
  });

  it.for(["walk.py", "walk.ts"])("%s tries a temporary error again, signed again", async (name, context) => {
    const isPython = name === "walk.py";
    context.skip(isPython && missing !== undefined, missing);
    const nonces: string[] = [];
    const server = createServer((request, response) => {
      nonces.push(/oauth_nonce="([^"]+)"/.exec(request.headers.authorization ?? "")![1]!);
      request.resume();
      response.writeHead(nonces.length === 1 ? 503 : 400, { "content-type": "application/json" });
      response.end('{"message":"enough"}');
    });
    const url = `http://127.0.0.1:${await listening(server)}`;
    const run = isPython
      ? python(example("python", name), emulator.ini, url)
      : tsx(example("typescript", name), emulator.ini, url);
    const { code, stderr } = await run;
    server.close();
    expect(stderr).toMatch(/HTTP 400: .*enough/);
    expect([code, nonces.length, new Set(nonces).size]).toEqual([1, 2, 2]);
  });
});
