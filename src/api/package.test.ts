import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { packageFile, packageRoot } from "../package-files.js";
import { Running, startProcess } from "../testing/emulator-process.js";
import { packInto } from "../testing/packed.js";
import { installFromRegistry } from "../testing/registry.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const PROGRAM = `
import { connectEmulator, EmulatorError, startEmulator, type EmulatorHandle, type Exchange } from "spi-emulator";
import { globalSetup } from "spi-emulator/vitest/global-setup";
import { useSandbox } from "spi-emulator/vitest";

const emulator: EmulatorHandle = await startEmulator({ seed: "demo", clock: "manual", lab: false });
const again = await connectEmulator({ url: emulator.url });
const response = await again.fetch("/products");
const exchanges: Exchange[] = await again.exchanges({ operation: "listProducts" });
const { mode } = await emulator.control.send("GET /_emulator/clock");
let refusal = "";
try {
  await emulator.reset("nope");
} catch (error) {
  if (error instanceof EmulatorError) refusal = error.id;
}
await emulator.close();
console.log(JSON.stringify([response.status, exchanges.length, mode, refusal]));
export const unused: unknown[] = [globalSetup, useSandbox];

// @ts-expect-error no such option
void (() => startEmulator({ sped: 1 }));
// @ts-expect-error fields are in camelCase
void (() => emulator.fault({ effect: { status: 503, retry_after_s: 1 } }));
// @ts-expect-error one effect at a time
void (() => emulator.fault({ effect: { reset: false } }));
// @ts-expect-error no such operation
void (() => emulator.control.send("PATCH /_emulator/clock"));
// @ts-expect-error its body is missing
void (() => emulator.control.send("PUT /_emulator/clock"));
`;
const SETTINGS = {
  compilerOptions: {
    strict: true,
    target: "ES2022",
    module: "NodeNext",
    types: ["node"],
    skipLibCheck: false,
    noEmitOnError: true,
    outDir: "built",
  },
  files: ["program.ts", "examples.ts"],
};

/** The examples of the API's JSDoc as one program that runs them in turn, each with its own emulator. */
function examplesProgram(): string {
  const sources = ["start.ts", "connect.ts", "handle.ts", "errors.ts", "control-client.ts"];
  const examples = sources.flatMap((file) => {
    const text = readFileSync(packageFile("src", "api", file), "utf8").replaceAll(/^ *\* ?/gm, "");
    return [...text.matchAll(/^@example.*\n```ts\n([^]*?)^```$/gm)].map(([, code]) => code!);
  });
  const blocks = examples.map((code) => {
    const clock = /setSpeed|PUT/.test(code) ? "scaled" : "manual";
    const running = code.replaceAll('{ url: "http://127.0.0.1:7740" }', "{ url: outer.url }");
    return `await run("${clock}", async (outer, client) => {\nconst emulator = outer;\nvoid [emulator, client];\n{\n${running}\n}\n});`;
  });
  return `
    import { type ControlClient, connectEmulator, type EmulatorHandle, EmulatorError, startEmulator } from "spi-emulator";
    let count = 0;
    async function run(
      clock: "manual" | "scaled",
      example: (outer: EmulatorHandle, client: ControlClient) => Promise<void>,
    ): Promise<void> {
      const outer = await startEmulator({ clock, lab: false });
      process.env["SPI_EMULATOR_URL"] = outer.url;
      await example(outer, outer.control);
      await outer.close();
      count += 1;
    }
    ${blocks.join("\n")}
    void EmulatorError;
    console.log("ran", count);`;
}

/** Unpacks the tarball into a new folder, with the package's dependencies and Node's types beside it. */
function install(): string {
  const folder = temporaryFolder();
  const tarball = packInto(folder);
  const target = join(folder, "node_modules", "spi-emulator");
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["xzf", tarball, "-C", target, "--strip-components", "1"]);
  const { dependencies } = JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), "@types/node", "vitest"]) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(packageFile("node_modules", name), link);
  }
  return folder;
}

describe("the packed package", () => {
  let folder: string;
  beforeAll(() => {
    if (!existsSync(packageFile("dist", "types")))
      execFileSync("npm", ["run", "-s", "types"], { cwd: packageRoot });
    folder = install();
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(folder, "program.ts"), PROGRAM);
    writeFileSync(join(folder, "examples.ts"), examplesProgram());
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(SETTINGS));
  }, 120_000);
  const tsc = (cwd: string) =>
    new Running(process.execPath, [packageFile("node_modules", "typescript", "bin", "tsc")], { cwd }).ended;

  it("type-checks in a strict program, which runs", async () => {
    const { code, stdout } = await tsc(folder);
    expect(stdout).toBe("");
    expect(code).toBe(0);
    const ran = await new Running(process.execPath, ["built/program.js"], { cwd: folder }).ended;
    expect(ran.stderr).toBe("");
    expect(JSON.parse(ran.stdout)).toEqual([200, 1, "manual", "invalid-data"]);
  });

  it("runs the examples of its JSDoc", async () => {
    const { code, stdout, stderr } = await new Running(process.execPath, ["built/examples.js"], {
      cwd: folder,
    }).ended;
    expect([code, stderr]).toEqual([0, ""]);
    expect(Number(/^ran (\d+)$/m.exec(stdout)![1])).toBeGreaterThan(15);
  });

  it("runs as a command", async () => {
    const main = join("node_modules", "spi-emulator", "dist", "main.js");
    const { stdout } = await new Running(process.execPath, [main, "--version"], { cwd: folder }).ended;
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("judges a target by the contract, with reports", async () => {
    const { url, ini } = await startProcess(["--no-lab", "--seed", "empty"]);
    const target = ["--target", url, "--credentials", ini, "--filter", "products.*,answer.listProducts.200"];
    const main = join("node_modules", "spi-emulator", "dist", "main.js");
    const args = [main, "contract", ...target, "--report", "junit,html,json"];
    const { code, stdout, stderr } = await new Running(process.execPath, args, { cwd: folder }).ended;
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^[1-9]\d+ conform, 0 fail, 0 findings, /m);
    expect(readdirSync(join(folder, "contract-report")).sort()).toEqual([
      "contract.html",
      "contract.json",
      "contract.xml",
    ]);
  });

  it("type-checks in the example for Testcontainers, with its own types", async (context) => {
    const other = temporaryFolder();
    writeFileSync(join(other, "package.json"), '{ "private": true }');
    const { devDependencies } = JSON.parse(
      readFileSync(packageFile("examples", "testcontainers-node", "package.json"), "utf8"),
    ) as { devDependencies: Record<string, string> };
    await installFromRegistry(context, other, `testcontainers@${devDependencies["testcontainers"]!}`);
    symlinkSync(
      join(other, "node_modules", "testcontainers"),
      join(folder, "node_modules", "testcontainers"),
    );
    const source = join(folder, "testcontainers.js");
    cpSync(packageFile("examples", "testcontainers-node", "products.test.js"), source);
    const flags = ["--noEmit", "--allowJs", "--checkJs", "--strict", "--noImplicitAny", "false"];
    const options = ["--skipLibCheck", "--target", "es2022", "--module", "nodenext", "--types", "node"];
    const { code, stdout } = await new Running(
      process.execPath,
      [packageFile("node_modules", "typescript", "bin", "tsc"), ...flags, ...options, source],
      { cwd: folder },
    ).ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  });

  it("contains what README links to", () => {
    const own = join(folder, "node_modules", "spi-emulator");
    const links = readFileSync(join(own, "README.md"), "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g);
    const missing = [...links].map(([, path]) => path!).filter((path) => !existsSync(join(own, path)));
    expect(missing).toEqual([]);
  });

  it("contains what it needs and no sources", () => {
    const files = readdirSync(join(folder, "node_modules", "spi-emulator"));
    expect(files.sort()).toEqual(
      [
        ...["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "SECURITY.md"],
        ...["clients", "docs", "examples"],
        ...["assumptions.yaml", "parity.yaml"],
        "devices",
        "dist",
        "emulator-openapi.yaml",
        "fixtures",
        "openapi.yaml",
        "package.json",
        "README.md",
      ].sort(),
    );
  });
});
