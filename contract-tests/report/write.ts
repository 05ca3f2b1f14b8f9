import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "./report.js";
import { htmlReport } from "./html.js";
import { jsonReport } from "./json.js";
import { junitReport } from "./junit.js";

/** The forms of reports, by their names in `--report`. */
const WRITERS: Readonly<Record<string, { file: string; text: (report: Report) => string }>> = {
  junit: { file: "contract.xml", text: junitReport },
  html: { file: "contract.html", text: htmlReport },
  json: { file: "contract.json", text: jsonReport },
};

/** Names of the report forms. */
export const FORMATS: readonly string[] = Object.keys(WRITERS);

/** Writes a report in the given forms and returns the files' paths. */
export function writeReports(report: Report, formats: readonly string[], folder: string): string[] {
  if (formats.length > 0) mkdirSync(folder, { recursive: true });
  return formats.map((format) => {
    const { file, text } = WRITERS[format]!;
    const path = join(folder, file);
    writeFileSync(path, text(report));
    return path;
  });
}
