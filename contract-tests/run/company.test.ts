import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { runHere } from "../../src/cli/testing/in-process.js";
import { startProcess, type StartedEmulator } from "../../src/testing/emulator-process.js";
import { listening } from "../../src/testing/listening.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import type { Report } from "../report/report.js";
import { isLocal } from "../target/find-control.js";
import { proxyFor } from "../target/network.js";
import { Transport } from "../target/transport.js";
import { connectProxy } from "../testing/connect-proxy.js";
import { tlsServer, TRUSTED } from "../testing/deployment.js";
import { forward } from "../testing/servers.js";

let emulator: StartedEmulator;
/** A gateway with TLS in front of the emulator, which asks for a header. */
let gateway: { url: string; server: Pick<Server, "close" | "closeAllConnections"> };
beforeAll(async () => {
  gateway = await tlsServer((incoming: IncomingMessage, response: ServerResponse) => {
    if (incoming.headers["x-gateway-key"] !== "open") return void response.writeHead(403).end();
    forward(incoming, response, emulator.url + incoming.url!);
  });
  emulator = await startProcess(["--no-lab", "--public-url", gateway.url]);
});
afterAll(() => {
  gateway.server.closeAllConnections();
  gateway.server.close();
});

const FEW = ["--filter", "products.*"];

describe("contract in a company's network", () => {
  it("trusts the authority of --ca and sends the headers of --header", async () => {
    const all = [
      "contract",
      "--target",
      gateway.url,
      "--credentials",
      emulator.ini,
      "--profile",
      "read-only",
      "--filter",
      "history.*,auth.*",
    ];
    const ca = ["--ca", TRUSTED];
    const { code, stdout } = await runHere([...all, ...ca, "--header", "X-Gateway-Key: open"]);
    expect(stdout).toMatch(/\n\d+ conform, 0 fail/);
    expect(code).toBe(0);
    expect((await runHere([...all, ...ca])).code).toBe(3);
    expect((await runHere([...all, "--header", "X-Gateway-Key: open"])).code).toBe(3);
    for (const [flags, line] of [
      [["--header", "nonsense"], /--header: got "\.\.\."; accepted: /],
      [["--header", "Authorization: mine"], /not Authorization/],
      [["--ca", emulator.ini], /has no certificate/],
      [["--ca", "/none.pem"], /none\.pem: cannot be read/],
    ] as const) {
      const wrong = await runHere([...all, ...flags]);
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(line)]);
    }
  });

  it("goes through HTTPS_PROXY, but for the hosts of NO_PROXY and this machine", () => {
    const proxy = (url: string, noProxy?: string): string | null =>
      proxyFor(url, { httpsProxy: "http://proxy:3128", noProxy }, isLocal);
    expect(proxy("https://spi.example.com/spi")).toBe("http://proxy:3128");
    expect(proxy("https://spi.example.com", "other.org, .example.com")).toBeNull();
    expect(proxy("https://example.com", "example.com")).toBeNull();
    expect(proxy("https://notexample.com", "example.com")).toBe("http://proxy:3128");
    expect(proxy("https://spi.example.com:8443", "spi.example.com:443")).toBe("http://proxy:3128");
    expect(proxy("https://spi.example.com", "*")).toBeNull();
    expect(proxy("https://127.0.0.1:1")).toBeNull();
    expect(proxy("http://spi.example.com")).toBeNull();
    const bare = { httpsProxy: "proxy:3128", noProxy: undefined };
    expect(proxyFor("https://spi.example.com", bare, isLocal)).toBe("http://proxy:3128");
  });

  it("reaches the target by a tunnel of the proxy, with its user", async () => {
    const { host, port } = new URL(gateway.url);
    const { url: address, asked } = await connectProxy({ [host]: Number(port) });
    const ca = [readFileSync(TRUSTED, "utf8")];
    const transport = new Transport(5000, { proxy: address, ca, headers: { "x-gateway-key": "open" } });
    const outgoing = { url: `${gateway.url}/products`, headers: {}, body: null };
    for (const method of ["GET", "POST"]) {
      const { status } = await transport.send({ ...outgoing, method }, new AbortController().signal);
      expect(status).toBe(401);
    }
    expect(await transport.accepts(gateway.url)).toBe(true);
    transport.close();
    expect(asked[0]).toBe(host);
  });
});

describe("contract, again and in CI", () => {
  /** A target that answers lists of products with something else. */
  async function brokenTarget(): Promise<{ url: string; close: () => void }> {
    const server = createServer((incoming, response) => {
      const isRead = /^\/products\/[^/]+$/.test(incoming.url!) && incoming.method === "GET";
      if (isRead)
        response.writeHead(500, { "content-type": "application/json" }).end('{"id": "x", "message": ""}');
      else forward(incoming, response, emulator.url + incoming.url!);
    });
    const url = `http://127.0.0.1:${await listening(server)}`;
    return {
      url,
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  it("runs only what failed last, stops after N failures, writes the drift, tells GitHub", async () => {
    const target = await brokenTarget();
    const folder = temporaryFolder();
    const at = (name: string): string => join(folder, name);
    const all = [
      "contract",
      "--target",
      target.url,
      "--credentials",
      emulator.ini,
      "--ledger-dir",
      at("ledger"),
    ];
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: at("summary.md") };
    const reports = ["--report", "json", "--report-dir", at("reports")];
    const first = await runHere([...all, ...FEW, ...reports, "--write-drift", at("drift.yaml")], env);
    expect(first.code).toBe(1);
    const report = (): Report => JSON.parse(readFileSync(at("reports/contract.json"), "utf8")) as Report;
    const differing = report().clauses.filter(({ verdict }) => !["conforms", "skipped"].includes(verdict));
    expect(differing.length).toBeGreaterThan(1);
    expect(first.stdout).toMatch(/^::error title=products\.[^:]*::.+$/m);
    expect(readFileSync(at("summary.md"), "utf8")).toMatch(
      /^## Contract of http[^]*\| (failure|error) \| .* \| products\./,
    );

    const { drift } = parse(readFileSync(at("drift.yaml"), "utf8")) as { drift: { clause: string }[] };
    expect(drift.map(({ clause }) => clause)).toEqual(differing.map(({ id }) => id));
    const accepted = await runHere([...all, ...FEW, "--known-drift", at("drift.yaml")]);
    expect([accepted.code, accepted.stdout]).toEqual([0, expect.stringContaining(" known drift; ")]);

    const bailed = await runHere([...all, ...FEW, "--bail", "1", "--concurrency", "1"]);
    expect([bailed.code, bailed.stdout]).toEqual([
      1,
      expect.stringMatching(/; stopped by --bail, \d+ clauses? not run\n$/),
    ]);

    await runHere([...all, ...reports, "--last-failed"]);
    expect(report().clauses.map(({ id }) => id)).toEqual(differing.map(({ id }) => id));
    target.close();

    writeFileSync(at("reports/contract.json"), JSON.stringify({ ...report(), clauses: [] }));
    const none = await runHere([...all, ...reports, "--last-failed"]);
    expect([none.code, none.stdout]).toEqual([0, "nothing failed in the earlier report\n"]);
  });

  it("says before the run what it cannot select or write", async () => {
    const folder = temporaryFolder();
    const failed = join(folder, "contract.json");
    const clause = { id: "explore.advertiseSnap.1", operation: "advertiseSnap", answer: null };
    const clauses = [{ ...clause, verdict: "fails", reason: "another answer", by: [], exchanges: [] }];
    const target = { url: "http://127.0.0.1:1", capabilities: [] };
    writeFileSync(failed, JSON.stringify({ format: 1, started: "2026-11-30T22:00:00Z", target, clauses }));
    for (const [flags, line] of [
      [["--last-failed", failed], /what failed cannot be selected: explore\.advertiseSnap\.1; run all/],
      [["--last-failed", join(folder, "none.json")], /none\.json: cannot be read/],
      [["--write-drift", folder], /--write-drift: cannot write .*: it is a folder/],
      [["--write-drift", join(folder, "none", "drift.yaml")], /--write-drift: cannot write .*ENOENT/],
      [["--bail", "0"], /--bail: got "0"; accepted: a number from 1/],
    ] as const) {
      const { code, stdout, stderr } = await runHere(["contract", ...flags]);
      expect([code, stdout, stderr]).toEqual([2, "", expect.stringMatching(line)]);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
  });

  it("counts what was selected, and writes nothing that was not asked for", async () => {
    const folder = temporaryFolder();
    const { code, stdout } = await runHere([
      "contract",
      "--filter",
      "products.list.*",
      "--report-dir",
      join(folder, "none"),
    ]);
    expect(code).toBe(0);
    const [, conform, total] = /\n(\d+) conform, .*; (\d+) clauses?, /.exec(stdout)!;
    expect(conform).toBe(total);
    expect(stdout).not.toMatch(/not selected|unreachable/);
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});
