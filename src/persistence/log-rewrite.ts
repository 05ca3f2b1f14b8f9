import type { Tables } from "../domain/records.js";
import type { CommitQueue } from "./commit-queue.js";
import type { LogFile, LogFiles } from "./log-files.js";
import { slices } from "./log-slices.js";
import { LogWriter } from "./log-writer.js";
import { PendingCommit } from "./pending-commit.js";

/** What {@link rewrite} writes, and how. */
export interface Rewrite {
  file: string;
  files: LogFiles;
  tables: Tables;
  /** The version of the records. */
  version: number;
  yieldToLoop: () => Promise<void>;
  sliceBytes: number;
  /** True for other tables than the commits so far made: then those, and the ones that arrive meanwhile, are dropped. */
  replacing: boolean;
  /** Awaited just before the new file takes the old one's place. */
  beforeMove: () => Promise<void>;
  /** Called at the moment when the new file takes the old one's place, with its length. */
  onMoved: (length: number) => void;
}

/** Where a file is written before it takes the name. */
export function temporary(file: string): string {
  return `${file}.tmp`;
}

/**
 * Writes the tables, then the commits that arrived meanwhile, to a new file that takes the place of the queue's. Until
 * the rename the old file has everything; after it the new one does. When it throws, the old file stays.
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
  // Between these two lines nothing is awaited, so that every commit is in one of them.
  const meanwhile = replacing ? [] : queue.beginCopy();
  const texts = slices(tables, sliceBytes);
  const writer = await LogWriter.begin(handle, version);
  for (const text of texts) {
    await writer.append([new PendingCommit(text)]);
    await yieldToLoop();
  }
  await writer.append(meanwhile.splice(0));
  // The long sync comes first, while commits go on; they wait only for the short one.
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
