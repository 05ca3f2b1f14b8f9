import { expect, it } from "vitest";
import { encodeCommit, HEADER } from "./log-lines.js";
import { scan } from "./log-replay.js";
import { MIGRATIONS } from "./migrations.js";
import { putProduct } from "./testing/test-records.js";

const TEXT = [1, 2, 3, 4].map((n) => encodeCommit(n, JSON.stringify([putProduct(`p${n}`)]))).join("");
const BYTES = Buffer.from(`${HEADER}\n${TEXT}`);

/** A file that answers in a later turn and counts the reads under way. */
function slowFile(): { read: (into: Buffer, position: number) => Promise<number>; underWay: number } {
  const file = {
    underWay: 0,
    async read(into: Buffer, position: number): Promise<number> {
      file.underWay += 1;
      await new Promise((resolve) => setImmediate(resolve));
      file.underWay -= 1;
      return BYTES.copy(into, 0, position);
    },
  };
  return file;
}

it.each([7, 64, 300, 5000])(
  "a file read in pieces of %i bytes is read whole, or up to a commit",
  async (chunkBytes) => {
    for (const upTo of [0, 1, 3, 4, Infinity]) {
      const file = slowFile();
      const { commits, damage, tables } = await scan(file, { migrations: MIGRATIONS, chunkBytes, upTo });
      expect({ commits, damage }).toEqual({ commits: Math.min(upTo, 4), damage: null });
      expect([...tables.products.keys()]).toEqual(["p1", "p2", "p3", "p4"].slice(0, upTo));
      // Nothing reads on when the caller may close the file.
      expect(file.underWay).toBe(0);
    }
  },
);

it.each([
  ["a list, as this program writes them", [{ table: "products", remove: ["p1", "p3", "no such"] }]],
  [
    "one by one, as earlier programs wrote them",
    [
      { table: "products", remove: "p1" },
      { table: "products", remove: "p3" },
    ],
  ],
])("removals are read: %s", async (_, changes) => {
  const bytes = Buffer.concat([BYTES, Buffer.from(encodeCommit(5, JSON.stringify(changes)))]);
  const file = { read: (into: Buffer, at: number) => Promise.resolve(bytes.copy(into, 0, at)) };
  const { damage, tables } = await scan(file, { migrations: MIGRATIONS });
  expect(damage).toBeNull();
  expect([...tables.products.keys()]).toEqual(["p2", "p4"]);
});
