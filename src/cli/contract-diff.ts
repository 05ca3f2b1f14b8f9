import process from "node:process";
import type { Command } from "commander";
import { diffReports, type Drift, judgedOnce } from "../../contract-tests/report/diff.js";
import { readReport } from "../../contract-tests/report/json.js";
import { EXIT } from "./exit.js";
import { hanging, harmlessLine } from "../text/harmless.js";
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

/** A reason may have several lines. */
const said = (text: string): string => hanging(text, " ".repeat(12));

function driftText(
  [first, second]: readonly [string, string],
  drift: readonly Drift[],
  once: readonly { clause: string; why: string }[],
): string {
  const clauses = new Map<string, Drift[]>();
  for (const one of drift) {
    const places = clauses.get(one.clause);
    if (places) places.push(one);
    else clauses.set(one.clause, [one]);
  }
  const parts = [...clauses].map(([id, places]) => {
    const lines = places.map(
      (one) =>
        `  ${harmlessLine(one.place)}\n    first   ${said(one.first)}\n    second  ${said(one.second)}`,
    );
    return `${harmlessLine(id)}\n${lines.join("\n")}\n`;
  });
  const left =
    once.length > 0 ? `${once.length} clauses were judged in only one report; --json lists them\n` : "";
  const sum = drift.length === 0 ? "no drift" : `${drift.length} differences in ${clauses.size} clauses`;
  return `first   ${harmlessLine(first)}\nsecond  ${harmlessLine(second)}\n\n${parts.join("\n")}${parts.length > 0 ? "\n" : ""}${left}${sum}\n`;
}
