import process from "node:process";
import { Command, CommanderError } from "commander";
import { version } from "../package-files.js";
import { addCommands } from "./commands.js";
import { EXIT, report } from "./exit.js";
import { printError } from "./print.js";

/** Runs the command line `args` and sets the process's exit code. */
export async function run(args: readonly string[]): Promise<void> {
  const program = new Command("spi-emulator")
    .description("Local emulator, virtual lab and contract suite for the SPI API.")
    .version(version)
    .showHelpAfterError("(see --help)")
    .configureHelp({ showGlobalOptions: true })
    .enablePositionalOptions()
    .exitOverride();
  try {
    await addCommands(program, args);
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else process.exitCode = report(error, (text) => printError(text));
  }
}
