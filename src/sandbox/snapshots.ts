import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { newSecret } from "../ids.js";
import { parseSnapshot, type SnapshotDocument } from "./snapshot.js";

/** What is known of a saved snapshot. */
export interface SnapshotEntry {
  name: string;
  /** Wall time in milliseconds since 1970. */
  saved_at: number;
  bytes: number;
  sandbox: string;
}

/** Keeps snapshots by name: files of a folder, or memory where nothing is kept on disk. */
export interface Snapshots {
  /** Replaces one of the same name. Durable when it resolves. */
  save(name: string, document: SnapshotDocument): Promise<SnapshotEntry>;
  /** The document's text; null where there is none of that name. */
  read(name: string): Promise<string | null>;
  /** Oldest first. */
  list(): Promise<SnapshotEntry[]>;
  /** False where there was none. */
  delete(name: string): Promise<boolean>;
}

export function memorySnapshots(): Snapshots {
  const texts = new Map<string, string>();
  return {
    async save(name, document) {
      const text = JSON.stringify(document);
      texts.delete(name);
      texts.set(name, text);
      return entryOf(name, text, document);
    },
    read: async (name) => texts.get(name) ?? null,
    list: async () => [...texts].map(([name, text]) => entryOf(name, text)),
    delete: async (name) => texts.delete(name),
  };
}

/** One file a snapshot: written beside, made durable, then given its name. */
export function folderSnapshots(folder: string): Snapshots {
  const fileOf = (name: string): string => join(folder, `${name}.snapshot.json`);
  const read = (name: string): Promise<string | null> => readFile(fileOf(name), "utf8").catch(() => null);
  return {
    async save(name, document) {
      const text = JSON.stringify(document);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = `${fileOf(name)}.${newSecret(4)}.tmp`;
      const file = await open(temporary, "wx", 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, fileOf(name));
      return entryOf(name, text, document);
    },
    read,
    async list() {
      const files = await readdir(folder).catch(() => []);
      const names = files.flatMap((file) => /^(.*)\.snapshot\.json$/.exec(file)?.[1] ?? []);
      const entries = await Promise.all(names.map(async (name) => entryOf(name, (await read(name)) ?? "{}")));
      return entries.sort((a, b) => a.saved_at - b.saved_at);
    },
    async delete(name) {
      const exists = await stat(fileOf(name)).then(
        () => true,
        () => false,
      );
      await rm(fileOf(name), { force: true });
      return exists;
    },
  };
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
