import { describe, expect, it } from "vitest";
import { applyChange, type Change, emptyTables } from "../domain/records.js";
import { encodeCommit, HEADER } from "./log-lines.js";
import { MIGRATIONS } from "./migrations.js";
import { type CheckRecords, scan } from "./log-replay.js";
import { FakeFiles } from "./testing/fake-files.js";
import { FILE, logOn, story, tablesOf } from "./testing/log-kit.js";
import { dump, putProduct, putResult } from "./testing/test-records.js";

const RESULTS = 1000;
const lines = (files: FakeFiles): string[] => files.image.get(FILE)!.toString().trimEnd().split("\n");

/** A state with results in several blocks, of which some were changed or removed. */
async function walked(): ReturnType<typeof story> {
  const made = await story({ compactOver: Infinity });
  made.commit([putProduct("p")]);
  const each = (step: number, change: (n: number) => Change): void =>
    made.commit(Array.from({ length: Math.ceil(RESULTS / step) }, (_, n) => change(n * step)));
  each(1, (n) => putResult(`r${n}`, { log: [`boot ${n}`, "ok"] }));
  each(7, (n) => putResult(`r${n}`, "changed"));
  each(13, (n) => ({ table: "results", remove: [`r${n}`] }));
  return made;
}

describe("blocks in a state file", () => {
  it("hold the records of large tables after a compaction, in a fraction of the length", async () => {
    const { files, log, tables, commit } = await walked();
    await log.write(tables);
    const after = lines(files);
    expect(after.filter((line) => line.includes('"block":{"rows":1')).length).toBeGreaterThan(1);
    const records = [...tables.results.values()].map((record) => JSON.stringify(record));
    expect(after.join("\n").length).toBeLessThan(records.join("\n").length / 3);
    expect(dump(await tablesOf(files.image))).toBe(dump(tables));
    commit([putResult("r1", "again"), { table: "results", remove: ["r2"] }, putResult("new", 1)]);
    await log.close();
    const next = new FakeFiles(files.image);
    const again = logOn(next, { compactOver: Infinity }).log;
    const read = await again.read();
    expect(dump(read)).toBe(dump(tables));
    await again.write(read);
    expect(dump(await tablesOf(next.image))).toBe(dump(tables));
  });

  it("are those of the moment at which the compaction began; later commits follow them", async () => {
    const { files, log, tables, commit } = await walked();
    const writing = log.write(tables);
    commit(Array.from({ length: RESULTS / 4 }, (_, n) => putResult(`r${n * 4}`, "meanwhile")));
    await writing;
    await log.close();
    expect(dump(await tablesOf(files.image))).toBe(dump(tables));
  });

  it.each([65, 100, 127, 128, 129, 200])(
    "are followed by new records, whatever changed in the last block before: %i records",
    async (records) => {
      const { files, log, tables, commit } = await story({ compactOver: Infinity });
      commit(Array.from({ length: records }, (_, n) => putResult(`r${n}`, n)));
      await log.write(tables);
      commit([putResult(`r${records - 1}`, "changed"), { table: "results", remove: [`r${records - 2}`] }]);
      commit([putResult("new", 1)]);
      await log.close();
      const next = new FakeFiles(files.image);
      const again = logOn(next, { compactOver: Infinity }).log;
      const read = await again.read();
      expect(read.results.get("new")).toEqual(tables.results.get("new"));
      expect(dump(read)).toBe(dump(tables));
      await again.write(read);
      expect(dump(await tablesOf(next.image))).toBe(dump(tables));
    },
  );

  const block = (columns: [string, object][], rows = 2): string =>
    `${HEADER}\n${encodeCommit(1, JSON.stringify([{ table: "results", block: { rows, columns } }]))}`;
  const cases: [string, string, RegExp][] = [
    ["without rows", block([], 0), /line 2: a block without rows or columns/],
    ["without ids", block([["agent_id", { same: "a" }]]), /line 2: a record of the block has no id/],
    ["with a damaged column", block([["id", { width: 2, texts: "abc" }]]), /line 2: a column of the block/],
    ["with an id twice", block([["id", { width: 1, texts: "aa" }]]), /line 2: record a occurs twice/],
    [
      "with the id of an earlier record",
      `${HEADER}\n${encodeCommit(1, JSON.stringify([putResult("a", 1)]))}` +
        encodeCommit(
          2,
          JSON.stringify([
            { table: "results", block: { rows: 2, columns: [["id", { width: 1, texts: "ab" }]] } },
          ]),
        ),
      /line 3: record a occurs twice/,
    ],
  ];
  it.each(cases)("are refused: %s", async (_, text, reason) => {
    const image = new Map([[FILE, Buffer.from(text)]]);
    await expect(logOn(new FakeFiles(image)).log.read()).rejects.toThrow(reason);
  });

  it.each([2, 100])("leave nothing behind where they are damaged: %i records", async (rows) => {
    // The last record of the block is there already, and the commit puts others before.
    const texts = Array.from({ length: rows }, (_, n) => `r${n}`.padEnd(4)).join("");
    const block = { rows, columns: [["id", { width: 4, texts }]] };
    const commits = [
      [putResult(`r${rows - 1}`.padEnd(4), 1)],
      [putProduct("p"), { table: "results", block }, putResult("after", 1)],
    ];
    const text = HEADER + "\n" + commits.map((one, n) => encodeCommit(n + 1, JSON.stringify(one))).join("");
    const handle = (await new FakeFiles(new Map([[FILE, Buffer.from(text)]])).open(FILE))!;
    const { damage, commits: good, tables } = await scan(handle, { migrations: MIGRATIONS });
    expect([damage?.line, good, tables.results.size, tables.products.size]).toEqual([3, 1, 1, 0]);
  });

  it("are named by their line if one of their records is invalid", async () => {
    const { files, log, tables } = await walked();
    await log.write(tables);
    await log.close();
    const line = lines(files).findIndex((one) => one.includes("boot 99"));
    const check: CheckRecords = function* ({ results }) {
      yield 0;
      return results.has("r99") ? { table: "results", id: "r99", text: "wrong" } : null;
    };
    const handle = (await new FakeFiles(files.image).open(FILE))!;
    const { damage } = await scan(handle, { migrations: MIGRATIONS, check });
    expect(damage).toEqual({ line: line + 1, reason: "wrong" });
  });
});

describe("an update of a record", () => {
  const meta = {
    id: "sandbox" as const,
    settings: { ...{ seed: "s", seed_document: null, random_seed: "r", lab: false }, created_at: 1 },
  };
  const changes = [
    { table: "meta", put: { ...meta, ids_drawn: 1, last_time: 1 } },
    { table: "meta", update: { id: "sandbox", ids_drawn: 7, last_time: 9 } },
  ] as unknown as Change[];

  it("changes only its fields, in memory and in a file", async () => {
    const tables = emptyTables();
    for (const change of changes) applyChange(tables, change);
    expect(tables.meta.get("sandbox")).toEqual({ ...meta, ids_drawn: 7, last_time: 9 });
    const files = new FakeFiles();
    const { log } = logOn(files);
    await log.read();
    for (const change of changes) log.append([change]);
    await log.close();
    expect(dump(await tablesOf(files.image))).toBe(dump(tables));
  });

  it("is refused in a file without the record", async () => {
    const text = `${HEADER}\n${encodeCommit(1, JSON.stringify(changes.slice(1)))}`;
    const files = new FakeFiles(new Map([[FILE, Buffer.from(text)]]));
    await expect(logOn(files).log.read()).rejects.toThrow("line 2: there is no record sandbox to update");
  });
});
