import { existsSync, writeFileSync } from "node:fs";
import process from "node:process";
import type { Command } from "commander";
import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import { withFile } from "../../traffic/parity/collect.js";
import { wallTime } from "../clock/clock.js";
import { packageFile } from "../package-files.js";
import { figuresOf, figuresText } from "../parity/figures.js";
import { parityPage, seenText } from "../parity/page-text.js";
import { type Parity, parityText, readParity } from "../parity/parity-file.js";
import { type ParityOperation, type ParityPlace, parityTable, STALE_DAYS } from "../parity/table.js";
import { numberFlag } from "./contract-options.js";
import { CliError, EXIT } from "./exit.js";
import { print } from "./print.js";

/** Read if it exists. */
const FILE = "parity.yaml";
/** The most differences that are listed. */
const MAX_LISTED = 50;

interface ParityFlags {
  from?: string[];
  deployment?: string;
  data?: string;
  write?: string;
  page?: string;
  staleAfter: string;
  strict?: true;
}

/** `spi-emulator parity` */
export function addParity(program: Command): void {
  const command = program
    .command("parity")
    .description(
      "Shows how the contract compares with real deployments, answer by answer and field by field: when each was last seen to\n" +
        "agree, or what differs. Recordings (proxy --record) and reports (--report json) of deployments are added with --from.",
    )
    .option(
      "--from <FILE>",
      "a recording or a JSON report of a deployment; repeatable; a file that was added before counts once",
      (value: string, all: string[] | undefined) => [...(all ?? []), value],
    )
    .option(
      "--deployment <NAME>",
      "what the deployment is called in the record (default: the host of its URL); needed for an address of this machine",
    )
    .option("--data <FILE>", `the record to start from (default: that of --write, or ${FILE}, if it exists)`)
    .option("--write <FILE>", "write the record with what is new")
    .option("--page <FILE>", "write a page in Markdown")
    .option("--stale-after <DAYS>", "an entry of more days is stale", String(STALE_DAYS))
    .option("--strict", "exit code 1 if something differs or is stale")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator parity --from today.jsonl --write parity.yaml\n" +
        "  spi-emulator parity --from contract-report/contract.json --write parity.yaml --page parity.md\n" +
        "  spi-emulator parity --strict\n" +
        "\nExit code: 0; with --strict 1 if something differs or is stale; 2 if a file cannot be used.\n",
    );
  command.action(() => {
    process.exitCode = parity(command.opts<ParityFlags>());
  });
}

function parity({ from = [], deployment, data, write, page, staleAfter, strict }: ParityFlags): number {
  const days = numberFlag("--stale-after", staleAfter, 1);
  if (deployment !== undefined && from.length === 0) throw new CliError("--deployment needs --from FILE");
  let record = readParity(fileToRead(data, write));
  for (const file of from) record = withFile(record, file, { deployment });
  const { reader } = contractSpec;
  const now = new Date(wallTime()).toISOString();
  const table = parityTable(reader, record, { now, days });
  print(textOf(table, record));
  if (write !== undefined) {
    writeFileSync(write, parityText(record));
    print(`${write} written\n`);
  }
  if (page !== undefined) {
    const asOf = parityTable(reader, record, { now: record.written ?? now, days });
    writeFileSync(page, parityPage(asOf, record, days));
    print(`${page} written\n`);
  }
  const { answers, fields } = figuresOf(table);
  const bad = answers.differ + answers.stale + fields.differ + fields.stale;
  return strict && bad > 0 ? EXIT.failure : EXIT.ok;
}

function fileToRead(data: string | undefined, write: string | undefined): string {
  if (data !== undefined) return data;
  if (write !== undefined && existsSync(write)) return write;
  return existsSync(FILE) ? FILE : packageFile(FILE);
}

function textOf(table: readonly ParityOperation[], { sources }: Parity): string {
  const { answers, fields } = figuresOf(table);
  const differing = table.flatMap(({ operationId, answers: all }) =>
    all.flatMap(({ status, whole, places }) =>
      (places.some(isDifferent) ? places : [whole])
        .filter(isDifferent)
        .map(({ place, seen }) => `${operationId} ${status}  ${place}\n    ${seenText(seen, true)}\n`),
    ),
  );
  const more = differing.length - MAX_LISTED;
  return [
    ...differing.slice(0, MAX_LISTED),
    ...(more > 0 ? [`and ${more} more\n`] : []),
    `${figuresText(answers, "answers")}\n`,
    `${figuresText(fields, "fields")}\n`,
    sources.length === 0 ? "no recording and no report of a deployment was added\n" : "",
  ].join("");
}

const isDifferent = ({ seen }: ParityPlace): boolean => seen.state === "differs";
