import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { newSecret } from "../ids.js";
import { realFiles } from "../persistence/log-files.js";
import { parseSnapshot, type SnapshotDocument } from "./snapshot.js";

/** Facts about a saved snapshot. */
export interface SnapshotEntry {
  name: string;
  /** Wall time in milliseconds since 1970. */
  saved_at: number;
  bytes: number;
  sandbox: string;
}

/** Keeps snapshots by name: as files of a folder, or in memory if nothing is kept on disk. */
export interface Snapshots {
  /** Durable when it resolves. Null, and nothing is saved, if the name exists or is being saved. */
  save(name: string, document: SnapshotDocument): Promise<SnapshotEntry | null>;
  /** The document's text; null if no snapshot has this name. */
  read(name: string): Promise<string | null>;
  /** Oldest first. */
  list(): Promise<SnapshotEntry[]>;
  /** False if there was none. */
  delete(name: string): Promise<boolean>;
}

export function memorySnapshots(): Snapshots {
  const texts = new Map<string, string>();
  return {
    async save(name, document) {
      if (texts.has(name)) return null;
      const text = JSON.stringify(document);
      texts.set(name, text);
      return entryOf(name, text, document);
    },
    read: async (name) => texts.get(name) ?? null,
    list: async () => [...texts].map(([name, text]) => entryOf(name, text)),
    delete: async (name) => texts.delete(name),
  };
}

/** One file for each snapshot: written under a temporary name, made durable, then renamed. */
export function folderSnapshots(folder: string): Snapshots {
  const fileOf = (name: string): string => join(folder, `${name}.snapshot.json`);
  const read = (name: string): Promise<string | null> => readFile(fileOf(name), "utf8").catch(() => null);
  const exists = (name: string): Promise<boolean> =>
    stat(fileOf(name)).then(
      () => true,
      () => false,
    );
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const temporary = `${fileOf(name)}.${newSecret(4)}.tmp`;
    try {
      const file = await open(temporary, "wx", 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, fileOf(name));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await realFiles.syncFolder(folder);
  };
  const saving = new Set<string>();
  return {
    async save(name, document) {
      if (saving.has(name)) return null;
      saving.add(name);
      try {
        if (await exists(name)) return null;
        const text = JSON.stringify(document);
        await write(name, text);
        return entryOf(name, text, document);
      } finally {
        saving.delete(name);
      }
    },
    read,
    async list() {
      const files = await readdir(folder).catch(() => []);
      const names = files.flatMap((file) => /^(.*)\.snapshot\.json$/.exec(file)?.[1] ?? []);
      const entries: SnapshotEntry[] = [];
      // One after the other, to limit open files and memory.
      for (const name of names) entries.push(await entryOfFile(name, fileOf(name)));
      return entries.sort((a, b) => a.saved_at - b.saved_at);
    },
    async delete(name) {
      const existed = await exists(name);
      await rm(fileOf(name), { force: true });
      return existed;
    },
  };
}

/** The facts for a list precede the tables, which are nearly the whole of a snapshot. */
const HEAD_BYTES = 8192;
const TABLES = ',"tables":';

/** The entry of a file. Only the beginning is read, or the whole if the beginning has another form. */
async function entryOfFile(name: string, path: string): Promise<SnapshotEntry> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return entryOf(name, "{}");
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(HEAD_BYTES, size)), 0, undefined, 0);
    const head = buffer.toString("utf8", 0, bytesRead);
    const end = head.indexOf(TABLES);
    const facts = end === -1 ? null : parseSnapshot(`${head.slice(0, end)}}`);
    if (facts !== null) return { ...entryOf(name, "", facts), bytes: size };
    return entryOf(name, await file.readFile("utf8"));
  } finally {
    await file.close();
  }
}

function entryOf(name: string, text: string, document = parseSnapshot(text)): SnapshotEntry {
  const { saved_at, sandbox } = (document ?? {}) as Partial<SnapshotDocument>;
  return {
    name,
    saved_at: Date.parse(saved_at ?? "") || 0,
    bytes: Buffer.byteLength(text),
    sandbox: sandbox?.name ?? "unknown",
  };
}
