import { readdirSync } from "node:fs";
import { basename } from "node:path";
import type { Entry, LedgerHead, LedgerLine } from "./ledger.js";
import { RUN_NAME } from "../run/names.js";
import { SuiteUsageError } from "../target/target-error.js";
import { isObject } from "../../src/schema/json-type.js";
import { jsonOrNone } from "../../src/text/json-or-none.js";
import { textOfFile } from "../../src/text/file-text.js";

/** The largest ledger that is read. */
const MAX_LEDGER_BYTES = 256 * 1024 * 1024;

/**
 * The run whose ledger in this folder is the only one that begins with `written`; `written` itself if none does, for its
 * ledger cannot be read then. @throws SuiteUsageError if several do
 */
export function fullRunName(dir: string, written: string): string {
  const found = runsIn(dir).filter((run) => run.startsWith(written));
  if (found.includes(written) || found.length === 0) return written;
  if (found.length === 1) return found[0]!;
  throw new SuiteUsageError(
    `--run: ${JSON.stringify(written)} is ambiguous: ${found.length} runs in ${dir} begin with it: ${found.slice(-8).join(", ")}`,
  );
}

/** The runs whose ledgers are in a folder; none if it cannot be read. */
function runsIn(dir: string): string[] {
  try {
    const names = readdirSync(dir).filter((name) => name.endsWith(".jsonl"));
    return names.map((name) => name.slice(0, -".jsonl".length)).sort();
  } catch {
    return [];
  }
}

/** Reads a ledger file, whose name is its run's. An incomplete last line is ignored. @throws SuiteUsageError */
export function readLedger(path: string): { head: LedgerHead; entries: Entry[] } {
  const [first, ...lines] = readLines(path);
  if (first === undefined || !("head" in first)) throw new SuiteUsageError(`${path}: not a ledger of a run`);
  const { run } = first.head;
  if (basename(path) !== `${run}.jsonl`)
    throw new SuiteUsageError(`${path}: the ledger of another run, ${run}`);
  const entries = new Map<number, Entry>();
  for (const line of lines) {
    if ("intention" in line) entries.set(line.intention.n, { ...line.intention, status: null, ids: [] });
    else if ("outcome" in line) {
      const { n, status, ids } = line.outcome;
      const entry = entries.get(n);
      if (entry) Object.assign(entry, { status, ids });
    }
  }
  return { head: first.head, entries: [...entries.values()] };
}

/** Whether a value is a line of a ledger, as far as it is used: another file may be in its place. */
function isLine(value: unknown): value is LedgerLine {
  if (!isObject(value)) return false;
  const { head, intention, outcome } = value;
  if (isObject(head)) return isRun(head["run"]) && isText(head["target"]) && isTexts(head["before"]);
  if (isObject(outcome)) return Number.isInteger(outcome["n"]) && isTexts(outcome["ids"]);
  if (!isObject(intention)) return false;
  const { n, kind, actor, product = "", name = "" } = intention;
  return Number.isInteger(n) && isActor(actor) && [kind, product, name].every(isText);
}

const isActor = (value: unknown): boolean => ["first", "second", "anonymous"].includes(value as string);
const isRun = (value: unknown): boolean => isText(value) && RUN_NAME.test(value);
const isText = (value: unknown): value is string => typeof value === "string";
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

function readLines(path: string): LedgerLine[] {
  let text: string;
  try {
    text = textOfFile(path, MAX_LEDGER_BYTES);
  } catch (error) {
    throw new SuiteUsageError(`${path}: cannot be read: ${(error as Error).message}`);
  }
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.flatMap((line, index) => {
    const read = jsonOrNone(line);
    if (isLine(read)) return [read];
    if (index > 0 && index === lines.length - 1 && read === undefined) return [];
    throw new SuiteUsageError(`${path}:${index + 1}: not a ledger line`);
  });
}
