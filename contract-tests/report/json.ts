import { isObject } from "../../src/schema/json-type.js";
import { textOfFile } from "../../src/text/file-text.js";
import { harmless } from "../../src/text/harmless.js";
import { boundedJson } from "../../src/text/json-or-none.js";
import type { ExchangeRecord } from "../target/answer.js";
import type { ClauseResult, Report } from "./report.js";

/** The largest report that is read. */
const MAX_REPORT_BYTES = 256 * 1024 * 1024;

/** A file that is not a report of the suite; the message is for the user. */
export class ReportFileError extends Error {
  override name = "ReportFileError";
}

/** The report as JSON, for programs and for {@link readReport}. Escapes of JSON take the effect from marks and commands. */
export function jsonReport(report: Report): string {
  return `${harmless(JSON.stringify(report, null, 2), { inCi: true })}\n`;
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
    value = boundedJson(text);
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

/** Whether a value has the form that readers rely on: it may come from elsewhere. */
function isReport(value: unknown): value is Report {
  const { format, started, target, clauses } = Object(value) as Partial<Record<keyof Report, unknown>>;
  const { url, capabilities } = Object(target) as Partial<Record<keyof Report["target"], unknown>>;
  return (
    format === 1 &&
    isText(started) &&
    !Number.isNaN(Date.parse(started)) &&
    isText(url) &&
    URL.canParse(url) &&
    isTexts(capabilities) &&
    Array.isArray(clauses) &&
    clauses.every(isClause)
  );
}

function isClause(value: unknown): boolean {
  const clause = Object(value) as Partial<Record<keyof ClauseResult, unknown>>;
  const { id, verdict, operation, answer, reason, by, exchanges } = clause;
  return (
    [id, verdict, operation].every(isText) &&
    [answer, reason].every(isTextOrNull) &&
    isTexts(by) &&
    Array.isArray(exchanges) &&
    exchanges.every(isExchange)
  );
}

function isExchange(value: unknown): boolean {
  const exchange = Object(value) as Partial<Record<keyof ExchangeRecord, unknown>>;
  const { method, url, operation, requestBody, status, responseHeaders, responseBody } = exchange;
  return (
    [method, url].every(isText) &&
    [operation, requestBody, responseBody].every(isTextOrNull) &&
    (status === null || Number.isInteger(status)) &&
    isObject(responseHeaders) &&
    Object.values(responseHeaders).every(isText)
  );
}

const isText = (value: unknown): value is string => typeof value === "string";
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
