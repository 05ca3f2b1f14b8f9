import { closeSync, openSync, writeFileSync } from "node:fs";
import process from "node:process";
import type { Command } from "commander";
import { allClauses } from "../../contract-tests/clauses/index.js";
import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import { allMutants } from "../../contract-tests/mutants/index.js";
import { figuresByGroup, figuresByOrigin, reportText } from "../../contract-tests/mutants/figures.js";
import type { Mutant } from "../../contract-tests/mutants/mutant.js";
import { type MutantResult, MutantRunError, runMutants } from "../../contract-tests/mutants/run.js";
import { sampleOf } from "../../contract-tests/mutants/sample.js";
import { wallTime } from "../clock/clock.js";
import { globMatcher } from "../text/glob.js";
import { numberFlag } from "./contract-options.js";
import { CliError, EXIT } from "./exit.js";
import { Interrupts } from "./interrupts.js";
import { openMutantBench } from "./mutant-bench.js";
import { print, printError } from "./print.js";

interface MutantFlags {
  group?: string;
  filter?: string;
  sample?: string;
  sampleSeed: string;
  full?: true;
  list?: true;
  json?: string;
  concurrency: string;
}

/** Without a terminal, progress is reported after every N mutants. */
const PROGRESS_EVERY = 100;

/** `spi-emulator mutants` */
export function addMutants(program: Command): void {
  program
    .command("mutants")
    .description(
      "Puts one flaw after another into an emulator (each is a mutant) and runs the clauses " +
        "that are about it, its owners. A mutant that no owner detects has survived. Prints survivors, then figures " +
        "by group and by origin: written by hand, or generated from the same spec as the clauses.",
    )
    .option("--group <GLOB>", "only groups with matching names: 'answer: *'")
    .option("--filter <GLOB>", "only mutants with matching ids: events.*,answer.getProduct.*")
    .option("--sample <N>", "only a random sample of N, drawn by --sample-seed")
    .option("--sample-seed <TEXT>", "seed of the sample", "1")
    .option("--full", "run every clause against every mutant, and list all that detect it")
    .option("--list", "only list the mutants and their clauses")
    .option("--json <FILE>", "write the results to a file")
    .option("--concurrency <N>", "mutants at a time", "4")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator mutants\n  spi-emulator mutants --group 'meaning: *'\n" +
        '  spi-emulator mutants --sample 50 --sample-seed "$(date +%F)"\n' +
        "  spi-emulator mutants --filter 'events.*' --full --json mutants.json\n" +
        "\nIn a GLOB, * matches any characters; separate several by commas.\n" +
        "\nExit code: 0 if none survived; 1 if one survived, a clause crashed, or an owner fails on the " +
        "correct emulator; 2 for wrong usage; 130 when interrupted.\n",
    )
    .action(async (flags: MutantFlags) => {
      process.exitCode = await mutants(flags);
    });
}

async function mutants(flags: MutantFlags): Promise<number> {
  const chosen = chosenOf(flags);
  if (flags.list === true) {
    for (const { id, breaks, owners } of chosen) print(`${id}\n  ${breaks}\n  ${owners.join(", ")}\n`);
    return EXIT.ok;
  }
  if (flags.json !== undefined) canWrite(flags.json);
  const began = wallTime();
  const interrupts = new Interrupts();
  try {
    const results = await runMutants({
      mutants: chosen,
      clauses: allClauses(contractSpec),
      openBench: openMutantBench,
      concurrency: numberFlag("--concurrency", flags.concurrency, 1),
      full: flags.full === true,
      signal: interrupts.run,
      onResult: (result, done) => tell(result, done, chosen.length),
    });
    print(reportText(results, (wallTime() - began) / 1000));
    if (flags.json !== undefined) writeJson(flags.json, results);
    if (interrupts.run.aborted) return EXIT.interrupted;
    return results.every(({ killed, crashed }) => killed && crashed.length === 0) ? EXIT.ok : EXIT.failure;
  } catch (error) {
    if (error instanceof MutantRunError) throw new CliError(error.message, EXIT.failure);
    throw error;
  } finally {
    interrupts.close();
  }
}

/** @throws CliError if no mutant matches */
function chosenOf({ group, filter, sample, sampleSeed }: MutantFlags): Mutant[] {
  const inGroup = globMatcher(group ?? "*");
  const named = globMatcher(filter ?? "*");
  const fitting = allMutants(contractSpec).filter((mutant) => inGroup(mutant.group) && named(mutant.id));
  if (fitting.length === 0) throw new CliError("no mutant matches --group and --filter; --list shows all");
  if (sample === undefined) return fitting;
  const drawn = sampleOf(fitting, numberFlag("--sample", sample, 1), sampleSeed);
  print(`a sample of ${drawn.length} of ${fitting.length} mutants, drawn by --sample-seed ${sampleSeed}\n`);
  return drawn;
}

function tell({ id, killed }: MutantResult, done: number, of: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r\u001b[K${`${done}/${of}  ${id}`.slice(0, 100)}${done === of ? "\n" : ""}`);
  else if (done % PROGRESS_EVERY === 0 || done === of) printError(`${done}/${of}\n`);
  if (!killed) process.stderr.write(`${process.stderr.isTTY ? "\n" : ""}survived: ${id}\n`);
}

/** Checks before the run that its results can be kept. @throws CliError */
function canWrite(file: string): void {
  try {
    closeSync(openSync(file, "a"));
  } catch (error) {
    throw new CliError(`--json: cannot write ${file}: ${(error as Error).message}`);
  }
}

/** @throws CliError if the file cannot be written */
function writeJson(file: string, results: readonly MutantResult[]): void {
  const killed = results.filter((result) => result.killed).length;
  const report = {
    format: 1,
    summary: { mutants: results.length, killed, survived: results.length - killed },
    origins: figuresByOrigin(results),
    groups: figuresByGroup(results),
    mutants: results,
  };
  try {
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  } catch (error) {
    throw new CliError(`--json: cannot write ${file}: ${(error as Error).message}`);
  }
  print(`${file} written\n`);
}
