import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's own folder: the nearest above this file that has a package.json, in the sources and when built. */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** The package's version. */
export const version: string = (
  JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }
).version;

/** A file or folder that comes with the package. */
export const packageFile = (...parts: string[]): string => join(packageRoot, ...parts);

function findRoot(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : findRoot(dirname(folder));
}
