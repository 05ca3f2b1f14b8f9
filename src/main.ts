#!/usr/bin/env node
import process from "node:process";
import { Command, CommanderError } from "commander";
import { EXIT, report } from "./cli/exit.js";
import { addLogin } from "./cli/login.js";
import { addRequest } from "./cli/request.js";
import { addStart } from "./cli/start.js";
import { version } from "./package-files.js";

const program = new Command("spi-emulator")
  .description("Local emulator, virtual lab and contract suite for the SPI API.")
  .version(version)
  .showHelpAfterError("(--help tells more)")
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();
addStart(program);
addLogin(program);
addRequest(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  else process.exitCode = report(error, (text) => process.stderr.write(text));
}
