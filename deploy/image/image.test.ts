import { execFileSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { packageFile } from "../../src/package-files.js";
import { Running } from "../../src/testing/emulator-process.js";
import { packInto } from "../../src/testing/packed.js";
import { installFromRegistry } from "../../src/testing/registry.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { BareImage, type Container, docker, hasEngine, whyNoRoot } from "./testing/container.js";
import { stagesOf, wordsOf } from "./testing/dockerfile.js";

const OWNER = 1000;
const DOCKERFILE = readFileSync(packageFile("deploy", "image", "Dockerfile"), "utf8");
const last = stagesOf(DOCKERFILE).at(-1)!;
const textOf = (word: string): string => last.instructions.find((one) => one.word === word)!.text;
/** A free port, because the containers here share the machine's network. */
const FREE = { SPI_EMULATOR_PORT: "0" };

/** The newest Node that the tests have. */
function node(): string {
  const newest = packageFile(".ci", "node-smoke", "node_modules", "node24", "bin", "node");
  return existsSync(newest) ? newest : process.execPath;
}

function volume(): string {
  const folder = join(temporaryFolder(), "volume");
  mkdirSync(folder);
  chownSync(folder, OWNER, OWNER);
  return folder;
}

const ready = async (container: Container): Promise<string> => {
  await container.until(() => container.stdout.endsWith("\nReady.\n"));
  return /^ {2}url +(\S+)$/m.exec(container.stdout)![1]!;
};

/** One line of ours, and exit code 2. */
async function refused(container: Container): Promise<string> {
  const { code, stdout, stderr } = await container.ended;
  expect(stderr).toMatch(/^spi-emulator: [^\n]+\n$/);
  expect([code, stdout]).toEqual([2, ""]);
  return stderr;
}

it("its base has a supported Node, it runs as no root, and the compose service waits until it is healthy", () => {
  expect(DOCKERFILE.match(/^FROM \S+/gm)).toEqual(["FROM node:24-slim", "FROM node:24-slim"]);
  expect(textOf("USER")).toBe("1000:1000");
  expect(textOf("HEALTHCHECK")).toMatch(/CMD \["spi-emulator", "ready"\]$/);
  const { services } = parse(readFileSync(packageFile("deploy", "image", "compose.yaml"), "utf8"));
  expect(services.tests.depends_on).toEqual({ emulator: { condition: "service_healthy" } });
  expect(services.emulator).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
});

const lacks = whyNoRoot();
describe.skipIf(lacks !== undefined)(
  `the image in a bare root file system${lacks ? ` (skipped: ${lacks})` : ""}`,
  () => {
    let image: BareImage;
    beforeAll(() => {
      const context = temporaryFolder();
      packInto(context);
      image = new BareImage(DOCKERFILE, { context, folder: temporaryFolder(), node: node() });
    }, 300_000);

    it("has the program and Node, and nothing that installs", () => {
      expect(existsSync(join(image.root, "usr/local/bin/spi-emulator"))).toBe(true);
      expect(existsSync(join(image.root, "usr/local/lib/node_modules"))).toBe(false);
      const installed = join(image.root, "opt/spi-emulator/lib/node_modules");
      expect(readdirSync(installed)).toEqual(["spi-emulator"]);
      expect(existsSync(join(installed, "spi-emulator/node_modules/vitest"))).toBe(false);
    });

    it("prints an address that works, keeps the state in the volume, and ends at the first SIGTERM", async () => {
      const data = { folder: volume() };
      const container = image.run({ variables: FREE, volume: data });
      const url = await ready(container);
      expect((await fetch(`${url}/products`)).status).toBe(401);
      expect((await fetch(`${url}/_emulator/status`)).status).toBe(401);
      const token = readFileSync(join(data.folder, "admin-token"), "utf8").trim();
      expect(statSync(join(data.folder, "admin-token")).mode & 0o777).toBe(0o600);
      const answer = await fetch(`${url}/_emulator/status`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(200);
      expect(container.stdout + container.stderr).not.toContain(token);

      const health = image.exec(wordsOf(textOf("HEALTHCHECK").replace(/^CMD /, "")), { volume: data });
      expect((await health.ended).code).toBe(0);
      const asked = await image.exec(["spi-emulator", "request", "/products"], { volume: data }).ended;
      expect(asked.stdout).toMatch(/^HTTP 200\n/);

      container.signal("SIGTERM");
      expect((await container.ended).code).toBe(0);
      expect(container.stdout).toContain("\nStopped. All is kept in /data");
      expect(readdirSync(data.folder)).toContain("default.jsonl");

      const again = image.run({ variables: FREE, volume: data });
      await ready(again);
      expect(again.stdout).toContain("; restored\n");
      again.signal("SIGTERM");
      expect((await again.ended).code).toBe(0);
      expect(image.left()).toEqual([]);
    });

    it("is unhealthy before it is ready", async () => {
      const health = await image.exec(wordsOf(textOf("HEALTHCHECK").replace(/^CMD /, "")), {
        variables: { SPI_EMULATOR_URL: "http://127.0.0.1:9" },
        volume: { folder: volume() },
      }).ended;
      expect([health.code, health.stdout]).toEqual([3, ""]);
    });

    it("ends at once at the second SIGTERM, though a client stalls", async () => {
      const data = { folder: volume() };
      const container = image.run({ variables: FREE, volume: data });
      const { hostname, port } = new URL(await ready(container));
      const socket = connect(Number(port), hostname);
      socket.on("error", () => undefined);
      const head = ["POST /api/v2/tokens/oauth HTTP/1.1", "Host: x", "Content-Type: application/json"];
      socket.write([...head, "Content-Length: 9", "Expect: 100-continue", "", "{"].join("\r\n"));
      // The server's 100 tells that it has the request.
      await new Promise((resolve) => socket.once("data", resolve));
      container.signal("SIGTERM");
      // Two signals at once could be one.
      await expect.poll(() => existsSync(join(data.folder, "emulator.json"))).toBe(false);
      container.signal("SIGTERM");
      expect((await container.ended).code).toBe(130);
      socket.destroy();
      expect(image.left()).toEqual([]);
    });

    it("runs without a volume, and as another user with a volume of theirs", async () => {
      const without = image.run({ variables: FREE });
      await ready(without);
      without.signal("SIGTERM");
      expect((await without.ended).code).toBe(0);

      const theirs = volume();
      chownSync(theirs, 4711, 4711);
      const other = image.run({ variables: FREE, user: "4711:4711", volume: { folder: theirs } });
      await ready(other);
      other.signal("SIGINT");
      expect((await other.ended).code).toBe(130);
    });

    it("says in one line what it cannot use: a read-only volume, another user's volume, a wrong variable", async () => {
      const data = { folder: volume() };
      expect(await refused(image.run({ variables: FREE, volume: { ...data, readOnly: true } }))).toContain(
        "EROFS",
      );
      expect(await refused(image.run({ variables: FREE, volume: data, user: "4711:4711" }))).toContain(
        "EACCES",
      );
      expect(await refused(image.run({ variables: { SPI_EMULATOR_SPEED: "fast" } }))).toContain(
        'environment SPI_EMULATOR_SPEED: got "fast"',
      );
      expect(await refused(image.run({ variables: { SPI_EMULATOR_ADMIN_TOKEN: "short" } }))).toContain(
        "a token of 5 characters",
      );
      expect(image.left()).toEqual([]);
    });
  },
);

describe.skipIf(!hasEngine())("the image of an engine", () => {
  const tag = `spi-emulator-test-${process.pid}`;
  let context: string;
  beforeAll(() => {
    context = temporaryFolder();
    packInto(context);
    docker("build", "--quiet", "--tag", tag, "--file", packageFile("deploy", "image", "Dockerfile"), context);
  }, 600_000);
  afterAll(() => docker("rmi", "--force", tag));

  it("runs for the example of Testcontainers", { timeout: 600_000 }, async (test) => {
    const folder = join(context, "examples", "testcontainers-node");
    cpSync(packageFile("examples", "testcontainers-node"), folder, { recursive: true });
    const source = join(folder, "products.test.js");
    const text = readFileSync(source, "utf8").replace('"spi-emulator")', `"${tag}")`);
    expect(text).toContain(tag);
    writeFileSync(source, text);
    await installFromRegistry(test, folder);
    const { code, stdout, stderr } = await new Running("npm", ["test"], { cwd: folder }).ended;
    expect({ code, said: code === 0 ? "" : stdout + stderr }).toEqual({ code: 0, said: "" });
  });

  it("becomes healthy, answers from outside and ends at SIGTERM", { timeout: 600_000 }, () => {
    const id = docker(
      "run",
      "--detach",
      "--read-only",
      "--tmpfs",
      "/tmp",
      "--cap-drop",
      "ALL",
      "--publish",
      "127.0.0.1:0:7740",
      tag,
    ).trim();
    try {
      docker("exec", id, "spi-emulator", "ready", "--wait", "60s");
      const address = docker("port", id, "7740").trim().split("\n")[0]!;
      execFileSync("curl", ["--fail", "--silent", `http://${address}/_emulator/health`]);
      docker("stop", id);
      expect(docker("inspect", "--format", "{{.State.ExitCode}}", id).trim()).toBe("0");
    } finally {
      docker("rm", "--force", "--volumes", id);
    }
  });
});
