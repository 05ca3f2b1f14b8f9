import process from "node:process";
import { CommanderError } from "commander";
import { addCommands } from "./commands.js";
import { EXIT, report } from "./exit.js";
import { printError } from "./print.js";
import { newProgram } from "./program.js";

/** Runs the command line `args` and sets the process's exit code. */
export async function run(args: readonly string[]): Promise<void> {
  const program = newProgram();
  try {
    await addCommands(program, args);
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else process.exitCode = report(error, (text) => printError(text));
  }
}
