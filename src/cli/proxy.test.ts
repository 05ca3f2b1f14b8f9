import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../contract-tests/report/report.js";
import { readRecording } from "../../traffic/recording/read.js";
import { clientOf } from "../../traffic/testing/started-proxy.js";
import {
  MAIN,
  Running,
  runProcess,
  type StartedEmulator,
  startProcess,
} from "../testing/emulator-process.js";
import { listening } from "../testing/listening.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

let emulator: StartedEmulator;
beforeAll(async () => {
  emulator = await startProcess(["--no-lab"]);
});

/** `proxy` in front of the emulator. */
async function started(...args: string[]): Promise<{ proxy: Running; url: string }> {
  const all = ["--target", emulator.url, "--credentials", emulator.ini, "--port", "0", ...args];
  const proxy = new Running(process.execPath, [MAIN, "proxy", ...all]);
  await proxy.until(() => proxy.stderr.includes("\n"));
  return { proxy, url: /^proxy +(\S+) -> /.exec(proxy.stderr)![1]! };
}

describe("spi-emulator proxy", () => {
  it("tells each exchange as it comes, shows it on the dashboard, and reports at the end", async () => {
    const reports = temporaryFolder();
    const { proxy, url } = await started("--report", "json,junit,html", "--report-dir", reports);
    const call = clientOf(emulator.credentials, url);
    await call("GET", "/products");
    await call("POST", "/products", { name: "a.foo" });
    await proxy.until(() => / POST {2}\/products /.test(proxy.stderr));
    expect(proxy.stderr).toMatch(
      /^[\d:]{8} {5}1 {2}200 {2}GET {2}\/products {2}\(listProducts, conf, \d+ ms\)$/m,
    );
    expect(proxy.stderr).toMatch(/^ {8}request {2}body\.release: missing; this field is required$/m);
    const page = await (await fetch(`${url}/_emulator/exchanges`)).json();
    expect(
      (page as { exchanges: { operation_id: string }[] }).exchanges.map((one) => one.operation_id),
    ).toEqual(["listProducts", "createProduct"]);
    const { code, stdout } = await proxy.kill("SIGTERM");
    expect(code).toBe(0);
    expect(stdout).toMatch(/2 exchanges with http\S+, of which none differs from the contract\n/);
    expect(stdout).toMatch(/4 conform, 0 fail, 0 findings, 0 skipped, 0 errors; 4 rules/);
    const report = JSON.parse(readFileSync(join(reports, "contract.json"), "utf8")) as Report;
    expect(report.traffic).toEqual({ exchanges: 2, differing: 0 });
    expect(readFileSync(join(reports, "contract.xml"), "utf8")).toContain("traffic.listProducts.200: ");
    expect(readFileSync(join(reports, "contract.html"), "utf8")).toContain("2 exchanges, 0 of them differ");
  });

  it("goes on after more secrets than are looked for, and after a header whose name is one", async () => {
    const file = join(temporaryFolder(), "recording.jsonl");
    const { proxy, url } = await started("--record", file);
    const send = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${url}/products`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json", ...headers },
      });
    await send(Array.from({ length: 3500 }, (_, at) => ({ token: `a-token-${at}` })));
    await send({ token: "named-like-a-header" });
    await send({}, { "named-like-a-header": "x" });
    await clientOf(emulator.credentials, url)("GET", "/products");
    await proxy.until(() => / GET {2}\/products /.test(proxy.stderr));
    const page = await (await fetch(`${url}/_emulator/exchanges`)).json();
    expect((page as { exchanges: unknown[] }).exchanges).toHaveLength(4);
    expect((await proxy.kill("SIGTERM")).code).toBe(0);
    expect(proxy.stderr).not.toContain("an error of the suite");
    const { exchanges } = readRecording(file);
    expect(exchanges.map(({ path }) => path)).toEqual([
      "/[redacted]",
      ..."/products ".repeat(3).trim().split(" "),
    ]);
    for (const { headers } of exchanges)
      expect(() => new Headers(headers.map(([...pair]) => pair))).not.toThrow();
    expect(readFileSync(file, "utf8")).not.toMatch(/a-token-|named-like/);
  });

  it("loses at most the last exchange when it is killed", async () => {
    const file = join(temporaryFolder(), "recording.jsonl");
    const { proxy, url } = await started("--record", file, "--no-dashboard");
    const call = clientOf(emulator.credentials, url);
    let answered = 0;
    const asking = Promise.all(
      Array.from({ length: 4 }, async () => {
        for (;;) {
          await call("GET", "/products");
          answered += 1;
          if (answered === 60) void proxy.kill("SIGKILL");
        }
      }),
    );
    await expect(asking).rejects.toThrow();
    await proxy.ended;
    const { exchanges } = readRecording(file);
    expect(exchanges.length).toBeGreaterThanOrEqual(answered);
  });

  it("runs a command, and ends with the worse of both", async () => {
    const args = [
      "proxy",
      "--target",
      emulator.url,
      "--credentials",
      emulator.ini,
      "--port",
      "0",
      "--quiet",
      "--no-dashboard",
      "--",
    ];
    const asks =
      "fetch(process.env.SPI_EMULATOR_URL + '/products').then((answer) => console.log('HTTP', answer.status))";
    const ran = await runProcess([...args, process.execPath, "-e", asks]);
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringMatching(/^HTTP 401\n[^]*1 exchange with /)]);
    expect((await runProcess([...args, process.execPath, "-e", "process.exit(7)"])).code).toBe(7);
    expect((await runProcess([...args, process.execPath, "-e", ""])).code).toBe(2);
  });

  it("asks an emulator the same, and tells at once and at the end what it answers otherwise", async () => {
    const reports = temporaryFolder();
    const { proxy, url } = await started(
      "--shadow",
      "--no-dashboard",
      "--report",
      "json",
      "--report-dir",
      reports,
    );
    const call = clientOf(emulator.credentials, url);
    const { json } = await call("POST", "/products", { name: "s", release: "r", snaps: [] });
    await call("GET", `/products/${json.id}`);
    // Somebody whose requests do not come through the proxy.
    await clientOf(emulator.credentials, emulator.url)("DELETE", `/products/${json.id}`);
    await call("GET", `/products/${json.id}`);
    await proxy.until(() => proxy.stderr.includes("DIFFERS"));
    expect(proxy.stderr).toMatch(
      /^shadow +3 {2}404 {2}GET .*\n +DIFFERS {2}status: .*recorded 404; replayed 200$/m,
    );
    const { stdout } = await proxy.kill("SIGTERM");
    expect(stdout).toMatch(
      /^an emulator, asked the same in 3 exchanges: 3 compared, 2 agree \(66\.7 %\), 1 differ, 0 not compared$/m,
    );
    const { replay } = JSON.parse(readFileSync(join(reports, "contract.json"), "utf8")) as Report;
    expect(replay).toMatchObject({
      ...{ exchanges: 3, compared: 3, agreeing: 2, differing: 1, skipped: 0 },
      places: [{ operation: "getProduct", status: "404", place: "status", what: "status", exchanges: 1 }],
    });
  });

  it("says in one line what it cannot do", async () => {
    for (const [args, line] of [
      [[], "proxy needs --target URL, the deployment"],
      [["--target", "ftp://x"], '--target: got "ftp://x"; accepted: an http or https URL'],
      [["--target", emulator.url], "proxy needs --credentials CONF.INI"],
      [["--target", emulator.url, "--preserve-host", "--record", MAIN], "there is a file already"],
      [
        ["--target", emulator.url, "--preserve-host", "--tls-key", MAIN],
        "--tls-key: got a key without certificate",
      ],
    ] as const) {
      const { code, stderr } = await runProcess(["proxy", ...args]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(line)]);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
  });
});

describe("--header", () => {
  it.each(["X-Name: h\u20ac", "X-Name: a\u0001"])(
    "%j, which HTTP cannot carry, is refused in one line",
    async (header) => {
      for (const command of ["proxy", "contract"]) {
        const target = ["--target", emulator.url, "--credentials", emulator.ini];
        const { code, stdout, stderr } = await runProcess([command, ...target, "--header", header]);
        expect([code, stdout]).toEqual([2, ""]);
        expect(stderr).toMatch(/^spi-emulator: --header: got .*\n$/);
      }
    },
  );

  const HEADERS = [
    "X-Gateway-Key: key-of-the-gateway",
    "Cookie: a=b; sid=cookie-of-the-gateway",
    "X-Pwd: pwd-of-the-gateway",
    `Proxy-Authorization: Basic ${Buffer.from("user:login-of-the-gateway").toString("base64")}`,
  ].flatMap((header) => ["--header", header]);

  it("has secrets that are not shown where the deployment quotes them", async () => {
    // The login is decoded.
    const text = "key-of-the-gateway, sid=cookie-of-the-gateway; pwd-of-the-gateway login-of-the-gateway";
    const server = createServer((_, response) => {
      response.writeHead(403, { "content-type": "application/json" });
      response.end(JSON.stringify({ id: "forbidden", message: `You sent ${text}`, url: null }));
    });
    const target = ["--target", `http://127.0.0.1:${await listening(server)}`];
    const file = join(temporaryFolder(), "recording.jsonl");
    try {
      const all = [...target, "--credentials", emulator.ini, ...HEADERS];
      const { proxy, url } = await started("--record", file, "--errors", ...all);
      await fetch(`${url}/products`);
      const page = await (await fetch(`${url}/_emulator/exchanges`)).text();
      const { stdout } = await proxy.kill("SIGTERM");
      const judged = await runProcess(["contract", ...all, "--ledger-dir", temporaryFolder()]);
      const shown = [page, stdout, proxy.stderr, readFileSync(file, "utf8"), judged.stderr];
      for (const one of shown) expect(one).toContain("You sent ");
      expect(shown.join()).not.toContain("of-the-gateway");
    } finally {
      server.close();
    }
  });
});

it("records to a pipe or a device, which nothing is flushed to", async () => {
  const { proxy, url } = await started("--record", "/dev/null");
  await fetch(`${url}/products`);
  const { code, stdout } = await proxy.kill("SIGTERM");
  expect([code, stdout]).toEqual([0, expect.stringContaining("/dev/null written: 1 exchange")]);
});
