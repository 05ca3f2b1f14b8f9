import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, rmSync, symlinkSync } from "node:fs";
import * as modules from "node:module";
import { join } from "node:path";
import process from "node:process";
import { beforeAll, describe, expect, it } from "vitest";
import { packageFile, version } from "./package-files.js";
import { temporaryFolder } from "./testing/temporary-folder.js";

/** Node 22.1 and later. */
describe.runIf("enableCompileCache" in modules)("what V8 compiled", () => {
  let installed: string;
  const cache = (): string => join(installed, "dist", "compile-cache");
  const run = (): string =>
    execFileSync(process.execPath, [join(installed, "dist", "main.js"), "--version"], { encoding: "utf8" });

  beforeAll(() => {
    installed = temporaryFolder();
    for (const part of ["dist", "package.json"])
      cpSync(packageFile(part), join(installed, part), { recursive: true });
    symlinkSync(packageFile("node_modules"), join(installed, "node_modules"));
    rmSync(cache(), { recursive: true, force: true });
  });

  it("is no condition: a package that nobody may write to starts without it", () => {
    chmodSync(join(installed, "dist"), 0o555);
    expect(run().trim()).toBe(version);
    chmodSync(join(installed, "dist"), 0o755);
  });

  it("is kept in the package", () => {
    expect(run().trim()).toBe(version);
    expect(existsSync(cache())).toBe(true);
    expect(run().trim()).toBe(version);
  });
});
