import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { formatCredentialsIni } from "../../src/oauth1/credentials-file.js";
import type { Credentials } from "../../src/oauth1/sign.js";
import { packageFile } from "../../src/package-files.js";
import { type Ended, Running } from "../../src/testing/emulator-process.js";
import { PYTHON } from "../../src/testing/programs.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";

const tsx = join(packageFile("node_modules", "tsx", "dist"), "cli.mjs");

/** The repository's example clients: a file in `examples/`, the program that runs it, and that one's first arguments. */
export const EXAMPLES = [
  ["python/walk.py", PYTHON],
  ["typescript/walk.ts", process.execPath, tsx],
  ["legacy/post_image.py", PYTHON],
] as const;

/** Runs an example as a user would, who knows an ini file and an address. */
export function runExample(
  [script, program, ...first]: readonly string[],
  account: Credentials,
  url: string,
  env: Record<string, string> = {},
): Promise<Ended> {
  const ini = join(temporaryFolder(), "conf.ini");
  writeFileSync(ini, formatCredentialsIni(account));
  const args = [...first, packageFile("examples", ...script!.split("/")), ini, url];
  return new Running(program!, args, { env }).ended;
}
