import { type LogFiles } from "./log-files.js";
import { temporary } from "./log-rewrite.js";

/**
 * What a state file held for certain when the mark was made. It is kept in a file beside it, so that a state file that
 * was lost, emptied or cut at the end of a line is not taken for a whole one.
 */
export interface Mark {
  /** Commits that were durable. */
  commits: number;
  /** Bytes of the file up to the last of them; null where the file was about to be written anew. */
  bytes: number | null;
}

/** The path of a state file's mark. */
export const markOf = (file: string): string => `${file}.mark`;

const FORMAT = "spi-emulator-mark";
/** A mark is shorter. */
const MAX_BYTES = 1000;

/** Reads the mark beside a state file; null where there is none, or none that can be read. */
export async function readMark(files: LogFiles, file: string): Promise<Mark | null> {
  const handle = await files.open(markOf(file));
  if (!handle) return null;
  try {
    const buffer = Buffer.alloc(MAX_BYTES);
    const text = buffer.toString("utf8", 0, await handle.read(buffer, 0));
    const { format, commits, bytes } = JSON.parse(text) as Partial<Mark> & { format?: unknown };
    const isMark =
      format === FORMAT && Number.isInteger(commits) && (bytes === null || Number.isInteger(bytes));
    return isMark ? { commits: commits!, bytes: bytes! } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  } finally {
    await handle.close();
  }
}

/** Puts a mark in the place of the one that is there. `isDurable` where it must be on disk before anything else goes on. */
export async function writeMark(
  files: LogFiles,
  file: string,
  { commits, bytes }: Mark,
  isDurable: boolean,
): Promise<void> {
  const path = markOf(file);
  const handle = await files.create(temporary(path));
  try {
    await handle.write(Buffer.from(`${JSON.stringify({ format: FORMAT, version: 1, commits, bytes })}\n`), 0);
    if (isDurable) await handle.sync();
  } finally {
    await handle.close();
  }
  await files.rename(temporary(path), path);
}

/** How a state file falls short of its mark, in words; null where it has all that it had. */
export function shortfall(
  mark: Mark,
  { commits, markedLength }: { commits: number; markedLength: number | null },
): string | null {
  if (commits < mark.commits) {
    const left = commits === 0 ? "it holds nothing" : `it ends after commit ${commits}`;
    return `${left}, but ${mark.commits} were kept in it for certain: the rest is lost`;
  }
  if (mark.bytes === null || mark.bytes === markedLength) return null;
  return "it is not the file that the last run wrote, though it has its name";
}
