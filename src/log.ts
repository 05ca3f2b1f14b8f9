import process from "node:process";
import { type Logger as PinoLogger, pino } from "pino";
import { type Config, isCi } from "./config.js";
import { harmless, harmlessLine } from "./text/harmless.js";

/** Structured log. Log entries contain no secrets. */
export type Logger = Pick<PinoLogger, "debug" | "info" | "warn" | "error">;

/** A log that discards everything. */
export const silentLog: Logger = pino({ level: "silent" });

/** The process's log, on stderr: JSON lines, or one readable line each. */
export function createLog({ logFormat, logLevel }: Pick<Config, "logFormat" | "logLevel">): Logger {
  const options = { level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const stream = {
    write: (line: string) =>
      void process.stderr.write(harmless(logFormat === "json" ? line : readable(line), { inCi: isCi() })),
  };
  return pino({ ...options, formatters: { level: (level) => ({ level }) } }, stream);
}

/** `17:34:39.093 warn  message key=value` */
function readable(line: string): string {
  const { level, time, msg, ...facts } = JSON.parse(line) as Record<string, unknown>;
  // The messages of the lab already contain these fields.
  const pairs = Object.entries("agent_id" in facts ? {} : facts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const text = `${String(time).slice(11, 23)} ${String(level).padEnd(5)} ${String(msg)}${pairs.join("")}`;
  // The lines of a stack trace remain lines.
  return `${text
    .split(/\n(?= {4}at )/)
    .map(harmlessLine)
    .join("\n")}\n`;
}
