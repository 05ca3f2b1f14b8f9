import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, it, onTestFinished } from "vitest";
import { connectEmulator } from "../api/connect.js";
import { packageFile } from "../package-files.js";
import { MAIN, Running, startProcess } from "../testing/emulator-process.js";
import { listening } from "../testing/listening.js";
import { atFileEnd } from "../testing/file-end.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

/** The SDK's own client of the command, over standard input and output. */
async function connected(url: string, ...flags: string[]) {
  const client = new Client({ name: "test", version: "1" });
  const env = { PATH: process.env["PATH"] ?? "", TMPDIR: temporaryFolder() };
  const args = [MAIN, "mcp", "--url", url, ...flags];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, env, cwd: temporaryFolder() }),
  );
  atFileEnd(() => client.close());
  /** What a tool answers: its text, parsed where it is JSON. */
  const call = async (name: string, input: object = {}): Promise<any> => {
    const answer = (await client.callTool({ name, arguments: { ...input } })) as any;
    const [{ text }] = answer.content;
    if (answer.isError) return `refused: ${text as string}`;
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };
  const names = async (): Promise<string[]> => (await client.listTools()).tools.map(({ name }) => name);
  return { client, call, names };
}

const UNKNOWN = "/products/00000000-0000-4000-8000-000000000000";
const READING = ["status", "trace", "exchanges", "explain_refusal", "faults", "run_clauses", "request"];
const WRITING = ["advance_clock", "add_fault", "clear_faults", "reset_sandbox"];

it("reads only: status, requests, exchanges, why one was refused, traces, and nothing that writes", async () => {
  const emulator = await startProcess(["--clock", "manual"]);
  const { call, names, client } = await connected(emulator.url);
  expect(client.getServerVersion()).toMatchObject({ name: "spi-emulator" });
  expect(await names()).toEqual(READING);

  const status = await call("status");
  expect(status).toMatchObject({ sandbox: "default", faults_active: 0 });
  const { status: code, body } = await call("request", { path: "/products" });
  expect([code, body.products.length]).toEqual([200, 2]);
  expect(await call("request", { path: UNKNOWN })).toMatchObject({ status: 404 });
  expect(await call("explain_refusal")).toMatchObject({
    method: "GET",
    path: UNKNOWN,
    status: 404,
    refusal: { id: "resource-not-found" },
  });
  const exchanges = await call("exchanges", { status: "404", limit: 5 });
  expect(exchanges).toHaveLength(1);
  expect(JSON.stringify(exchanges)).not.toContain(emulator.credentials.token_secret);

  const [waiting] = status.unfinished;
  const [opportunity] = waiting
    ? [waiting.test_opportunity_id]
    : await connectEmulator({ url: emulator.url })
        .then(({ control }) => control.send("GET /_emulator/opportunities"))
        .then(({ opportunities }) => opportunities.map(({ test_opportunity_id: id }) => id));
  expect((await call("trace", { opportunity })).entries.length).toBeGreaterThan(0);

  expect(await call("request", { method: "POST", path: "/products", body: {} })).toBe(
    "refused: method: got POST; accepted: GET, HEAD. --allow-writes allows the others",
  );
  for (const name of WRITING)
    expect(await call(name)).toMatch(/^refused: there is no tool \w+; start the server with --allow-writes/);
  for (const path of [
    "/_emulator/status",
    "/./_emulator/sandboxes",
    "/products/../_emulator/sandboxes",
    "/x/%2e%2e/_emulator/snapshots",
    "/_emul\tator/sandboxes",
    "/%5femulator/sandboxes",
    "@127.0.0.1:9/products",
  ])
    expect([path, await call("request", { path })]).toEqual([
      path,
      expect.stringMatching(/^refused: path: got /),
    ]);
  expect(await call("request", { path: "/products?name=%" })).toMatchObject({ status: 400 });
});

it("with --allow-writes sends any request, advances the clock, sets faults and resets the sandbox", async () => {
  const emulator = await startProcess(["--clock", "manual"]);
  const { call, names } = await connected(emulator.url, "--allow-writes");
  expect(await names()).toEqual([...READING, ...WRITING]);

  const product = { name: "from-mcp.me", release: "15.04-core", snaps: ["a.b"] };
  expect(await call("request", { method: "POST", path: "/products", body: product })).toMatchObject({
    status: 201,
  });
  const before = await call("status");
  const { now } = await call("advance_clock", { seconds: 600 });
  expect(Date.parse(now) - Date.parse(before.now)).toBe(600_000);

  await call("add_fault", { rule: { match: { operation: "listProducts" }, effect: { status: 503 } } });
  expect(await call("request", { path: "/products" })).toMatchObject({ status: 503 });
  expect((await call("faults")).faults).toHaveLength(1);
  expect(await call("clear_faults")).toBe("all faults are removed");
  expect(await call("reset_sandbox", { seed: "empty" })).toEqual({ sandbox: "default", seed: "empty" });
  expect(await call("request", { path: "/products" })).toMatchObject({ status: 200, body: { products: [] } });
});

it("tells of a write that was done, also where its answer is too long or breaks off", async () => {
  const emulator = await startProcess(["--no-lab"]);
  const { call } = await connected(emulator.url, "--allow-writes");
  const { products } = (await call("request", { path: "/products" })).body;
  const path = `/products/${products[0].id as string}/test-specs`;
  const before = (await call("request", { path })).body.test_specs.length as number;

  const wish = { name: "long", test_payload: "" };
  // A body of 1 MiB; its answer has an id and times, too.
  wish.test_payload = "x".repeat(1024 * 1024 - JSON.stringify(wish).length);
  const long = { status: 201, request_id: expect.any(String), body: null };
  expect(await call("request", { method: "POST", path, body: wish })).toEqual({
    ...long,
    body_missing:
      "the request was carried out; the answer is longer than 1048576 bytes, so that it is not shown",
  });

  await call("add_fault", { rule: { match: { operation: "createTestSpec" }, effect: { truncate: true } } });
  expect(await call("request", { method: "POST", path, body: { name: "short" } })).toEqual({
    ...long,
    body_missing: "the request was carried out; the answer broke off, so that it is not shown",
  });
  await call("clear_faults");
  const answer = await (await connectEmulator({ url: emulator.url })).fetch(path);
  expect(await answer.json()).toMatchObject({ test_specs: { length: before + 2 } });
});

it("says what a tool accepts, and that no emulator runs, and serves on", async () => {
  const { call } = await connected("http://127.0.0.1:9");
  expect(await call("trace")).toBe("refused: opportunity: missing; this field is required");
  expect(await call("exchanges", { limit: "many" })).toBe(
    'refused: limit: got "many"; accepted: a whole number',
  );
  expect(await call("status", { verbose: "1" })).toBe("refused: verbose: unknown; accepted: no field");
  expect(await call("nope")).toMatch(/^refused: there is no tool nope; there are: status, /);
  expect(await call("status")).toMatch(/^refused: .*127\.0\.0\.1:9/);
});

it("runs clauses of the contract against an emulator of their own", async () => {
  const { call } = await connected("http://127.0.0.1:9");
  expect(await call("run_clauses", { filter: "products.*" })).toMatch(/\n\d+ conform, 0 fail, /);
});

it("ends when its client closes the input, and says what is missing where the SDK is not installed", async () => {
  const served = await new Running(process.execPath, [MAIN, "mcp"]).ended;
  expect([served.code, served.stdout, served.stderr]).toEqual([0, "", ""]);

  const alone = temporaryFolder();
  for (const name of ["dist", "package.json", "openapi.yaml", "emulator-openapi.yaml"])
    cpSync(packageFile(name), join(alone, name), { recursive: true });
  mkdirSync(join(alone, "node_modules"));
  symlinkSync(packageFile("node_modules", "ajv"), join(alone, "node_modules", "ajv"));
  const { code, stdout, stderr } = await new Running(process.execPath, [
    join(alone, "dist", "main.js"),
    "mcp",
  ]).ended;
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toBe(
    "spi-emulator: mcp needs the package @modelcontextprotocol/sdk: npm install @modelcontextprotocol/sdk\n",
  );
});

it("ends when its client closes the input while a tool waits for its answer", async () => {
  let asked = (): void => undefined;
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  const silent = createServer((socket) => void socket.on("error", () => undefined).once("data", asked));
  const url = `http://127.0.0.1:${await listening(silent)}`;
  const served = spawn(process.execPath, [MAIN, "mcp", "--url", url], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  onTestFinished(() => void served.kill("SIGKILL"));
  const ended = once(served, "exit");
  const info = { protocolVersion: "2025-03-26", capabilities: {}, clientInfo: { name: "a", version: "1" } };
  for (const message of [
    { id: 1, method: "initialize", params: info },
    { method: "notifications/initialized" },
    { id: 2, method: "tools/call", params: { name: "status", arguments: {} } },
  ])
    served.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  await isAsked;
  served.stdin.end();
  expect(await ended).toEqual([0, null]);
  silent.close();
});

it("ends with one line when a message is longer than any client's", async () => {
  const input = "a".repeat(30_000_000);
  const { code, stdout, stderr } = await new Running(process.execPath, [MAIN, "mcp"], { input }).ended;
  expect([code, stdout, stderr]).toEqual([
    2,
    "",
    expect.stringMatching(/^spi-emulator: the client is given up: [^\n]*\n$/),
  ]);
});
