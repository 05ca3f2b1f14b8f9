import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Report } from "./report.js";
import { htmlReport } from "./html.js";
import { jsonReport, ReportFileError } from "./json.js";
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

/** Codes of what cannot be replaced: a file that is a mount of its own, as in a container. */
const IN_PLACE = new Set(["EBUSY", "EPERM", "EXDEV"]);

/** Puts a new file in the place of what is there. A link is not followed, and a pipe not waited for. @throws ReportFileError */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    replace(temporary, path, text);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function replace(temporary: string, path: string, text: string): void {
  try {
    renameSync(temporary, path);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (!IN_PLACE.has(code)) throw error;
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true)
      throw new ReportFileError(`${path}: cannot be written: ${message}`);
    const { O_WRONLY, O_TRUNC, O_NOFOLLOW } = constants;
    const file = openSync(path, O_WRONLY | O_TRUNC | O_NOFOLLOW);
    try {
      writeFileSync(file, text);
    } finally {
      closeSync(file);
    }
  }
}
