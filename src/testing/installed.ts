import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { packageFile } from "../package-files.js";

/**
 * Puts the built package and vitest into the `node_modules` of a folder, as installing would: what is imported from there
 * is run as it is, where a link to these sources would have vitest transform the package again.
 */
export function installInto(folder: string): void {
  const modules = join(folder, "node_modules");
  const own = join(modules, "spi-emulator");
  mkdirSync(own, { recursive: true });
  const { files } = JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as { files: string[] };
  for (const name of ["package.json", ...files.filter((one) => !one.startsWith("!"))])
    cpSync(packageFile(name), join(own, name), { recursive: true });
  symlinkSync(packageFile("node_modules"), join(own, "node_modules"));
  symlinkSync(packageFile("node_modules", "vitest"), join(modules, "vitest"));
}
