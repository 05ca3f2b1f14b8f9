import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFile, packageRoot, version } from "../package-files.js";
import { MAIN } from "./emulator-process.js";

/** Packs the built program into a folder, as `npm pack` would publish it, and returns the path of the tarball. */
export function packInto(folder: string): string {
  if (!existsSync(MAIN)) throw new Error("npm run build makes the program that is packed");
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
    cwd: packageRoot,
  });
  return join(folder, `spi-emulator-${version}.tgz`);
}

/** Puts into a folder what a built clone holds of what is packed, and these files besides. */
export function cloneInto(folder: string, ...others: string[]): void {
  const { files } = JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as { files: string[] };
  const packed = files.filter((name) => !name.startsWith("!"));
  for (const name of [...packed, "package.json", "README.md", "LICENSE", ...others])
    cpSync(packageFile(...name.split("/")), join(folder, name), { recursive: true });
}
