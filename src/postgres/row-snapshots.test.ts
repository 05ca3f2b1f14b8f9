import { expect, it } from "vitest";
import type { Database } from "./database.js";
import { snapshotPieces } from "./row-snapshots.js";

/** A database with a snapshot of three parts, of which `left` are there when they are asked for. */
const databaseWith = (left: number): Pick<Database, "rows"> => ({
  rows: (query) => {
    const [, part] = query.values as [string, number?];
    const rows =
      part === undefined
        ? [{ id: "1", head: "{", bytes: "7" }]
        : part > left
          ? []
          : [{ content: `"${part}` }];
    return Promise.resolve(rows as never);
  },
});

async function read(left: number): Promise<string> {
  let text = "";
  for await (const piece of (await snapshotPieces(databaseWith(left), "a"))!) text += piece;
  return text;
}

it("a snapshot that is deleted while it is read breaks off", async () => {
  expect(await read(3)).toBe('{"1"2"3');
  await expect(read(1)).rejects.toThrow("deleted meanwhile");
});
