import process from "node:process";
import type { Command } from "commander";
import { diffReports, type Drift, judgedOnce } from "../../contract-tests/report/diff.js";
import { readReport } from "../../contract-tests/report/json.js";
import { EXIT } from "./exit.js";
import { print } from "./print.js";

/** `spi-emulator contract diff` */
export function addContractDiff(contract: Command): void {
  contract
    .command("diff")
    .summary("compare two reports and show where their targets differ")
    .description(
      "Compares two JSON reports clause by clause: verdicts, and answers by JSON path. Ids are compared by " +
        "reference, times by form.",
    )
    .argument("<A.json>", "a report, such as the emulator's")
    .argument("<B.json>", "another report, such as a deployment's")
    .option("--json", "print the drift as JSON")
    .addHelpText("after", "\nExit code: 0 if there is no drift, 1 if there is, 2 if a file cannot be used.\n")
    .action((one: string, other: string, { json }: { json?: true }) => {
      const [first, second] = [readReport(one), readReport(other)];
      const drift = diffReports(first, second);
      const once = judgedOnce(first, second);
      const text = json
        ? `${JSON.stringify({ first: first.target, second: second.target, drift, judged_once: once }, null, 2)}\n`
        : driftText([first.target.url, second.target.url], drift, once);
      print(text);
      process.exitCode = drift.length > 0 ? EXIT.failure : EXIT.ok;
    });
}

function driftText(
  [first, second]: readonly [string, string],
  drift: readonly Drift[],
  once: readonly { clause: string; why: string }[],
): string {
  const clauses = [...new Set(drift.map(({ clause }) => clause))];
  const parts = clauses.map((id) => {
    const places = drift.filter(({ clause }) => clause === id);
    const lines = places.map((one) => `  ${one.place}\n    first   ${one.first}\n    second  ${one.second}`);
    return `${id}\n${lines.join("\n")}\n`;
  });
  const left =
    once.length > 0 ? `${once.length} clauses were judged in only one report; --json lists them\n` : "";
  const sum = drift.length === 0 ? "no drift" : `${drift.length} differences in ${clauses.length} clauses`;
  return `first   ${first}\nsecond  ${second}\n\n${parts.join("\n")}${parts.length > 0 ? "\n" : ""}${left}${sum}\n`;
}
