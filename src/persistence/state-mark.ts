import { type LogFiles } from "./log-files.js";
import { temporary } from "./log-rewrite.js";

/**
 * The durable content of a state file when the mark was made. It is kept in a file beside it, so that a state file that
 * was lost, emptied or cut at the end of a line is detected.
 */
export interface Mark {
  /** Commits that were durable. */
  commits: number;
  /** Bytes of the file up to the last of them; null if the file was about to be rewritten. */
  bytes: number | null;
}

/** The path of a state file's mark. */
export const markOf = (file: string): string => `${file}.mark`;

const FORMAT = "spi-emulator-mark";
/** Maximum length of a mark in bytes. */
const MAX_BYTES = 1000;

/** Reads the mark beside a state file; null if it is missing or unreadable. */
export async function readMark(files: LogFiles, file: string): Promise<Mark | null> {
  const handle = await files.open(markOf(file));
  if (!handle) return null;
  try {
    const buffer = Buffer.alloc(MAX_BYTES);
    const text = buffer.toString("utf8", 0, await handle.read(buffer, 0));
    const { format, commits, bytes } = Object(JSON.parse(text)) as Partial<Mark> & { format?: unknown };
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

/** Replaces the mark. With `isDurable`, it is on disk when the call resolves. */
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

/** What a state file lacks according to its mark; null if it is complete. */
export function shortfall(
  mark: Mark,
  { commits, markedLength }: { commits: number; markedLength: number | null },
): string | null {
  if (commits < mark.commits) {
    const left = commits === 0 ? "it holds nothing" : `it ends after commit ${commits}`;
    return `${left}, but ${mark.commits} commits were saved in it: the rest is lost`;
  }
  if (mark.bytes === null || mark.bytes === markedLength) return null;
  return "it is not the file that the last run wrote, though it has its name";
}
