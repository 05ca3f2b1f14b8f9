import type { Command } from "commander";
import { controlCommand, readJson, target } from "./control.js";
import { CliError } from "./exit.js";
import { operationCommand } from "./operation.js";
import { sandboxLine, table, timeText } from "./text.js";
import { writePrivate } from "../text/private-file.js";
import { print } from "./print.js";

/** `spi-emulator snapshot` */
export function addSnapshot(program: Command): void {
  const group = program
    .command("snapshot")
    .description("Saves and restores a sandbox's whole state.")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator snapshot save before-demo\n  spi-emulator snapshot load before-demo\n" +
        "  spi-emulator snapshot export before-demo state.json\n",
    );

  operationCommand(group, {
    ...{ name: "save", endpoint: "POST /_emulator/snapshots", summary: "save the state under a name" },
    text: ({ name, bytes, sandbox }) => `${name} saved: ${bytes} bytes of sandbox ${sandbox}`,
  });
  operationCommand(group, {
    ...{ name: "load", endpoint: "POST /_emulator/snapshots/{name}/load" },
    ...{ summary: "replace the state with a snapshot", text: sandboxLine },
  });
  operationCommand(group, {
    ...{ name: "list", endpoint: "GET /_emulator/snapshots" },
    text: ({ snapshots }) =>
      snapshots.length === 0
        ? "no snapshots"
        : table(
            snapshots.map(({ name, saved_at, bytes, sandbox }) => [
              name,
              timeText(saved_at),
              `${bytes} bytes`,
              sandbox,
            ]),
          ),
  });
  operationCommand(group, {
    ...{ name: "delete", endpoint: "DELETE /_emulator/snapshots/{name}", summary: "delete a snapshot" },
    ...{ json: (given) => given, text: (_, { name }) => `${name} deleted` },
  });

  const out = controlCommand(group, "export", "write a snapshot to a file (it contains credentials)", {
    ofSandbox: false,
  })
    .argument("<NAME>")
    .argument("<FILE>", "- for standard output");
  out.action(async (name: string, file: string) => {
    const { client, print } = target(out);
    const document = await client.send("GET /_emulator/snapshots/{name}", { path: { name } });
    writeOut(file, JSON.stringify(document));
    if (file !== "-") print({ name, file }, () => `${file} written`);
  });

  const back = controlCommand(group, "import", "replace the state with a snapshot from a file").argument(
    "<FILE>",
    "- for standard input",
  );
  back.action(async (file: string) => {
    const { client, here, print } = target(back);
    const body = readJson(file) as { format: string; version: number; checksum: string };
    const sandbox = await client.send("POST /_emulator/snapshot-imports", { query: here, body });
    print(sandbox, () => sandboxLine(sandbox));
  });
}

/** Writes a file that only its owner can read; `-` is standard output. @throws CliError */
export const writeOut = (file: string, text: string): void => writeParts(file, [`${text}\n`]);

/** Like {@link writeOut}, part by part. @throws CliError */
export function writeParts(file: string, parts: Iterable<string>): void {
  if (file === "-") {
    for (const part of parts) print(part);
    return;
  }
  try {
    writePrivate(file, parts);
  } catch (error) {
    // The parts may come from a file that cannot be read.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new CliError(`${file}: cannot be written: ${(error as Error).message}`);
  }
}
