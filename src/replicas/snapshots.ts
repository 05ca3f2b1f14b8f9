import { storeError } from "../persistence/log-files.js";
import { wallTime } from "../clock/clock.js";
import { snapshotWriter } from "../sandbox/snapshot.js";
import { PIECE_CHARACTERS, type Snapshots } from "../sandbox/snapshots.js";
import type { Database } from "../postgres/database.js";
import { deleteSnapshot, saveSnapshot, snapshotPieces, snapshotRows } from "../postgres/row-snapshots.js";

/** Snapshots in the database: all replicas see the same ones. */
export function databaseSnapshots(database: Database): Snapshots {
  return {
    async save(name, source) {
      const writer = snapshotWriter(source);
      const sandbox = source.after.sandbox.name;
      const text = { head: writer.head, pieces: writer.pieces(PIECE_CHARACTERS) };
      const bytes = await saveSnapshot(database, { name, sandbox, saved_at: source.after.saved_at }, text);
      return bytes === null
        ? null
        : { name, sandbox, bytes, saved_at: Date.parse(source.after.saved_at) || wallTime() };
    },
    read: (name) =>
      readWhole(database, name).catch((error: unknown) => {
        throw storeError(`snapshot ${name} cannot be read`, error, true);
      }),
    async stream(name) {
      const pieces = await snapshotPieces(database, name);
      return pieces === null ? null : ReadableStream.from(pieces).pipeThrough(new TextEncoderStream());
    },
    list: async () =>
      (await snapshotRows(database)).map(({ name, saved_at, sandbox, bytes }) => ({
        ...{ name, sandbox, saved_at: saved_at.getTime(), bytes: Number(bytes) },
      })),
    delete: (name) => deleteSnapshot(database, name),
  };
}

async function readWhole(database: Database, name: string): Promise<string[] | null> {
  const pieces = await snapshotPieces(database, name);
  if (pieces === null) return null;
  const read: string[] = [];
  for await (const piece of pieces) read.push(piece);
  return read;
}
