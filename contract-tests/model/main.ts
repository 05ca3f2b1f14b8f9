/** `npx tsx contract-tests/model/main.ts --port 0 --folder DIR`: starts the model, prints its address. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process, { argv, exit, stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { confIni } from "./accounts.js";
import type { ModelFlaw, ModelSwitch } from "./changes.js";
import { modelFlaws } from "./flaws/index.js";
import { startModelServer } from "./server.js";
import { modelSwitches } from "./switches/index.js";

const USAGE = `Usage: main.ts [--port PORT] [--folder FOLDER]

  --port PORT      the port to listen on; 0, the default, is any free one
  --folder FOLDER  write the credentials of each account there, as NAME.conf.ini
  --switch ID      decide something otherwise; may come several times
  --flaw ID        be wrong in one place; may come several times
  --list           print all switches and flaws
`;

type Change = ModelSwitch | ModelFlaw;

interface Arguments {
  port: number;
  folder: string | undefined;
  changes: Change[];
}

/** What to do, or a text that is all that was asked for. */
function readArguments(): Arguments | string {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      port: { type: "string", default: "0" },
      folder: { type: "string" },
      switch: { type: "string", multiple: true, default: [] },
      flaw: { type: "string", multiple: true, default: [] },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return USAGE;
  if (values.list) return list();
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port must be a number from 0 to 65535, not '${values.port}'`);
  const changes = [...find("switch", modelSwitches, values.switch), ...find("flaw", modelFlaws, values.flaw)];
  return { port, folder: values.folder, changes };
}

function find(kind: string, all: Change[], ids: string[]): Change[] {
  return ids.map((id) => {
    const found = all.find((each) => each.id === id);
    if (!found) throw new Error(`There is no ${kind} '${id}'; --list prints all.`);
    return found;
  });
}

function list(): string {
  const switches = modelSwitches.map(({ id, about, says }) => `switch\t${id}\t${about ?? "-"}\t${says}\n`);
  const flaws = modelFlaws.map(({ id, kind, breaks }) => `flaw\t${id}\t${kind}\t${breaks}\n`);
  return [...switches, ...flaws].join("");
}

async function main(): Promise<void> {
  const given = readArguments();
  if (typeof given === "string") {
    stdout.write(given);
    return;
  }
  const { port, folder, changes } = given;
  const server = await startModelServer({ port, changes });
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    for (const account of server.accounts) {
      const file = join(folder, `${account.name}.conf.ini`);
      rmSync(file, { force: true });
      writeFileSync(file, confIni(account), { mode: 0o600, flag: "wx" });
    }
  }
  stdout.write(`${server.url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => void server.close().then(() => exit(0)));
}

main().catch((problem: unknown) => {
  stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n${USAGE}`);
  exit(2);
});
