import { statSync } from "node:fs";
import process from "node:process";
import type { Command } from "commander";
import { loadConfig } from "../config.js";
import type { DirectoryReport, FileReport } from "../doctor/examine.js";
import type { Repair } from "../doctor/repair.js";
import { harmlessLine } from "../text/harmless.js";
import { shellQuote } from "../text/shell-quote.js";
import { CliError, EXIT } from "./exit.js";
import { print } from "./print.js";
import { plural } from "./text.js";

/** `spi-emulator doctor` */
export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description(
      "Shows what is in each file of a data directory, and what is damaged and where. Changes nothing without --repair.\n" +
        "Exit codes: 0 all is good; 1 something is damaged; 2 wrong usage, or the directory is in use.",
    )
    .argument("[DATA-DIR]", "the data directory (default: as for start)")
    .option(
      "--repair",
      "take each damaged state file back to its last good commit; the damaged one stays beside it",
    )
    .option("--json", "print JSON, for programs")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator doctor\n  spi-emulator doctor .spi-emulator --repair\n",
    )
    .action(async (given: string | undefined, options: { repair?: true; json?: true }) => {
      const folder = given ?? loadConfig({}).dataDir;
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
        throw new CliError(`${folder} is no data directory; start makes one`);
      const [{ examine }, { repair }] = await Promise.all([
        import("../doctor/examine.js"),
        import("../doctor/repair.js"),
      ]);
      const repairs = options.repair ? await repair(folder) : [];
      const report = await examine(folder);
      const text = options.json
        ? JSON.stringify({ ...report, repairs }, null, 2)
        : textOf(report, repairs).map(harmlessLine).join("\n");
      print(`${text}\n`);
      process.exitCode = report.good ? EXIT.ok : EXIT.failure;
    });
}

function textOf({ folder, usedBy, files, good }: DirectoryReport, repairs: readonly Repair[]): string[] {
  const used = usedBy === null ? "not in use" : `in use by process ${usedBy}; what is shown may change`;
  const damaged = files.filter(({ damage }) => damage !== null).length;
  const isRepairable =
    files.some(({ kind, damage }) => kind === "state" && damage !== null) && repairs.length === 0;
  const verdict = good
    ? "All is good."
    : `${plural(damaged, "file")} damaged.${isRepairable ? ` spi-emulator doctor ${shellQuote(folder)} --repair goes back to the last good commits.` : ""}`;
  return [`${folder}: ${used}`, "", ...files.flatMap(fileText), ...repairs.flatMap(repairText), "", verdict];
}

function fileText({
  file,
  kind,
  sandbox,
  bytes,
  version,
  commits,
  records,
  damage,
  note,
}: FileReport): string[] {
  const total = records && Object.values(records).reduce((sum, count) => sum + count, 0);
  const facts = [
    kind + (sandbox === null ? "" : ` of sandbox ${sandbox}`),
    version === null ? null : `version ${version}`,
    commits === null ? null : plural(commits, "commit"),
    total === null ? null : plural(total, "record"),
    `${bytes} bytes`,
    damage === null ? "good" : null,
  ];
  const tables = Object.entries(records ?? {}).map(([table, count]) => `${table} ${count}`);
  return [
    `  ${file}: ${facts.filter((fact) => fact !== null).join(", ")}`,
    ...(tables.length > 0 ? [`    ${tables.join(", ")}`] : []),
    ...(note === null ? [] : [`    ${note}`]),
    ...(damage === null
      ? []
      : [`    DAMAGED${damage.line === null ? "" : `, line ${damage.line}`}: ${damage.reason}`]),
  ];
}

function repairText({ file, commits, kept }: Repair): string[] {
  if (commits === null) return ["", `  ${file}: nothing of it is good; it was left as it is`];
  const where = kept === null ? "what is missing is no longer asked for" : `the damaged file is ${kept}`;
  return ["", `  ${file}: taken back to commit ${commits}; ${where}`];
}
