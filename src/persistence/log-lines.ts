import { crc32 } from "node:zlib";
import { TABLE_NAMES, type Change } from "../domain/records.js";

/** Name of the format of a state file; its first line holds it. */
export const FORMAT = "spi-emulator-state";
/** The version that this program writes, and the only one it reads. */
export const VERSION = 1;
/** The first line of a state file, without its newline. */
export const HEADER = `{"format":"${FORMAT}","version":${VERSION}}`;

const BEFORE_CRC = '{"crc":"';
const CRC_DIGITS = 8;
const BEFORE_COMMIT = '","commit":';
const COMMIT_AT = BEFORE_CRC.length + CRC_DIGITS + BEFORE_COMMIT.length;
const CLOSING_BRACE = 0x7d;

/** What is wrong with a line, in words that follow the file's name and the line's number. */
export class DamagedLine extends Error {
  override name = "DamagedLine";
}

/** One line of the log with its newline. `changes` is the JSON text of a `Change[]`, `n` the commit's ordinal from 1. */
export function encodeCommit(n: number, changes: string): string {
  const commit = `{"n":${n},"changes":${changes}}`;
  return `${BEFORE_CRC}${hex(crc32(commit))}${BEFORE_COMMIT}${commit}}\n`;
}

/** The changes of a line (without its newline) that must be commit `n`; throws a {@link DamagedLine} otherwise. */
export function decodeCommit(line: Buffer, n: number): Change[] {
  if (line.length === 0) throw new DamagedLine("the line is blank");
  if (line.includes(0)) throw new DamagedLine("the line holds NUL bytes");
  const text = line.subarray(COMMIT_AT, -1);
  const around = line.toString("latin1", 0, COMMIT_AT) + line.toString("latin1", COMMIT_AT + text.length);
  const crc = around.slice(BEFORE_CRC.length, BEFORE_CRC.length + CRC_DIGITS);
  if (around !== `${BEFORE_CRC}${crc}${BEFORE_COMMIT}}`) throw new DamagedLine("the line is not a commit");
  if (crc !== hex(crc32(text))) throw new DamagedLine("the checksum does not match");
  const commit = parse(text) as { n?: unknown; changes?: unknown } | null;
  if (commit?.n !== n)
    throw new DamagedLine(`commit ${n} is expected here, the line says ${String(commit?.n)}`);
  if (!Array.isArray(commit.changes)) throw new DamagedLine("the commit holds no changes");
  for (const change of commit.changes) checkChange(change);
  return commit.changes as Change[];
}

/** Throws a {@link DamagedLine} unless `line` (without its newline) is the header of a file that we can read. */
export function checkHeader(line: Buffer): void {
  if (line.equals(Buffer.from(HEADER))) return;
  let header: unknown;
  try {
    header = parse(line);
  } catch {
    throw new DamagedLine(`this is not a state file: it must begin with ${HEADER}`);
  }
  const { format, version } = Object(header) as { format?: unknown; version?: unknown };
  if (format === FORMAT && typeof version === "number" && version > VERSION)
    throw new DamagedLine(
      `the file has format version ${version}, this program understands version ${VERSION}`,
    );
  throw new DamagedLine(`this is not a state file: it must begin with ${HEADER}`);
}

/**
 * Whether `tail`, the end of a file that no newline ends, is the beginning of line `n` (0: the header) and no more:
 * then it is what a kill leaves of a write. A whole line whose newline was damaged is not that.
 */
export function isTorn(tail: Buffer, n: number): boolean {
  if (tail.includes(0)) return false;
  if (n === 0) return HEADER.startsWith(tail.toString("latin1"));
  const crc = tail.toString("latin1", BEFORE_CRC.length, BEFORE_CRC.length + CRC_DIGITS);
  const expected = `${BEFORE_CRC}${crc.padEnd(CRC_DIGITS, "0")}${BEFORE_COMMIT}{"n":${n},"changes":[`;
  const found = tail.toString("latin1", 0, expected.length);
  return /^[0-9a-f]*$/.test(crc) && expected.startsWith(found) && !beginsWithWholeLine(tail, crc);
}

/** Whether a whole commit with this checksum is followed by anything. */
function beginsWithWholeLine(tail: Buffer, expected: string): boolean {
  let crc = 0;
  let from = COMMIT_AT;
  for (;;) {
    const brace = tail.indexOf(CLOSING_BRACE, from);
    if (brace === -1 || brace + 2 >= tail.length) return false;
    crc = crc32(tail.subarray(from, brace + 1), crc);
    from = brace + 1;
    if (tail[from] === CLOSING_BRACE && hex(crc) === expected) return true;
  }
}

function checkChange(change: unknown): void {
  const { table, put, remove } = Object(change) as { table?: unknown; put?: unknown; remove?: unknown };
  if (!(TABLE_NAMES as readonly unknown[]).includes(table))
    throw new DamagedLine(`there is no table ${JSON.stringify(table)}`);
  const id = remove === undefined ? (Object(put) as { id?: unknown }).id : remove;
  if (typeof id !== "string") throw new DamagedLine("a change neither puts nor removes a record");
}

function parse(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString("utf8"));
  } catch (error) {
    throw new DamagedLine(`it is not JSON (${(error as Error).message})`);
  }
}

function hex(crc: number): string {
  return crc.toString(16).padStart(CRC_DIGITS, "0");
}
