import { execFile, spawnSync } from "node:child_process";
import { env } from "node:process";
import { promisify } from "node:util";

/** Debian's own python: one from elsewhere has not Debian's modules. */
export const PYTHON = "/usr/bin/python3";

/**
 * Why the tests that need this program cannot run here; undefined where they can. Never where CI is set: there a program
 * that is missing fails them.
 */
export const missingProgram = (program: string): string | undefined => whyNot(program, ["--version"]);

/** The same of Debian's python with these modules. */
export const missingPython = (modules = "requests, requests_oauthlib, oauthlib"): string | undefined =>
  whyNot(PYTHON, ["-c", `import ${modules}`]);

/** What a program prints. It runs beside this process, whose emulator it may ask. */
export async function printed(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  return (await promisify(execFile)(program, args, options)).stdout;
}

function whyNot(program: string, args: readonly string[]): string | undefined {
  if (env["CI"] !== undefined) return undefined;
  const { error, status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (error) return `${program} does not run: ${error.message}`;
  return status === 0
    ? undefined
    : `${program} ${args.join(" ")} fails: ${stderr.trim().split("\n").at(-1) ?? ""}`;
}
