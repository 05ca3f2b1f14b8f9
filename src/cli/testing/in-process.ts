import process from "node:process";
import { vi } from "vitest";
import { run } from "../run.js";
import type { Ended } from "../../testing/emulator-process.js";

const exitCode = (): number => Number(process.exitCode ?? 0);

/**
 * Runs the command line that `args` are in this process, which is quicker than one of its own, and gives what it prints
 * and its exit code. One at a time.
 */
export async function runHere(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Omit<Ended, "signal">> {
  const out = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      out[name] += String(text);
      return true;
    }),
  );
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  process.exitCode = undefined;
  try {
    await run(args);
    return { code: exitCode(), ...out };
  } finally {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}
