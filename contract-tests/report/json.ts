import { textOfFile } from "../../src/text/file-text.js";
import type { Report } from "./report.js";

/** The largest report that is read. */
const MAX_REPORT_BYTES = 256 * 1024 * 1024;

/** A file that is not a report of the suite; the message is for the user. */
export class ReportFileError extends Error {
  override name = "ReportFileError";
}

/** The report as JSON, for programs and for {@link readReport}. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** Reads a report that was written by {@link jsonReport}. @throws ReportFileError */
export function readReport(file: string): Report {
  let text: string;
  try {
    text = textOfFile(file, MAX_REPORT_BYTES);
  } catch (error) {
    throw new ReportFileError(`${file}: cannot be read: ${(error as Error).message}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ReportFileError(`${file}: not JSON: ${(error as Error).message.replace(/\s+/g, " ")}`);
  }
  if (!isReport(value)) {
    throw new ReportFileError(
      `${file}: not a report of spi-emulator contract; accepted: a file written with --report json`,
    );
  }
  return value;
}

function isReport(value: unknown): value is Report {
  const { format, target, clauses } = (value ?? {}) as Partial<Record<keyof Report, unknown>>;
  return (
    format === 1 &&
    typeof (target as { url?: unknown } | undefined)?.url === "string" &&
    Array.isArray(clauses) &&
    clauses.every(isClause)
  );
}

function isClause(value: unknown): boolean {
  const { id, verdict, exchanges } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof id === "string" &&
    typeof verdict === "string" &&
    Array.isArray(exchanges) &&
    exchanges.every((exchange) => typeof (exchange as { url?: unknown } | null)?.url === "string")
  );
}
