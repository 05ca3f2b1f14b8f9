import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { temporaryFolder } from "../src/testing/temporary-folder.js";

let clone: string;

/** A clone of few files, with an npm whose build notes that it ran. */
beforeEach(() => {
  clone = temporaryFolder();
  for (const folder of [
    "src",
    "devices",
    "contract-tests",
    "traffic",
    "fixtures",
    "scripts",
    "bin",
    "node_modules/tsx",
  ])
    mkdirSync(join(clone, folder), { recursive: true });
  for (const file of ["package-lock.json", "openapi.yaml", "emulator-openapi.yaml", "assumptions.yaml"])
    writeFileSync(join(clone, file), "");
  writeFileSync(join(clone, "package.json"), '{ "type": "module" }');
  writeFileSync(join(clone, "src", "main.ts"), "one");
  cpSync("scripts/start.mjs", join(clone, "scripts", "start.mjs"));
  const main = "console.log(JSON.stringify(process.argv.slice(2)), process.cwd())";
  writeFileSync(
    join(clone, "bin", "npm"),
    `#!/bin/sh\necho built >> builds\nmkdir -p dist\necho '${main}' > dist/main.js\nnode scripts/start.mjs --built\n`,
    { mode: 0o755 },
  );
});

const start = (...args: string[]): string =>
  execFileSync(process.execPath, [join(clone, "scripts", "start.mjs"), ...args], {
    cwd: join(clone, "fixtures"),
    env: { PATH: [join(clone, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter) },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
const builds = (): number => readFileSync(join(clone, "builds"), "utf8").trim().split("\n").length;

it("npm start of a fresh clone builds; the next ones start what is built, with the user's flags and folder", () => {
  const first = start("--port", "0");
  expect(first).toBe(`["start","--port","0"] ${join(clone, "fixtures")}\n`);
  start();
  start();
  expect(builds()).toBe(1);
});

it("npm start builds again after a change, an addition or a removal, not after a checkout of the same content", () => {
  start();
  const source = join(clone, "src", "main.ts");
  // As a checkout does.
  writeFileSync(source, "one");
  utimesSync(source, 1e9, 1e9);
  start();
  expect(builds()).toBe(1);
  writeFileSync(source, "two");
  start();
  expect(builds()).toBe(2);
  writeFileSync(join(clone, "fixtures", "new.yaml"), "");
  start();
  expect(builds()).toBe(3);
  rmSync(join(clone, "fixtures", "new.yaml"));
  start();
  expect(builds()).toBe(4);
  writeFileSync(join(clone, "src", "main.test.ts"), "a test is no source");
  start();
  expect(builds()).toBe(4);
});

it("npm start without dependencies says what to do", () => {
  rmSync(join(clone, "node_modules"), { recursive: true });
  const refused = (): string => start();
  expect(refused).toThrow(expect.objectContaining({ status: 2 }));
});
