import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "./report.js";
import { htmlReport } from "./html.js";
import { jsonReport } from "./json.js";
import { junitReport } from "./junit.js";

/** How a report is written, by the name that `--report` has for it. */
const WRITERS: Readonly<Record<string, { file: string; text: (report: Report) => string }>> = {
  junit: { file: "contract.xml", text: junitReport },
  html: { file: "contract.html", text: htmlReport },
  json: { file: "contract.json", text: jsonReport },
};

/** Names of the forms that a report can have. */
export const FORMATS: readonly string[] = Object.keys(WRITERS);

/** Writes a report in each of the forms, and gives the files' paths. */
export function writeReports(report: Report, formats: readonly string[], folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return formats.map((format) => {
    const { file, text } = WRITERS[format]!;
    const path = join(folder, file);
    writeFileSync(path, text(report));
    return path;
  });
}
