import { writeFileSync } from "node:fs";
import process from "node:process";
import type { Command } from "commander";
import { controlCommand, readDocument, target } from "./control.js";
import { CliError } from "./exit.js";
import { sandboxLine, table, timeText } from "./text.js";

/** `spi-emulator snapshot` */
export function addSnapshot(program: Command): void {
  const group = program
    .command("snapshot")
    .summary("keep a sandbox's whole state, and bring it back")
    .description("Keeps a sandbox's whole state, and brings it back.")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator snapshot save before-demo\n  spi-emulator snapshot load before-demo\n" +
        "  spi-emulator snapshot export before-demo state.json\n",
    );

  const save = controlCommand(group, "save", "keep the state under a name").argument("<NAME>");
  save.action(async (name: string) => {
    const { client, here, print } = target(save);
    const entry = await client.send("POST /_emulator/snapshots", { query: here, body: { name } });
    print(entry, () => `${name} saved: ${entry.bytes} bytes of sandbox ${entry.sandbox}`);
  });

  const load = controlCommand(group, "load", "put a snapshot in the place of the state").argument("<NAME>");
  load.action(async (name: string) => {
    const { client, here, print } = target(load);
    const path = { name };
    const sandbox = await client.send("POST /_emulator/snapshots/{name}/load", { path, query: here });
    print(sandbox, () => sandboxLine(sandbox));
  });

  const list = controlCommand(group, "list", "list the snapshots", { ofSandbox: false });
  list.action(async () => {
    const { client, print } = target(list);
    const found = await client.send("GET /_emulator/snapshots");
    print(found, () =>
      found.snapshots.length === 0
        ? "no snapshots"
        : table(
            found.snapshots.map(({ name, saved_at, bytes, sandbox }) => [
              name,
              timeText(saved_at),
              `${bytes} bytes`,
              sandbox,
            ]),
          ),
    );
  });

  const remove = controlCommand(group, "delete", "forget a snapshot", { ofSandbox: false }).argument(
    "<NAME>",
  );
  remove.action(async (name: string) => {
    const { client, print } = target(remove);
    await client.send("DELETE /_emulator/snapshots/{name}", { path: { name } });
    print({ name }, () => `${name} deleted`);
  });

  const out = controlCommand(group, "export", "write a snapshot to a file; it holds credentials", {
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

  const back = controlCommand(group, "import", "put a snapshot's file in the place of the state").argument(
    "<FILE>",
    "- for standard input",
  );
  back.action(async (file: string) => {
    const { client, here, print } = target(back);
    const body = readDocument(file) as { format: string; version: number; checksum: string };
    const sandbox = await client.send("POST /_emulator/snapshot-imports", { query: here, body });
    print(sandbox, () => sandboxLine(sandbox));
  });
}

/** Writes for the owner's eyes only; `-` is standard output. @throws CliError */
export function writeOut(file: string, text: string): void {
  if (file === "-") {
    process.stdout.write(`${text}\n`);
    return;
  }
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600 });
  } catch (error) {
    throw new CliError(`${file}: cannot be written: ${(error as Error).message}`);
  }
}
