import { execFile } from "node:child_process";
import process from "node:process";
import { promisify } from "node:util";
import type { Command } from "commander";
import { handleOf } from "../api/connect.js";
import { yieldToLoop } from "../clock/clock.js";
import { packageFile } from "../package-files.js";
import { BrokenConnection, SdkMissing, serve } from "../mcp/server.js";
import { addEmulatorFlags, emulatorOf } from "./control.js";
import { CliError } from "./exit.js";

/** Maximum number of bytes of a command's output. */
const MAX_OUTPUT = 16 * 1024 * 1024;

/** `spi-emulator mcp` */
export function addMcp(program: Command): void {
  const command = program
    .command("mcp")
    .description(
      "Serves a running emulator to a coding assistant as tools, by the Model Context Protocol on standard input and output:\n" +
        "status, traces, exchanges, why a request was refused, signed requests, clauses of the contract. Reads only, unless\n" +
        "--allow-writes is given. Needs the package @modelcontextprotocol/sdk.",
    )
    .option(
      "--allow-writes",
      "let the tools send any request, advance the clock, set faults and reset the sandbox",
    );
  addEmulatorFlags(command, true);
  command.addHelpText(
    "after",
    "\nExample, as the command of an assistant's settings:\n  npx spi-emulator mcp --url http://127.0.0.1:7740\n",
  );
  command.action(
    async ({ allowWrites = false, sandbox = "default" }: { allowWrites?: boolean; sandbox?: string }) => {
      const emulator = () => handleOf(emulatorOf(command), sandbox, () => Promise.resolve());
      const end = new AbortController();
      try {
        const runSelf = (args: readonly string[]) => outputOfSelf(args, end.signal);
        await serve({ emulator, allowWrites, runSelf }, process.stdin, process.stdout);
      } catch (error) {
        throw error instanceof SdkMissing || error instanceof BrokenConnection
          ? new CliError(error.message)
          : error;
      } finally {
        end.abort();
        // Nobody reads what a tool still waits for. An error is told first.
        void yieldToLoop().then(() => process.exit());
      }
    },
  );
}

/** Runs the built program until `signal` ends it. What it prints is the answer, whatever its exit code. */
async function outputOfSelf(args: readonly string[], signal: AbortSignal): Promise<string> {
  const main = packageFile("dist", "main.js");
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args], {
    maxBuffer: MAX_OUTPUT,
    signal,
  }).catch((error: unknown) => error as { stdout?: string; stderr?: string });
  return `${stdout ?? ""}${stderr ?? ""}`;
}
