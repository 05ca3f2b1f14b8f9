import { Command } from "commander";
import { version } from "../package-files.js";
import { formHelp } from "./help.js";
import { print, printError } from "./print.js";

/** The program, without its commands. */
export const newProgram = (): Command =>
  formHelp(new Command("spi-emulator"))
    .description("Local emulator, virtual lab and contract suite for the SPI API.")
    .version(version, "-V, --version", "show the version")
    .showHelpAfterError("(see --help)")
    .enablePositionalOptions()
    // An unknown option may have been given with a secret as its value.
    .configureOutput({
      writeOut: print,
      writeErr: (text) => printError(text.replace(/^(error: unknown option '[^=']*)=.*(?='$)/ms, "$1=...")),
    })
    .exitOverride();
