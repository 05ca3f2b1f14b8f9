import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packageFile } from "../src/package-files.js";
import { Running, startProcess } from "../src/testing/emulator-process.js";
import { missingProgram } from "../src/testing/programs.js";
import { temporaryFolder } from "../src/testing/temporary-folder.js";

const missing = missingProgram("javac");
const DECLARATIONS = packageFile("examples", "testing", "java");

/** Compiles the example against declarations of Testcontainers, and returns what it would have an engine do. */
async function printed(): Promise<string[]> {
  const classes = temporaryFolder();
  const used = readdirSync(DECLARATIONS, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".java"))
    .map((name) => join(DECLARATIONS, name));
  const example = packageFile("examples", "testcontainers-java", "SpiEmulatorContainer.java");
  const built = await new Running("javac", ["-Xlint:all", "-Werror", "-d", classes, ...used, example]).ended;
  expect(built).toMatchObject({ code: 0, stderr: "" });
  const { code, stdout } = await new Running("java", ["-cp", classes, "Print"]).ended;
  expect(code).toBe(0);
  return stdout.trim().split("\n");
}

it.skipIf(missing !== undefined)(
  `testcontainers-java/ compiles, and what it tells an engine starts an emulator${missing ? ` (skipped: ${missing})` : ""}`,
  async () => {
    const lines = await printed();
    const of = (word: string): string[] =>
      lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
    const [token] = of("token");
    expect(of("image")).toEqual(["spi-emulator"]);
    expect(of("port")).toEqual(["7740"]);
    expect(of("url")).toEqual(["http://localhost:7741"]);
    const [, path, status] = /^7740(\/\S+) (\d+)$/.exec(of("wait")[0]!)!;

    const variables = Object.fromEntries(of("env").map((pair) => pair.split("=") as [string, string]));
    expect(variables["SPI_EMULATOR_ADMIN_TOKEN"]).toBe(token);
    const { url } = await startProcess([], { env: variables });
    expect((await fetch(url + path!)).status).toBe(Number(status));
    const headers = { authorization: `Bearer ${token!}` };
    const clock = await fetch(`${url}/_emulator/clock`, { headers });
    expect(await clock.json()).toMatchObject({ mode: "manual" });
    expect((await fetch(`${url}/_emulator/clock`)).status).toBe(401);
  },
);
