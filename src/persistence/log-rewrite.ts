import type { Tables } from "../domain/records.js";
import type { CommitQueue } from "./commit-queue.js";
import type { LogFile, LogFiles } from "./log-files.js";
import { slices } from "./log-slices.js";
import { LogWriter } from "./log-writer.js";
import { PendingCommit } from "./pending-commit.js";

/** Options of {@link rewrite}. */
export interface Rewrite {
  file: string;
  files: LogFiles;
  tables: Tables;
  /** The version of the records. */
  version: number;
  yieldToLoop: () => Promise<void>;
  sliceBytes: number;
  /** True if `tables` are not the result of the commits: then these, and those that arrive meanwhile, are dropped. */
  replacing: boolean;
  /** Awaited just before the new file replaces the old one. */
  beforeMove: () => Promise<void>;
  /** Called with the length of the new file when it replaces the old one. */
  onMoved: (length: number) => void;
}

/** The temporary path of a new file. */
export function temporary(file: string): string {
  return `${file}.tmp`;
}

/**
 * Writes the tables, then the commits that arrived meanwhile, to a new file that replaces the queue's. Until the rename
 * the old file has everything; after it the new one does. If it throws, the old file stays.
 */
export async function rewrite(queue: CommitQueue, options: Rewrite): Promise<void> {
  const { file, files } = options;
  const handle = await files.create(temporary(file));
  try {
    await fill(handle, queue, options);
  } catch (error) {
    queue.endCopy();
    await handle.close().catch(() => undefined);
    await files.remove(temporary(file)).catch(() => undefined);
    throw error;
  }
  await queue.settle();
}

async function fill(handle: LogFile, queue: CommitQueue, options: Rewrite): Promise<void> {
  const { file, files, tables, version, yieldToLoop, sliceBytes, replacing, beforeMove, onMoved } = options;
  // No await between these two lines, so that every commit is in one of the two files.
  const meanwhile = replacing ? [] : queue.beginCopy();
  const texts = slices(tables, sliceBytes);
  const writer = await LogWriter.begin(handle, version);
  for (const text of texts) {
    await writer.append([new PendingCommit(text)]);
    await yieldToLoop();
  }
  await writer.append(meanwhile.splice(0));
  // The long sync comes first, while commits continue; commits wait only for the short one.
  await writer.sync();
  await queue.moveTo(writer, {
    dropQueued: replacing,
    rename: async () => {
      await writer.append(meanwhile.splice(0));
      await writer.sync();
      await beforeMove();
      await files.rename(temporary(file), file);
    },
    moved: () => onMoved(writer.length),
  });
}
