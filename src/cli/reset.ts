import type { Command } from "commander";
import { controlCommand, target } from "./control.js";
import { seedArgument } from "./seed.js";
import { sandboxLine } from "./text.js";

/** `spi-emulator reset` */
export function addReset(program: Command): void {
  const command = controlCommand(
    program,
    "reset",
    "reset a sandbox to its seed, and delete its faults and exchanges",
  )
    .option("--seed <NAME|FILE>", "another seed, which later resets use too")
    .addHelpText("after", "\nExamples:\n  spi-emulator reset\n  spi-emulator reset --seed empty\n");
  command.action(async ({ seed }: { seed?: string }) => {
    const { client, here, print } = target(command);
    const body = seed === undefined ? {} : { seed: seedArgument(seed) };
    const sandbox = await client.send("POST /_emulator/reset", { query: here, body });
    print(sandbox, () => sandboxLine(sandbox));
  });
}
