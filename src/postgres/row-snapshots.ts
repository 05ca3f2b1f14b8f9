import { StoreError } from "../persistence/store.js";
import type { Database } from "./database.js";

/** A saved snapshot as a row. Numbers of PostgreSQL's `bigint` arrive as text. */
export interface SnapshotRow {
  name: string;
  saved_at: Date;
  sandbox: string;
  bytes: string;
}

/** All saved snapshots, oldest first. */
export const snapshotRows = (database: Pick<Database, "rows">): Promise<SnapshotRow[]> =>
  database.rows<SnapshotRow>({
    text: "select name, saved_at, sandbox, bytes from snapshots order by saved_at, id",
  });

/** What is written: the head may change after the last piece. */
export interface SnapshotText {
  head: () => string;
  pieces: Iterable<string>;
}

/** Saves a snapshot in one transaction; null, and nothing is saved, if the name exists. Otherwise its bytes. */
export function saveSnapshot(
  database: Database,
  { name, sandbox, saved_at }: { name: string; sandbox: string; saved_at: string },
  { head, pieces }: SnapshotText,
): Promise<number | null> {
  return database.transaction(async (inside) => {
    const [made] = await inside.rows<{ id: string }>({
      text: `insert into snapshots (name, saved_at, sandbox, bytes, head) values ($1, $2, $3, 0, '')
             on conflict (name) do nothing returning id`,
      values: [name, saved_at, sandbox],
    });
    if (made === undefined) return null;
    let bytes = Buffer.byteLength(head());
    let part = 0;
    for (const content of pieces) {
      await inside.rows({
        name: "snapshot-part",
        text: "insert into snapshot_parts (snapshot, part, content) values ($1, $2, $3)",
        values: [made.id, (part += 1), content],
      });
      bytes += Buffer.byteLength(content);
    }
    await inside.rows({
      text: "update snapshots set bytes = $2, head = $3 where id = $1",
      values: [made.id, bytes, head()],
    });
    return bytes;
  });
}

/** The pieces of a snapshot, the head first; null if there is none of this name. */
export async function snapshotPieces(
  database: Pick<Database, "rows">,
  name: string,
): Promise<AsyncGenerator<string> | null> {
  const [found] = await database.rows<{ id: string; head: string; bytes: string }>({
    text: "select id, head, bytes from snapshots where name = $1",
    values: [name],
  });
  return found === undefined ? null : piecesOf(database, found);
}

async function* piecesOf(
  database: Pick<Database, "rows">,
  { id, head, bytes }: { id: string; head: string; bytes: string },
): AsyncGenerator<string> {
  yield head;
  let left = Number(bytes) - Buffer.byteLength(head);
  for (let part = 1; ; part++) {
    const [row] = await database.rows<{ content: string }>({
      name: "read-snapshot-part",
      text: "select content from snapshot_parts where snapshot = $1 and part = $2",
      values: [id, part],
    });
    // A part of a snapshot is no snapshot.
    if (row === undefined && left > 0)
      throw new StoreError("the snapshot was deleted meanwhile", { isUnchanged: true });
    if (row === undefined) return;
    left -= Buffer.byteLength(row.content);
    yield row.content;
  }
}

/** Deletes a snapshot; false if there was none. */
export async function deleteSnapshot(database: Pick<Database, "rows">, name: string): Promise<boolean> {
  const rows = await database.rows({
    text: "delete from snapshots where name = $1 returning id",
    values: [name],
  });
  return rows.length > 0;
}
