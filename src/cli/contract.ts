import process from "node:process";
import type { Command } from "commander";
import { isLocal } from "../../contract-tests/target/find-control.js";
import { type KnownDrift, readKnownDrift } from "../../contract-tests/judge/known-drift.js";
import type { Clause } from "../../contract-tests/clauses/clause.js";
import type { Report } from "../../contract-tests/report/report.js";
import { FORMATS, writeReports } from "../../contract-tests/report/write.js";
import { runContract } from "../../contract-tests/run/runner.js";
import type { TargetOptions } from "../../contract-tests/target/target.js";
import { progressOn, reportText } from "../../contract-tests/report/terminal.js";
import { addContractDiff } from "./contract-diff.js";
import { canWriteDrift, writeDrift } from "./contract-drift.js";
import { addExploreFlags, exploreReport, type ExploreFlags, exploringOf } from "./contract-explore.js";
import {
  addAbilityFlags,
  addTargetFlags,
  networkOf,
  numberFlag,
  profileOf,
  targetOf,
} from "./contract-options.js";
import { addSelectionFlags, filterOf, type SelectionFlags } from "./contract-selection.js";
import { DRIFT_FLAG, driftFileOf } from "./drift-file.js";
import { EXIT } from "./exit.js";
import { tellGitHub } from "./github.js";
import { Interrupts } from "./interrupts.js";
import { startTargetAside } from "./own-target.js";
import { print } from "./print.js";
import { canWriteIn, formatsOf } from "./report-flags.js";

/** Default folder of ledgers. */
export const LEDGER_DIR = ".spi-contract";
/** Default requests per second to a target on another machine. */
const REMOTE_RATE = 20;

interface ContractFlags extends SelectionFlags, ExploreFlags {
  concurrency: string;
  rate?: string;
  maxCreations?: string;
  timeout: string;
  strict?: true;
  writeDrift?: string;
  knownDrift?: string;
  report?: string;
  reportDir: string;
  ledgerDir: string;
  profile: string;
}

/** `spi-emulator contract` */
export function addContract(program: Command): void {
  const command = program
    .command("contract")
    .description(
      "Runs the contract's clauses against a target and reports which it satisfies. Without --target, the target is a new " +
        "emulator in memory, in a process of its own. On a given target the run deletes what it created, and reports what " +
        "could not be deleted.",
    );
  addSelectionFlags(addAbilityFlags(addTargetFlags(command)));
  addExploreFlags(command)
    .option("--write-drift <FILE>", "write all that differs as a file for --known-drift, to be edited")
    .option("--concurrency <N>", "clauses at a time", "8")
    .option("--rate <N>", `maximum requests per second (default: ${REMOTE_RATE}; on this machine no limit)`)
    .option("--max-creations <N>", "maximum number of creating requests; clauses that need more are skipped")
    .option("--timeout <MS>", "timeout of a request, in milliseconds", "30000")
    .option("--strict", "count refuted assumptions as failures")
    .option(...DRIFT_FLAG)
    .option("--report <FORMS>", `write reports: ${FORMATS.join(",")}`)
    .option("--report-dir <DIR>", "folder for reports", "contract-report")
    .option("--ledger-dir <DIR>", "folder for the ledger of what the run creates", LEDGER_DIR)
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator contract\n  spi-emulator contract --target https://spi.example.com --credentials conf.ini --profile read-only\n" +
        "\nExit code: 0 if the target conforms, 1 if it does not (or known drift is stale), 2 for wrong usage or if\n" +
        "no clause was judged, 3 if the target cannot be reached or refuses the credentials, 4 if something was left\n" +
        "behind, 130 when interrupted.\n",
    )
    .action(async () => {
      process.exitCode = await contract(command);
    });
  addContractDiff(command);
}

async function contract(command: Command): Promise<number> {
  const flags = command.opts<ContractFlags>();
  const formats = formatsOf(flags.report);
  const exploring = exploringOf(flags, command);
  if (formats.length > 0) canWriteIn(flags.reportDir);
  const given = targetOf(command);
  const limits = limitsOf(flags, given);
  const network = networkOf(command, given?.url ?? null);
  const bail = flags.bail === undefined ? undefined : numberFlag("--bail", flags.bail, 1);
  if (flags.writeDrift !== undefined) canWriteDrift(flags.writeDrift);
  const tell = progressOn(process.stderr);
  const interrupts = new Interrupts();
  const starting = given === null ? startTargetAside(profileOf(flags.profile)) : null;
  try {
    // While the emulator starts, the clauses are made.
    const [own, { clauses, filter, drift }] = await Promise.all([starting, chosenBy(flags)]);
    if (filter === null) {
      print("nothing failed in the earlier report\n");
      return EXIT.ok;
    }
    const common = {
      ...limits,
      target: given ?? own!.target,
      ledgerDir: own ? null : flags.ledgerDir,
      network,
      strict: flags.strict,
      signal: interrupts.run,
      giveUp: interrupts.cleanUp,
    };
    const report = exploring
      ? await exploreReport({ ...common, ...exploring, drift, fresh: own?.reset })
      : await runContract({
          ...common,
          clauses,
          drift,
          filter,
          bail,
          onProgress: (event) => {
            // If nobody can read the results, this line fails before the first clause.
            if (event.kind === "begins") print(`target ${event.url}, run ${event.run}\n\n`);
            tell(event);
          },
        });
    print(reportText(report));
    for (const file of writeReports(report, formats, flags.reportDir)) print(`${file} written\n`);
    if (flags.writeDrift !== undefined) writeDrift(flags.writeDrift, report, drift);
    tellGitHub(report);
    return exitCodeOf(report);
  } finally {
    interrupts.close();
    await starting?.then(({ close }) => close());
  }
}

/** The clauses, which of them are to be run, and which differences are accepted. A filter of null: none. @throws CliError */
async function chosenBy(
  flags: ContractFlags,
): Promise<{ clauses: readonly Clause[]; filter: ReturnType<typeof filterOf>; drift: KnownDrift[] }> {
  const [{ allClauses }, { contractSpec }, { cleanUpClauses }] = await Promise.all([
    import("../../contract-tests/clauses/index.js"),
    import("../../contract-tests/run/contract-spec.js"),
    import("../../contract-tests/cleanup/clean-up.js"),
  ]);
  const clauses = allClauses(contractSpec);
  const ids = clauses.map(({ id }) => id);
  const file = driftFileOf(flags);
  const drift = file === null ? [] : readKnownDrift(file, [...ids, ...cleanUpClauses.map(({ id }) => id)]);
  return { clauses, filter: filterOf(flags, ids), drift };
}

/** Failures take precedence over leaks, which are printed in any case. */
function exitCodeOf({ summary, interrupted, gone, strict }: Report): number {
  if (interrupted) return EXIT.interrupted;
  if (gone !== undefined) return EXIT.unreachable;
  const { fails, errors, stale_drift, findings, leaked } = summary;
  if (fails + errors + stale_drift + (strict ? findings : 0) > 0) return EXIT.failure;
  return leaked > 0 ? EXIT.leaked : EXIT.ok;
}

function limitsOf(
  { concurrency, rate, maxCreations, timeout }: ContractFlags,
  target: TargetOptions | null,
): { concurrency: number; rate: number | undefined; maxCreations: number | undefined; timeoutMs: number } {
  const isRemote = target !== null && !isLocal(target.url);
  return {
    concurrency: numberFlag("--concurrency", concurrency, 1),
    rate: rate === undefined ? (isRemote ? REMOTE_RATE : undefined) : numberFlag("--rate", rate, 0.01),
    maxCreations: maxCreations === undefined ? undefined : numberFlag("--max-creations", maxCreations, 0),
    timeoutMs: numberFlag("--timeout", timeout, 1),
  };
}
