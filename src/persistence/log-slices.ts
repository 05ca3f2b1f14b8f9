import { TABLE_NAMES, type Tables } from "../domain/records.js";

/**
 * The records of all tables as texts of changes, each about `bytes` long (longer where one record is), so that writing
 * one never blocks the event loop. They are the records at the time of the call, whatever is committed while the
 * texts are read: records are replaced, never changed.
 */
export function slices(tables: Tables, bytes: number): Iterable<string> {
  return texts(
    TABLE_NAMES.map((name) => ({ name, records: [...tables[name].values()] })),
    bytes,
  );
}

function* texts(tables: { name: string; records: unknown[] }[], bytes: number): Generator<string> {
  let puts: string[] = [];
  let length = 0;
  for (const { name, records } of tables) {
    for (const record of records) {
      const put = `{"table":"${name}","put":${JSON.stringify(record)}}`;
      puts.push(put);
      length += put.length;
      if (length < bytes) continue;
      yield `[${puts.join(",")}]`;
      puts = [];
      length = 0;
    }
  }
  if (puts.length > 0) yield `[${puts.join(",")}]`;
}
