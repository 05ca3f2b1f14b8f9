import { rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { RUN_NAME } from "../../contract-tests/run/names.js";
import { fullRunName, readLedger } from "../../contract-tests/cleanup/read-ledger.js";
import { Session } from "../../contract-tests/run/session.js";
import { leftText, waitText } from "../../contract-tests/report/terminal.js";
import { LEDGER_DIR } from "./contract.js";
import { addTargetFlags, networkOf } from "./contract-options.js";
import { CliError, EXIT } from "./exit.js";
import { checkUrl } from "./http.js";
import { Interrupts } from "./interrupts.js";
import { readCredentials } from "./request.js";
import { plural } from "./text.js";
import { print, printError } from "./print.js";

interface CleanUpFlags {
  run: string;
  target?: string;
  credentials?: string;
  secondCredentials?: string;
  product?: string;
  ledgerDir: string;
}

/** `spi-emulator cleanup` */
export function addCleanUp(program: Command): void {
  const command = program
    .command("cleanup")
    .description(
      "Deletes what a contract run created and the target shows with the run's name. What else is in its ledger is told as left.",
    )
    .requiredOption(
      "--run <ID>",
      "id of the run, such as spi-run-20261126-4f9a2c1b, or its unique beginning",
    );
  addTargetFlags(command, "URL of the target, as in the run")
    .option("--product <ID>", "the product that the run used, or the unique beginning of its id")
    .option("--ledger-dir <DIR>", "folder of the run's ledger", LEDGER_DIR)
    .addHelpText(
      "after",
      "\nExit code: 0 if everything was deleted, 3 if the target cannot be reached, 4 if something is left.\n",
    )
    .action(async () => {
      process.exitCode = await cleanUp(command, command.opts<CleanUpFlags>());
    });
}

async function cleanUp(
  command: Command,
  { run: written, target, credentials, secondCredentials, product, ledgerDir }: CleanUpFlags,
): Promise<number> {
  const run = fullRunName(ledgerDir, written);
  if (!RUN_NAME.test(run))
    throw new CliError(
      `--run: got ${JSON.stringify(run)}; accepted: a run with a ledger in ${ledgerDir}, such as spi-run-20261126-4f9a2c1b, or its unique beginning`,
    );
  if (target === undefined || credentials === undefined)
    throw new CliError("cleanup needs the run's --target URL and --credentials CONF.INI");
  const path = join(ledgerDir, `${run}.jsonl`);
  const ledger = readLedger(path);
  const interrupts = new Interrupts();
  try {
    const session = await Session.open({
      run,
      target: {
        url: checkUrl("--target", target),
        credentials: readCredentials(credentials),
        ...(secondCredentials === undefined ? {} : { second: readCredentials(secondCredentials) }),
        ...(product === undefined ? {} : { product }),
        profile: "full",
        patienceMs: 0,
      },
      network: networkOf(command, target),
      before: ledger.head.before,
      onWait: (wait) => printError(`${waitText(wait)}\n`),
      signal: interrupts.run,
    });
    if (session.target.url !== ledger.head.target) {
      session.close(true);
      throw new CliError(`run ${run} was against ${ledger.head.target}, not ${session.target.url}`);
    }
    const { deleted, leaked, stays } = await session.cleanUp(interrupts.run, ledger);
    session.close(true);
    print(leftText("LEAKED: could not be deleted", leaked));
    print(leftText("remains: the API cannot delete these", stays));
    print(`${run}: ${plural(deleted, "object")} deleted, ${leaked.length} left\n`);
    if (leaked.length > 0) return EXIT.leaked;
    rmSync(path, { force: true });
    return EXIT.ok;
  } finally {
    interrupts.close();
  }
}
