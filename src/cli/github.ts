import { appendFileSync } from "node:fs";
import process from "node:process";
import { annotations, stepSummary } from "../../contract-tests/report/github.js";
import type { Report } from "../../contract-tests/report/report.js";
import { environmentVariable } from "../config.js";

/** In a job of GitHub Actions: annotations of what fails, and the summary of the step. */
export function tellGitHub(report: Report): void {
  // Not by print, which takes the effect from workflow commands; the texts of others are escaped.
  if (environmentVariable("GITHUB_ACTIONS") === "true") process.stdout.write(annotations(report));
  const file = environmentVariable("GITHUB_STEP_SUMMARY");
  if (file !== undefined) appendFileSync(file, stepSummary(report));
}
