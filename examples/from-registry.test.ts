import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { beforeAll, describe, expect, it } from "vitest";
import { packageFile, version } from "../src/package-files.js";
import { Running, startProcess } from "../src/testing/emulator-process.js";
import { CHROMIUM, missingChromium } from "../src/testing/chromium.js";
import { packInto } from "../src/testing/packed.js";
import { installFromRegistry } from "../src/testing/registry.js";
import { temporaryFolder } from "../src/testing/temporary-folder.js";

/** A clone's root, as far as an example sees it: the packed emulator and the examples. */
let root: string;
beforeAll(() => {
  root = temporaryFolder();
  packInto(root);
});

/** A copy of an example, to be installed there. */
function copyOf(name: string): string {
  const folder = join(root, "examples", name);
  cpSync(packageFile("examples", name), folder, { recursive: true });
  return folder;
}

/** `npm test`, with its whole output where it fails. */
async function npmTest(cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Running("npm", ["test"], { cwd }).ended;
  expect({ code, said: code === 0 ? "" : stdout + stderr }).toEqual({ code: 0, said: "" });
  return stdout + stderr;
}

describe.concurrent("installed from a registry beside the packed emulator, as its page says", () => {
  it("examples/node-test passes", async (context) => {
    const folder = copyOf("node-test");
    await installFromRegistry(context, folder);
    expect(await npmTest(folder)).toMatch(/^\S* ?pass 2$/m);
  });

  it("examples/jest passes", async (context) => {
    const folder = copyOf("jest");
    await installFromRegistry(context, folder);
    expect(await npmTest(folder)).toMatch(/^Tests: +1 passed, 1 total$/m);
  });

  it("examples/playwright passes, with Debian's browser", async (context) => {
    context.skip(missingChromium() !== undefined, missingChromium());
    const folder = copyOf("playwright");
    const use = { launchOptions: { executablePath: CHROMIUM, args: ["--no-sandbox"] } };
    writeFileSync(join(folder, "playwright.config.ts"), `export default ${JSON.stringify({ use })};\n`);
    await installFromRegistry(context, folder);
    expect(await npmTest(folder)).toMatch(/^ {2}2 passed /m);
  });

  it("the command is npx spi-emulator, and serves an assistant by MCP beside the SDK", async (context) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "package.json"), '{ "private": true }');
    const tarball = join(root, `spi-emulator-${version}.tgz`);
    await installFromRegistry(context, folder, tarball, "@modelcontextprotocol/sdk");
    const { url } = await startProcess(["--no-lab", "--seed", "empty"]);
    const own = { PATH: env["PATH"] ?? "", HOME: folder, SPI_EMULATOR_URL: url };
    const ready = await new Running("npx", ["spi-emulator", "ready"], { cwd: folder, env: own }).ended;
    expect(ready).toMatchObject({ code: 0, stdout: `${url} is ready\n`, stderr: "" });
    const client = new Client({ name: "test", version: "1" });
    await client.connect(
      new StdioClientTransport({ command: "npx", args: ["spi-emulator", "mcp"], env: own, cwd: folder }),
    );
    const { tools } = await client.listTools();
    await client.close();
    expect(tools.map(({ name }) => name)).toContain("status");
  });
});
