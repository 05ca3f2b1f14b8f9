import { existsSync } from "node:fs";
import type { Command } from "commander";
import { parseSeed } from "../sandbox/seed.js";
import { controlCommand, nameOf, readText, target } from "./control.js";
import { sandboxLine } from "./text.js";

/** `spi-emulator seed` */
export function addSeed(program: Command): void {
  const command = controlCommand(program, "seed", "replace the state with a seed")
    .argument("<NAME|FILE>", "demo, empty or a YAML file; - for standard input")
    .addHelpText("after", "\nExamples:\n  spi-emulator seed demo\n  spi-emulator seed ./my-seed.yaml\n");
  command.action(async (nameOrFile: string) => {
    const { client, here, print } = target(command);
    const seed = seedArgument(nameOrFile);
    const body = typeof seed === "string" ? { name: seed } : { seed };
    const sandbox = await client.send("POST /_emulator/seed", { query: here, body });
    print(sandbox, () => sandboxLine(sandbox));
  });
}

/**
 * A seed's name, or the content of its file, because the emulator may be on another machine. @throws CliError,
 * DocumentError
 */
export function seedArgument(nameOrFile: string): string | Record<string, unknown> {
  const isName = nameOrFile !== "-" && !/[./]/.test(nameOrFile) && !existsSync(nameOrFile);
  return isName ? nameOrFile : { ...parseSeed(readText(nameOrFile), nameOf(nameOrFile)) };
}
