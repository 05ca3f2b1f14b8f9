import { Command } from "commander";
import { version } from "../package-files.js";
import { formHelp } from "./help.js";

/** The program, without its commands. */
export const newProgram = (): Command =>
  formHelp(new Command("spi-emulator"))
    .description("Local emulator, virtual lab and contract suite for the SPI API.")
    .version(version, "-V, --version", "show the version")
    .showHelpAfterError("(see --help)")
    .enablePositionalOptions()
    .exitOverride();
