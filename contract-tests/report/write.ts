import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
    replaceFile(path, text(report));
    return path;
  });
}

/** Puts a new file in the place of what is there. A link is not followed, and a pipe not waited for. */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
