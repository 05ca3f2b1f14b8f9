import process from "node:process";
import { createServer, type RequestListener, type Server } from "node:http";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatCredentialsIni } from "../../src/oauth1/credentials-file.js";
import {
  MAIN,
  runProcess,
  Running,
  type StartedEmulator,
  startProcess,
} from "../../src/testing/emulator-process.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { runHere } from "../../src/cli/testing/in-process.js";
import { listening } from "../../src/testing/listening.js";
import { tlsServer, TRUSTED } from "../testing/deployment.js";
import { forward } from "../testing/servers.js";

let emulator: StartedEmulator;
beforeAll(async () => {
  emulator = await startProcess(["--no-lab"]);
});

const servers: Pick<Server, "close" | "closeAllConnections">[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  return `http://127.0.0.1:${await listening(server)}`;
}

/** The one line that a run against `url` ends with, and its exit code. */
async function told(
  url: string,
  {
    ini = emulator.ini,
    args = [],
    env,
  }: { ini?: string; args?: string[]; env?: Record<string, string> } = {},
): Promise<string> {
  const all = ["contract", "--target", url, "--credentials", ini, ...args];
  // What Node reads at its start needs a process of its own.
  const { code, stdout, stderr } = await (env ? runProcess(all, { env }) : runHere(all));
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^spi-emulator: [^\n]*\n$/);
  return `${code}: ${stderr.trim().replace("spi-emulator: ", "").replace(url, "URL")}`;
}

function iniWith(change: Partial<StartedEmulator["credentials"]>): string {
  const file = join(temporaryFolder(), "changed.ini");
  writeFileSync(file, formatCredentialsIni({ ...emulator.credentials, ...change }));
  return file;
}

describe("a target that cannot be judged is reported in one line:", () => {
  it("nobody listens", async () => {
    expect(await told("http://127.0.0.1:1")).toBe(
      "3: URL: connection refused; check the port and whether the service is running",
    );
  });

  it("there is no such host", async () => {
    const line = await told("http://nowhere.invalid", { args: ["--profile", "read-only"] });
    expect(line).toMatch(/^3: URL: (the host name does not exist|the host's name cannot be looked up)/);
  });

  it("the path is wrong", async () => {
    expect(await told(`${emulator.url}/spi`)).toMatch(/^3: URL: GET \/products is not found \(HTTP 404/);
  });

  it("the secret is wrong", async () => {
    const line = await told(emulator.url, { ini: iniWith({ token_secret: "wrong" }) });
    expect(line).toMatch(/^3: URL: the credentials are refused \(HTTP 401.*check keys and secrets/);
  });

  it("the second account's secret is wrong", async () => {
    const args = ["--second-credentials", iniWith({ consumer_secret: "wrong" })];
    expect(await told(emulator.url, { args })).toMatch(/^3: URL: the second credentials are refused/);
  });

  it("a page comes instead of JSON", async () => {
    const url = await serve((_, response) =>
      response
        .writeHead(502, { "content-type": "text/html" })
        .end("<html><title>502 Bad Gateway</title></html>"),
    );
    expect(await told(url)).toBe(
      '3: URL: GET /products gets a web page (HTTP 502, text/html, "502 Bad Gateway"), not JSON; is this the URL of the API, including its path?',
    );
  });

  it("but right JSON is no page, whatever its type says", async () => {
    for (const type of ["text/plain", "text/html"]) {
      const url = await serve(({ url: path }, response) => {
        const isList = path === "/products";
        response.writeHead(isList ? 200 : 404, { "content-type": type }).end('{"products": []}');
      });
      const args = ["--filter", "products.list.*", "--profile", "read-only"];
      const { code } = await runHere(["contract", "--target", url, "--credentials", emulator.ini, ...args]);
      expect(code).not.toBe(3);
    }
  });

  it("no answer comes", async () => {
    const url = await serve(() => undefined);
    expect(await told(url, { args: ["--timeout", "200"] })).toBe("3: URL: no answer in time (--timeout)");
  });

  it("an answer stops in the middle", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("{");
      setImmediate(() => response.destroy());
    });
    expect(await told(url)).toMatch(/^3: URL: /);
  });

  it("it redirects", async () => {
    const url = await serve(({ url: path }, response) =>
      response.writeHead(301, { location: `https://spi.example.com${path}` }).end(),
    );
    expect(await told(url)).toMatch(
      /^3: URL: GET \/products is redirected to https:\/\/spi\.example\.com \(HTTP 301\); use the final URL/,
    );
  });

  it("its certificate has expired", async () => {
    const { url, server } = await tlsServer((_, response) => response.end("{}"), "expired-cert");
    servers.push(server);
    const line = await told(url, { env: { NODE_EXTRA_CA_CERTS: TRUSTED } });
    expect(line).toBe("3: URL: its certificate has expired");
  });

  it("its certificate is not signed by a trusted authority", async () => {
    const { url, server } = await tlsServer((_, response) => response.end("{}"));
    servers.push(server);
    expect(await told(url)).toMatch(
      /^3: URL: its certificate is not signed by a trusted authority.*NODE_EXTRA_CA_CERTS/,
    );
    expect(await told(url.replace("https:", "http:"))).toMatch(/^3: URL: .*should the URL use https/);
  });
});

it("a target that asks to come much later is told at once, and how long it is waited for", async () => {
  let asked = 0;
  const url = await serve((_, response) => {
    asked += 1;
    response.writeHead(503, { "retry-after": "99999999999" }).end();
  });
  const args = ["contract", "--target", url, "--credentials", emulator.ini];
  const running = new Running(process.execPath, [MAIN, ...args]);
  await running.until(() => running.stderr.includes("\n"));
  expect(running.stderr).toBe(
    "the target answers 503 to listProducts: waits 60 s and tries again, 60 s at most in all\n",
  );
  const { code, stderr } = await running.kill("SIGINT");
  expect([code, asked]).toEqual([130, 1]);
  expect(stderr).toMatch(/\nspi-emulator: interrupted before the run began\n$/);
});

it("a target that stops answering in the middle of a run ends it with exit code 3 and what was judged until then", async () => {
  let requests = 0;
  const url = await serve((request, response) => {
    requests += 1;
    if (requests <= 40) forward(request, response, emulator.url + request.url!);
  });
  const args = ["--profile", "read-only", "--timeout", "500"];
  const all = ["contract", "--target", url, "--credentials", emulator.ini, ...args];
  const { code, stdout } = await runHere(all);
  expect(code).toBe(3);
  expect(stdout).toMatch(
    /^target .*\n+The run ended early: the target does not answer any more: .*ETIMEDOUT/,
  );
  expect(stdout).toMatch(/\n[1-9]\d* conform, .*; ended early\n$/);
});

describe("wrong usage is reported in one line:", () => {
  it.each([
    [["--profile", "half"], '--profile: got "half"; accepted: full, read-only'],
    [["--report", "pdf"], '--report: got "pdf"; accepted:'],
    [["--filter", "nothing.*"], "--filter nothing.* matches none of the"],
    [["--known-drift", "none.yaml"], "none.yaml"],
    [["--target", "http://127.0.0.1:1"], "--target needs --credentials CONF.INI"],
    [["--credentials", "x.ini"], "--credentials needs --target URL"],
  ])("%j", async (args, expected) => {
    const { code, stdout, stderr } = await runHere(["contract", ...args]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(expected);
    expect(stderr.replace("(see --help)\n", "")).toMatch(/^(spi-emulator|error): [^\n]*\n$/);
  });

  it("a target that is not on this machine is written to only where that is said", async () => {
    const all = ["contract", "--target", "https://spi.example.com", "--credentials", emulator.ini];
    const { code, stderr } = await runHere(all);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^spi-emulator: --profile full creates products .*add --allow-writes .*read-only\n$/,
    );
  });
});
