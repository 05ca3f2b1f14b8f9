import { crc32 } from "node:zlib";
import { TABLE_NAMES } from "../domain/records.js";
import type { AnyRecord } from "./migration.js";
import { VERSION } from "./migrations.js";

/** Name of the format of a state file; its first line holds it. */
export const FORMAT = "spi-emulator-state";
/** The first line of a state file of a version, without its newline. */
export const headerOf = (version: number): string => `{"format":"${FORMAT}","version":${version}}`;
/** The header of the version that this program writes. */
export const HEADER = headerOf(VERSION);

/** A change in a file of any version. */
export type AnyChange = { table: string } & (
  | { put: AnyRecord }
  /** Ids; files of earlier programs have one in each change. */
  | { remove: string | readonly string[] }
  /** Some fields of a record that is there. */
  | { update: AnyRecord }
  /** Many new records: a {@link BlockJson}. */
  | { block: unknown }
);

const BEFORE_CRC = '{"crc":"';
const CRC_DIGITS = 8;
const BEFORE_COMMIT = '","commit":';
const COMMIT_AT = BEFORE_CRC.length + CRC_DIGITS + BEFORE_COMMIT.length;
const CLOSING_BRACE = 0x7d;

/** A damaged line. The message follows the file's name and the line's number. */
export class DamagedLine extends Error {
  override name = "DamagedLine";
}

/** One line of the log with its newline. `changes` is the JSON text of a `Change[]`, `n` the commit's ordinal from 1. */
export function encodeCommit(n: number, changes: string): string {
  const commit = `{"n":${n},"changes":${changes}}`;
  return `${BEFORE_CRC}${hex(crc32(commit))}${BEFORE_COMMIT}${commit}}\n`;
}

/**
 * The changes of a line (without its newline) that must be commit `n`, in these tables; throws a {@link DamagedLine}
 * otherwise.
 */
export function decodeCommit(line: Buffer, n: number, tables: readonly string[] = TABLE_NAMES): AnyChange[] {
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
  for (const change of commit.changes) checkChange(change, tables);
  return commit.changes as AnyChange[];
}

/**
 * The version of a header (without its newline). Throws a {@link DamagedLine} if the line is not a header or the
 * version is greater than `newest`.
 */
export function readHeader(line: Buffer, newest = VERSION): number {
  const { format, version } = Object(parseOrNull(line)) as { format?: unknown; version?: unknown };
  if (format === FORMAT && typeof version === "number") {
    if (version > newest)
      throw new DamagedLine(
        `a newer spi-emulator wrote the file (format version ${version}, this one reads up to ${newest})`,
      );
    if (line.equals(Buffer.from(headerOf(version))) && Number.isInteger(version) && version > 0)
      return version;
  }
  throw new DamagedLine(`this is not a state file: it must begin with ${headerOf(newest)}`);
}

/**
 * Whether `end`, the rest of a file after its last newline, is only the beginning of line `n` (0: the header): a write
 * that a kill interrupted. A power failure may leave NUL bytes after it, or only NUL bytes: the file had grown, but the
 * written data was lost. A complete line with a damaged newline is not such a rest.
 */
export function isTorn(end: Buffer, n: number, newest = VERSION): boolean {
  const tail = withoutNuls(end);
  if (tail.includes(0)) return false;
  if (n === 0) {
    const versions = Array.from({ length: newest }, (_, index) => index + 1);
    return versions.some((version) => headerOf(version).startsWith(tail.toString("latin1")));
  }
  const crc = tail.toString("latin1", BEFORE_CRC.length, BEFORE_CRC.length + CRC_DIGITS);
  const expected = `${BEFORE_CRC}${crc.padEnd(CRC_DIGITS, "0")}${BEFORE_COMMIT}{"n":${n},"changes":[`;
  const found = tail.toString("latin1", 0, expected.length);
  return /^[0-9a-f]*$/.test(crc) && expected.startsWith(found) && !beginsWithWholeLine(end, crc);
}

function withoutNuls(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

/** Whether anything follows a whole commit with this checksum. */
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

function checkChange(change: unknown, tables: readonly unknown[]): void {
  const { table, put, remove, update, block } = Object(change) as Record<string, unknown>;
  if (!tables.includes(table)) throw new DamagedLine(`there is no table ${JSON.stringify(table)}`);
  if (block !== undefined) return;
  const id = remove === undefined ? (Object(put ?? update) as { id?: unknown }).id : remove;
  const ids: unknown[] = Array.isArray(remove) ? remove : [id];
  if (!ids.every((one) => typeof one === "string"))
    throw new DamagedLine("a change neither puts nor removes a record");
}

function parse(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString("utf8"));
  } catch (error) {
    throw new DamagedLine(`it is not JSON (${(error as Error).message})`);
  }
}

function parseOrNull(text: Buffer): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

function hex(crc: number): string {
  return crc.toString(16).padStart(CRC_DIGITS, "0");
}
