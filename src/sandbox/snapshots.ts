import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { yieldToLoop } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import { realFiles, storeError } from "../persistence/log-files.js";
import { makeFolder } from "../persistence/make-folder.js";
import { openRegular, piecesOfRegular } from "../text/regular-file.js";
import { StoreError } from "../persistence/store.js";
import { type SnapshotSource, snapshotWriter } from "./snapshot.js";

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
  save(name: string, source: SnapshotSource): Promise<SnapshotEntry | null>;
  /** The pieces of the document's text; null if no snapshot has this name. */
  read(name: string): Promise<readonly string[] | null>;
  /** The same, in pieces as fast as they are taken. */
  stream(name: string): Promise<ReadableStream<Uint8Array> | null>;
  /** Oldest first. */
  list(): Promise<SnapshotEntry[]>;
  /** False if there was none. */
  delete(name: string): Promise<boolean>;
}

/** Characters of a snapshot that are made, or given out, before others have a turn. */
export const PIECE_CHARACTERS = 256 * 1024;

/** `mayKeep` throws if a snapshot of `bytes` bytes cannot be kept beside the others. */
export function memorySnapshots(
  mayKeep: (bytes: number, others: readonly SnapshotEntry[]) => void = () => undefined,
): Snapshots {
  const kept = new Map<string, { entry: SnapshotEntry; pieces: string[] }>();
  const saving = new Set<string>();
  const list = (): SnapshotEntry[] => [...kept.values()].map(({ entry }) => entry);
  return {
    async save(name, source) {
      if (kept.has(name) || saving.has(name)) return null;
      mayKeep(0, list());
      saving.add(name);
      try {
        const writer = snapshotWriter(source);
        const pieces = [writer.head()];
        let bytes = pieces[0]!.length;
        for (const piece of writer.pieces(PIECE_CHARACTERS)) {
          pieces.push(piece);
          bytes += Buffer.byteLength(piece);
          await yieldToLoop();
        }
        pieces[0] = writer.head();
        mayKeep(bytes, list());
        const entry = { ...entryOf(name, source.after), bytes };
        kept.set(name, { entry, pieces });
        return entry;
      } finally {
        saving.delete(name);
      }
    },
    read: async (name) => kept.get(name)?.pieces ?? null,
    async stream(name) {
      const pieces = kept.get(name)?.pieces;
      return pieces === undefined
        ? null
        : ReadableStream.from(pieces.values()).pipeThrough(new TextEncoderStream());
    },
    list: async () => list(),
    delete: async (name) => kept.delete(name),
  };
}

/** One file for each snapshot: written under a temporary name, made durable, then renamed. */
export function folderSnapshots(folder: string): Snapshots {
  const fileOf = (name: string): string => join(folder, `${name}.snapshot.json`);
  const exists = (name: string): Promise<boolean> =>
    stat(fileOf(name)).then(
      () => true,
      () => false,
    );
  const write = async (name: string, source: SnapshotSource): Promise<number> => {
    await makeFolder(folder);
    const temporary = `${fileOf(name)}.${newSecret(4)}.tmp`;
    try {
      const file = await open(temporary, "wx", 0o600);
      let bytes = 0;
      try {
        const writer = snapshotWriter(source);
        const append = async (text: string): Promise<void> => {
          const piece = Buffer.from(text);
          await file.writeFile(piece);
          bytes += piece.length;
        };
        await append(writer.head());
        for (const piece of writer.pieces(PIECE_CHARACTERS)) await append(piece);
        await file.write(Buffer.from(writer.head()), 0, null, 0);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, fileOf(name));
      await realFiles.syncFolder(folder);
      return bytes;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  };
  const saving = new Set<string>();
  return {
    async save(name, source) {
      if (saving.has(name)) return null;
      saving.add(name);
      try {
        if (await exists(name)) return null;
        const bytes = await write(name, source).catch(async (error: unknown) => {
          throw storeError(`snapshot ${name} cannot be saved`, error, !(await exists(name)));
        });
        return { ...entryOf(name, source.after), bytes };
      } finally {
        saving.delete(name);
      }
    },
    read: (name) => textPieces(fileOf(name)).catch((error: unknown) => noneOf(name, error)),
    stream: (name) =>
      piecesOfRegular(fileOf(name), PIECE_CHARACTERS).catch((error: unknown) => noneOf(name, error)),
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
      if (existed) await realFiles.syncFolder(folder);
      return existed;
    },
  };
}

/** The text of a file in pieces. @throws as openRegular does */
async function textPieces(path: string): Promise<string[]> {
  const file = await openRegular(path);
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  for await (const bytes of file.createReadStream({ highWaterMark: PIECE_CHARACTERS }))
    pieces.push(decoder.decode(bytes as Buffer, { stream: true }));
  return [...pieces, decoder.decode()];
}

/** Errors that say that there is no file. */
const NO_FILE = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ENXIO", undefined]);

/** There is no snapshot for this reason. @throws StoreError for another one, such as too many open files */
function noneOf(name: string, error: unknown): null {
  const { code, message } = error as NodeJS.ErrnoException;
  if (NO_FILE.has(code)) return null;
  throw new StoreError(`snapshot ${name} cannot be read: ${message}`, { isUnchanged: true });
}

/** The facts for a list precede the tables, which are nearly the whole of a snapshot. */
const HEAD_BYTES = 8192;
const TABLES = ',"tables":';
/** A longer file of another form is not read whole for a list: its facts are unknown. */
const WHOLE_BYTES = 1024 * 1024;

/** The entry of a file. Only the beginning is read, or the whole of a short file if the beginning has another form. */
async function entryOfFile(name: string, path: string): Promise<SnapshotEntry> {
  const file = await openRegular(path).catch(() => null);
  if (file === null) return entryOf(name, null);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(HEAD_BYTES, size)), 0, undefined, 0);
    const head = buffer.toString("utf8", 0, bytesRead);
    const end = head.indexOf(TABLES);
    const facts = end === -1 ? null : parsed(`${head.slice(0, end)}}`);
    if (facts !== null || size > WHOLE_BYTES) return { ...entryOf(name, facts), bytes: size };
    return { ...entryOf(name, parsed(await file.readFile("utf8"))), bytes: size };
  } finally {
    await file.close();
  }
}

function parsed(text: string): object | null {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return null;
  }
}

function entryOf(name: string, facts: Partial<SnapshotSource["after"]> | null): SnapshotEntry {
  const { saved_at, sandbox } = facts ?? {};
  return {
    name,
    saved_at: Date.parse(saved_at ?? "") || 0,
    bytes: 0,
    sandbox: sandbox?.name ?? "unknown",
  };
}
