import { join } from "node:path";
import type { Command } from "commander";
import { readReport } from "../../contract-tests/report/json.js";
import { globMatcher } from "../text/glob.js";
import { CliError } from "./exit.js";

/** Values of the flags of {@link addSelectionFlags}. */
export interface SelectionFlags {
  filter?: string;
  lastFailed?: true | string;
  bail?: string;
}

/** Adds the flags that say which clauses run. */
export function addSelectionFlags(command: Command): Command {
  return command
    .option("--filter <GLOB>", "only clauses with matching ids: events.*,request.createProduct.*")
    .option(
      "--last-failed [REPORT.json]",
      "only clauses that did not conform in an earlier JSON report (default: that of --report-dir)",
    )
    .option("--bail <N>", "stop after N clauses that fail");
}

/**
 * The ids to run, as a filter: those of `--filter`, and with `--last-failed` only those that did not conform. Undefined
 * for all; null if nothing failed.
 * @param clauses ids of the clauses that can be selected
 * @throws CliError, ReportFileError
 */
export function filterOf(
  { filter, lastFailed, reportDir }: SelectionFlags & { reportDir: string },
  clauses: readonly string[],
): string | undefined | null {
  if (lastFailed === undefined) return filter;
  const file = lastFailed === true ? join(reportDir, "contract.json") : lastFailed;
  const fits = filter === undefined ? (): boolean => true : globMatcher(filter);
  const failed = readReport(file)
    .clauses.filter(
      ({ id, verdict, drift }) =>
        (!["conforms", "skipped"].includes(verdict) || drift?.stale === true) && fits(id),
    )
    .map(({ id }) => id);
  if (failed.length === 0) return null;
  const known = new Set(clauses);
  // Others are judged by the clean-up or by exploring, or come from another version.
  const selectable = failed.filter((id) => known.has(id));
  if (selectable.length > 0) return selectable.join(",");
  throw new CliError(
    `--last-failed: ${file}: what failed cannot be selected: ${failed[0]!}; run all clauses`,
  );
}
