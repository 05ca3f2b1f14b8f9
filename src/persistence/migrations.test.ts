import { describe, expect, it } from "vitest";
import { emptyTables, TABLE_NAMES } from "../domain/records.js";
import { atOnce, ONE_RECORD, type Steps } from "../domain/steps.js";
import { encodeCommit, headerOf } from "./log-lines.js";
import type { AnyRecord, AnyTables, Migration } from "./migration.js";
import { upgrading } from "./migrations.js";
import { FakeFiles } from "./testing/fake-files.js";
import { FILE, failNext, logOn } from "./testing/log-kit.js";
import { dump, putProduct } from "./testing/test-records.js";

/** As if version 1 had called products "goods" and their names "title". */
const fromGoods: Migration = {
  tables: ["goods"],
  *migrating(tables) {
    const goods = [...tables.get("goods")!.values()];
    const products = goods.map(({ id, title }): [string, AnyRecord] => [id, { id, name: title }]);
    yield goods.length * ONE_RECORD;
    return new Map([["products", new Map(products)]]);
  },
};
/** As if version 2 had had products without a colour. */
const withColour: Migration = {
  tables: ["products"],
  *migrating(tables): Steps<AnyTables> {
    for (const product of tables.get("products")!.values()) {
      product["colour"] = "grey";
      yield ONE_RECORD;
    }
    return tables;
  },
};
const migrations = [fromGoods, withColour];

const file = (version: number, ...commits: object[][]): Buffer =>
  Buffer.from(
    [
      `${headerOf(version)}\n`,
      ...commits.map((changes, n) => encodeCommit(n + 1, JSON.stringify(changes))),
    ].join(""),
  );
const old = file(
  1,
  [{ table: "goods", put: { id: "1", title: "one" } }],
  [{ table: "goods", put: { id: "2", title: "two" } }],
  [{ table: "goods", remove: "1" }],
);
const disk = (bytes: Buffer): FakeFiles => new FakeFiles(new Map([[FILE, bytes]]));
const text = (files: FakeFiles): string => files.image.get(FILE)!.toString();

describe("a state file of an older version", () => {
  it("is read through each later migration", async () => {
    const { log } = logOn(disk(old), { migrations });
    expect([...(await log.read()).products.values()]).toEqual([{ id: "2", name: "two", colour: "grey" }]);
    const second = file(2, [{ table: "products", put: { id: "3", name: "three" } }]);
    const { log: later } = logOn(disk(second), { migrations });
    expect([...(await later.read()).products.values()]).toEqual([{ id: "3", name: "three", colour: "grey" }]);
  });

  it("is rewritten in the newest version before anything is appended, and then read without migration", async () => {
    const files = disk(old);
    const { log, warnings } = logOn(files, { migrations });
    await log.read();
    expect(text(files)).toMatch(/^\{"format":"spi-emulator-state","version":3\}\n/);
    expect(warnings).toEqual([`${FILE}: rewritten in format version 3; it had 1`]);
    log.append([putProduct("4")]);
    await log.close();
    const { log: again, warnings: none } = logOn(new FakeFiles(files.image), { migrations });
    expect([...(await again.read()).products.keys()]).toEqual(["2", "4"]);
    expect(none).toEqual([]);
  });

  it("stays unchanged if it cannot be rewritten", async () => {
    const files = disk(old);
    failNext(files, "ENOSPC", ["write"], 1);
    const { log } = logOn(files, { migrations });
    await expect(log.read()).rejects.toThrow("ENOSPC");
    expect(files.image.get(FILE)).toEqual(old);
    await expect(logOn(new FakeFiles(files.image), { migrations }).log.read()).resolves.toBeDefined();
  });

  it("has only the tables of its version", async () => {
    const wrong = file(2, [{ table: "goods", put: { id: "1" } }]);
    await expect(logOn(disk(wrong), { migrations }).log.read()).rejects.toThrow('there is no table "goods"');
  });

  it("is refused if it is newer, and stays unchanged", async () => {
    const files = disk(file(4));
    await expect(logOn(files, { migrations }).log.read()).rejects.toThrow(
      `State file ${FILE}, line 1: a newer spi-emulator wrote the file (format version 4, this one reads up to 3)`,
    );
    expect(files.image.get(FILE)).toEqual(file(4));
  });
});

it("tables that a migration does not make are empty", () => {
  expect(dump(atOnce(upgrading(new Map(), 3, migrations)))).toEqual(dump(emptyTables()));
});

it("version 1 is migrated in steps of single records", () => {
  const walk = (id: string): AnyRecord => ({ id, events: [{ type: "QUEUED_FOR_AGENTS", at: 1 }] });
  const ids = Array.from({ length: 1000 }, (_, n) => `w${n}`);
  const old = new Map<string, Map<string, AnyRecord>>(TABLE_NAMES.map((name) => [name, new Map()]));
  for (const id of ids) old.get("walks")!.set(id, walk(id));
  for (const id of ids) old.get("results")!.set(id, { id, stored_at: 1 });
  const sizes = [...upgrading(old, 1)];
  expect(Math.max(...sizes)).toBe(ONE_RECORD);
  // Walks and results change, and both go into new tables.
  expect(sizes.length).toBeGreaterThanOrEqual(4 * ids.length);
});
