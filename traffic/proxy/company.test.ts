import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { beforeAll, describe, expect, it } from "vitest";
import { PLAIN_NETWORK } from "../../contract-tests/target/network.js";
import { connectProxy, type ConnectProxy } from "../../contract-tests/testing/connect-proxy.js";
import type { Certificate } from "../../contract-tests/testing/deployment.js";
import { formatCredentialsIni } from "../../src/oauth1/credentials-file.js";
import { packageFile } from "../../src/package-files.js";
import { selfSigned } from "../../src/self-signed.js";
import { type Ended, MAIN, Running, runProcess } from "../../src/testing/emulator-process.js";
import { atFileEnd } from "../../src/testing/file-end.js";
import { listening } from "../../src/testing/listening.js";
import { missingPython, PYTHON } from "../../src/testing/programs.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { readRecording } from "../recording/read.js";
import { frontedModel, PREFIX } from "../testing/fronted-model.js";
import { startedProxy } from "../testing/started-proxy.js";

const missing = missingPython();
const HOST = "spi.example.test";
const WALK = packageFile("examples", "python", "walk.py");

/** A deployment whose name is known in the company's network only, and whose certificate its own authority signed. */
interface Company {
  network: ConnectProxy;
  /** The port of the deployment on this machine. */
  port: number;
  certificate: Certificate;
  files: { ini: string; ca: string; key: string };
}

let company: Company;
beforeAll(async () => {
  const folder = temporaryFolder();
  const { cert, key, certificateFile } = await selfSigned(
    { host: "127.0.0.1", publicUrl: `https://${HOST}` },
    folder,
  );
  const { url, model } = await frontedModel({ certificate: { cert, key }, gatewayKey: "open" });
  const port = Number(new URL(url).port);
  const files = { ini: join(folder, "conf.ini"), ca: certificateFile!, key: join(folder, "key.pem") };
  writeFileSync(files.ini, formatCredentialsIni(model.accounts[0]!.credentials));
  writeFileSync(files.key, key);
  company = {
    ...{ port, certificate: { cert, key }, files },
    network: await connectProxy({ [`${HOST}:443`]: port }),
  };
});

/** `proxy` with a deployment in a company's network as target. */
const flags = (...more: string[]): string[] => [
  ...["proxy", "--target", `https://${HOST}${PREFIX}`, "--port", "0", "--no-dashboard"],
  ...["--ca", company.files.ca, "--header", "X-Gateway-Key: open", "--credentials", company.files.ini],
  ...more,
];

describe("spi-emulator proxy in a company's network", () => {
  it("reaches the deployment through HTTPS_PROXY, with --ca and --header", async (context) => {
    context.skip(missing !== undefined, missing);
    const { network } = company;
    const recording = join(temporaryFolder(), "recording.jsonl");
    const walk = `exec ${PYTHON} ${WALK} "$SPI_EMULATOR_CREDENTIALS" "$SPI_EMULATOR_URL"`;
    const { code, stdout, stderr } = await runProcess(
      flags("--record", recording, "--", "/bin/sh", "-c", walk),
      { env: { HTTPS_PROXY: network.url } },
    );
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^PASSED by agent /m)]);
    expect(stderr).toContain(`-> https://${HOST}${PREFIX}\n`);
    expect(network.asked.length).toBeGreaterThan(0);
    const { exchanges } = readRecording(recording);
    expect(exchanges.every(({ answer }) => answer !== null && answer.status < 300)).toBe(true);
  });

  it("does not use it for the hosts of NO_PROXY", async () => {
    const { network } = company;
    const before = network.asked.length;
    const asks =
      "fetch(process.env.SPI_EMULATOR_URL + '/products').then((answer) => console.log(answer.status))";
    const { stdout } = await runProcess(flags("--timeout", "2000", "--", process.execPath, "-e", asks), {
      env: { HTTPS_PROXY: network.url, NO_PROXY: "localhost, .example.test" },
    });
    // Nobody outside of the company knows the name.
    expect(stdout).toMatch(/^50[24]\n/);
    expect(network.asked.length).toBe(before);
  });

  it("stands for the deployment under its own name: own certificate, Host kept", async (context) => {
    context.skip(missing !== undefined, missing);
    const { network, files } = company;
    const tls = ["--preserve-host", "--tls-cert", files.ca, "--tls-key", files.key];
    const proxy = new Running(process.execPath, [MAIN, ...flags(...tls)], {
      env: { HTTPS_PROXY: network.url },
    });
    await proxy.until(() => proxy.stderr.includes("\n"));
    const { port, protocol } = new URL(/^proxy +(\S+) -> /.exec(proxy.stderr)![1]!);
    expect(protocol).toBe("https:");
    // The client's name service leads to the proxy.
    const led = await connectProxy({ [`${HOST}:443`]: Number(port) });
    const client: Ended = await new Running(PYTHON, [WALK, files.ini, `https://${HOST}${PREFIX}`], {
      env: { HTTPS_PROXY: led.url, REQUESTS_CA_BUNDLE: files.ca },
    }).ended;
    expect([client.code, client.stderr]).toEqual([0, ""]);
    const { code, stdout } = await proxy.kill("SIGTERM");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/, of which none differs from the contract\n/)]);
    expect(proxy.stderr).toMatch(/ {2}201 {2}POST {2}\/products {2}\(createProduct, conf, /);
  });

  it("does not trust a certificate that nobody named", async () => {
    const { network } = company;
    const asks =
      "fetch(process.env.SPI_EMULATOR_URL + '/products').then(async (answer) => console.log(await answer.text()))";
    const all = flags("--", process.execPath, "-e", asks);
    all.splice(all.indexOf("--ca"), 2);
    const { stdout } = await runProcess(all, { env: { HTTPS_PROXY: network.url } });
    expect(stdout).toMatch(/the target gave no answer: .*self-signed certificate/);
  });
});

describe("a connection that is not made", () => {
  it("because the network's proxy says nothing, ends after --timeout", async () => {
    const silent = createServer((socket) => socket.on("error", () => undefined));
    const proxy = `http://127.0.0.1:${await listening(silent)}`;
    atFileEnd(() => void silent.close());
    const network = { ...PLAIN_NETWORK, proxy };
    const started = await startedProxy({
      ...{ target: `https://${HOST}`, preservesHost: true, network, timeoutMs: 100 },
    });
    const answer = await fetch(`${started.url}/products`);
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
      504,
      expect.stringContaining("did not answer CONNECT"),
    ]);
  });

  it("because the target does not take it, may take as long as an answer", async (context) => {
    context.skip(missing !== undefined, missing);
    // A listening socket whose queue is full answers no more, as behind a firewall that drops what comes.
    const full = new Running(PYTHON, [
      "-c",
      "import socket, sys\ns = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(0)\n" +
        "held = [socket.socket() for _ in range(4)]\n" +
        "for c in held: c.setblocking(False); c.connect_ex(s.getsockname())\n" +
        "print(s.getsockname()[1], flush=True)\nsys.stdin.read() or __import__('time').sleep(60)",
    ]);
    await full.until(() => full.stdout.endsWith("\n"));
    const started = await startedProxy({
      ...{ target: `http://127.0.0.1:${full.stdout.trim()}`, preservesHost: true, timeoutMs: 1500 },
    });
    expect((await fetch(`${started.url}/products`)).status).toBe(504);
    const [{ exchange }] = started.judged() as [ReturnType<typeof started.judged>[0]];
    expect(exchange.failure).toMatchObject({ code: "ETIMEDOUT", stage: "connecting" });
    expect(exchange.ended - exchange.began).toBeGreaterThanOrEqual(1400);
  });
});
