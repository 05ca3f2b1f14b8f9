import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { selfSigned } from "./self-signed.js";
import { Running, runProcess, startProcess } from "./testing/emulator-process.js";
import { missingPython, PYTHON } from "./testing/programs.js";
import { temporaryFolder } from "./testing/temporary-folder.js";

const CLIENT = `
import json, os, sys
from requests_oauthlib import OAuth1Session
c = json.load(sys.stdin)
session = OAuth1Session(*[c[k] for k in ("consumer_key", "consumer_secret", "token_key", "token_secret")])
session.trust_env = False
session.verify = c["certificate"]
print(session.get(c["url"] + "/products").status_code)
`;
/** The certificate that the start-up output names. */
const certificateOf = (stdout: string, cwd: string): string =>
  join(cwd, / certificate +(\S+), self-signed/.exec(stdout)![1]!);

describe("--tls self-signed", () => {
  const missing = missingPython();

  it("signed requests over HTTPS, by curl and by Python, which check the certificate", async (context) => {
    context.skip(missing !== undefined, missing);
    const cwd = temporaryFolder();
    const folder = join(cwd, "data");
    const emulator = await startProcess(["--no-lab", "--data-dir", folder, "--tls", "self-signed"], { cwd });
    expect(emulator.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const certificate = certificateOf(emulator.stdout, cwd);
    expect(readFileSync(certificate, "utf8")).not.toContain("PRIVATE KEY");
    const info = `${emulator.url.replace("127.0.0.1", "localhost")}/_emulator/info`;
    const said = await new Running("curl", ["-sS", "--noproxy", "*", "--cacert", certificate, info]).ended;
    expect([said.code, JSON.parse(said.stdout)]).toEqual([
      0,
      expect.objectContaining({ version: expect.any(String) }),
    ]);
    const untrusting = await new Running("curl", ["-sS", "--noproxy", "*", info]).ended;
    expect(untrusting.code).toBe(60);
    const status = ["status", "--url", emulator.url];
    const told = await runProcess(status);
    expect([told.code, told.stderr]).toEqual([
      3,
      `spi-emulator: ${emulator.url} cannot be reached: self-signed certificate; NODE_EXTRA_CA_CERTS=FILE names a certificate to trust\n`,
    ]);
    expect((await runProcess(status, { env: { NODE_EXTRA_CA_CERTS: certificate } })).code).toBe(0);
    const { url, credentials } = emulator;
    const input = JSON.stringify({ ...credentials, url, certificate });
    expect((await new Running(PYTHON, ["-c", CLIENT], { input }).ended).stdout).toBe("200\n");
  });

  it("a command of exec trusts it", async () => {
    const script =
      "fetch(process.env.SPI_EMULATOR_URL + '/products').then(({ status }) => console.log(status))";
    const said = await runProcess([
      ...["exec", "--no-lab", "--tls", "self-signed", "--"],
      ...[process.execPath, "-e", script],
    ]);
    expect([said.stdout, said.code]).toEqual(["401\n", 0]);
  });
});

describe("--tls-cert and --tls-key", () => {
  const folder = temporaryFolder();
  const [cert, key, other] = ["cert.pem", "key.pem", "other.pem"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  /** Makes a certificate and its key with the program's own means. */
  const make = async (keyFile: string, certFile: string): Promise<void> => {
    const made = await selfSigned({ host: "127.0.0.1", publicUrl: null }, folder);
    writeFileSync(keyFile, made.key);
    writeFileSync(certFile, made.cert);
  };

  it("serve HTTPS with that certificate", async () => {
    await make(key, cert);
    const emulator = await startProcess(["--no-lab", "--tls-cert", cert, "--tls-key", key]);
    const args = ["-sS", "--noproxy", "*", "--cacert", cert, "-o", "/dev/null", "-w", "%{http_code}"];
    const said = await new Running("curl", [...args, `${emulator.url}/products`]).ended;
    expect([said.stderr, said.stdout]).toEqual(["", "401"]);
  });

  it.each<[string, () => string[], RegExp]>([
    [
      "no key",
      () => ["--tls-cert", cert],
      /^--tls-cert: got a certificate without key; accepted: with --tls-key FILE$/,
    ],
    [
      "no certificate",
      () => ["--tls-key", key],
      /^--tls-key: got a key without certificate; accepted: with --tls-cert FILE$/,
    ],
    [
      "a missing file",
      () => ["--tls-cert", "none.pem", "--tls-key", key],
      /^--tls-cert: none\.pem cannot be read: ENOENT/,
    ],
    [
      "a file of another kind",
      () => ["--tls-cert", other, "--tls-key", key],
      /^--tls-cert: \S+ cannot be used; accepted: a certificate in PEM$/,
    ],
    [
      "a certificate as key",
      () => ["--tls-cert", cert, "--tls-key", cert],
      /^--tls-key: \S+ cannot be used; accepted: a private key in PEM/,
    ],
    [
      "another certificate's key",
      () => ["--tls-cert", cert, "--tls-key", `${other}.key`],
      /is not the key of the certificate in/,
    ],
    [
      "both ways",
      () => ["--tls", "self-signed", "--tls-cert", cert, "--tls-key", key],
      /^--tls self-signed makes a certificate/,
    ],
  ])("refuse %s", async (_, args, message) => {
    await make(`${other}.key`, `${other}.cert`);
    writeFileSync(other, "no PEM");
    const { code, stdout, stderr } = await runProcess(["start", "--port", "0", "--in-memory", ...args()]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^spi-emulator: [^\n]+\n$/);
    expect(stderr.slice("spi-emulator: ".length, -1)).toMatch(message);
  });
});
