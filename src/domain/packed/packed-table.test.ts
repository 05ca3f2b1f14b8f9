import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SealedBlock } from "./block.js";
import { PackedTable, removeAll } from "./packed-table.js";

interface Item {
  id: string;
  value: unknown;
}
type Table = Map<string, Item> | PackedTable<Item>;

const SMALL = { rows: 4, open: 2 };
const anyId = fc.oneof(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), fc.string({ maxLength: 3 }));
/** One step: puts a record, or removes one where `value` is undefined. */
const steps = fc.array(
  fc.record({ id: anyId, value: fc.option(fc.jsonValue(), { nil: undefined, freq: 4 }) }),
  { maxLength: 60 },
);
/** The numbers of records in the blocks of a file. */
const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 });
/** Steps of which some change a record of the blocks; a number counts from the last one. */
const stepsOnBlocks = fc.array(
  fc.record({ id: fc.oneof(fc.nat({ max: 9 }), anyId), value: fc.option(fc.boolean(), { nil: undefined }) }),
  { maxLength: 30 },
);

/** Some records that are put, how far walks through the table come then, and which are removed meanwhile. */
const number = fc.nat({ max: 30 });
const rounds = fc.array(
  fc.record({
    puts: fc.array(number, { maxLength: 30 }),
    passed: fc.nat({ max: 20 }),
    removed: fc.oneof(
      fc.array(number, { maxLength: 30 }),
      fc.tuple(number, number).map(([from, to]) => Array.from({ length: to }, (_, n) => from + n)),
    ),
  }),
  { maxLength: 8 },
);

function take(table: Table, { id, value }: Item): void {
  if (value === undefined) removeAll(table, [id]);
  else table.set(id, { id, value });
}

const content = (table: Table, ids: readonly string[]): string =>
  JSON.stringify([
    [...table.entries()],
    [...table.keys()],
    [...table.values()],
    table.size,
    ids.map((id) => [table.has(id), table.get(id)]),
  ]);

describe("a packed table", () => {
  it("is like a map, whatever is put and removed", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const [packed, map] = [new PackedTable<Item>(SMALL), new Map<string, Item>()];
        for (const step of all) {
          take(packed, step);
          take(map, step);
        }
        const ids = all.map(({ id }) => id);
        expect(content(packed, ids)).toBe(content(map, ids));
      }),
    );
  });

  it("is like a map after a file's blocks, of every size, and the changes after them", () => {
    fc.assert(
      fc.property(sizes, stepsOnBlocks, (counts, all) => {
        const [packed, map] = [new PackedTable<Item>(SMALL), new Map<string, Item>()];
        for (const count of counts) {
          const block = Array.from({ length: count }, (_, n) => ({ id: `block-${map.size + n}`, value: n }));
          packed.adopt(SealedBlock.of(block));
          for (const item of block) map.set(item.id, item);
        }
        const given = [...map.keys()];
        const ids = [...given, ...all.map(({ id }) => String(id))];
        for (const { id, value } of all) {
          const step = { id: typeof id === "string" ? id : (given.at(-1 - id) ?? String(id)), value };
          take(packed, step);
          take(map, step);
          expect(content(packed, ids)).toBe(content(map, ids));
        }
        const frozen = packed.freeze();
        expect(JSON.stringify(ids.map((id) => frozen.get(id)))).toBe(
          JSON.stringify(ids.map((id) => map.get(id))),
        );
      }),
    );
  });

  it("shows in a frozen view and in a copy what it held then, by row and by id", () => {
    fc.assert(
      fc.property(steps, steps, (before, after) => {
        const [packed, map] = [new PackedTable<Item>(SMALL), new Map<string, Item>()];
        for (const step of before) {
          take(packed, step);
          take(map, step);
        }
        const rows = [...packed.rows()];
        const [frozen, copy] = [packed.freeze(), packed.copy()];
        for (const step of after) take(packed, step);
        const ids = [...before, ...after].map(({ id }) => id);
        expect(JSON.stringify(rows.map((row) => frozen.at(row)))).toBe(JSON.stringify([...map.values()]));
        expect(JSON.stringify(ids.map((id) => frozen.get(id)))).toBe(
          JSON.stringify(ids.map((id) => map.get(id))),
        );
        expect(content(copy, ids)).toBe(content(map, ids));
        for (const step of after) {
          take(copy, step);
          take(map, step);
        }
        expect(content(copy, ids)).toBe(content(map, ids));
        expect(content(copy, ids)).toBe(content(packed, ids));
      }),
    );
  });

  it("is like a map where many records are removed together, also to a walk through it that began before", () => {
    fc.assert(
      fc.property(rounds, (all) => {
        const [packed, map] = [new PackedTable<Item>(SMALL), new Map<string, Item>()];
        for (const { puts, passed, removed } of all) {
          for (const number of puts) {
            const item = { id: `id-${number}`, value: puts };
            packed.set(item.id, item);
            map.set(item.id, item);
          }
          const [walk, expected] = [packed.values(), map.values()];
          for (let n = 0; n < passed; n++) expect(walk.next().value).toEqual(expected.next().value);
          const back = packed.rowsBack();
          const last = [...map.keys()].reverse();
          for (let n = 0; n < passed; n++) {
            const row = back.next().value;
            expect(row === undefined ? undefined : packed.field(row, "id")).toBe(last[n]);
          }
          const ids = removed.map((number) => `id-${number}`);
          for (const table of [packed, map]) removeAll(table, ids);
          expect([...walk]).toEqual([...expected]);
          const rest = last.slice(passed).filter((id) => map.has(id));
          expect(Array.from(back, (row) => packed.field(row, "id"))).toEqual(rest);
          expect(content(packed, ids)).toBe(content(map, ids));
        }
      }),
    );
  });

  it("keeps nothing of blocks whose records are all removed", () => {
    const packed = new PackedTable<Item>(SMALL);
    const ids = Array.from({ length: 400 }, (_, n) => `id-${n}`);
    for (const id of ids) packed.set(id, { id, value: "a value" });
    removeAll(packed, ids.slice(0, 390));
    removeAll(packed, ids.slice(390));
    packed.set("new", { id: "new", value: 1 });
    const blocks = new Set(Array.from(packed.blocks(), ([block]) => block));
    expect(Array.from(blocks, ({ places }) => places)).toEqual([0, 1]);
    expect([...packed.keys()]).toEqual(["new"]);
  });

  it("gives one field of a record without the others", () => {
    const packed = new PackedTable<Item>(SMALL);
    for (let n = 0; n < 40; n++) packed.set(`id-${n}`, { id: `id-${n}`, value: [n, { n }] });
    for (let n = 0; n < 40; n++) expect(packed.field(packed.rowOf(`id-${n}`), "value")).toEqual([n, { n }]);
    expect(packed.rowOf("id-40")).toBe(-1);
    for (const guess of [-1, 0, 7, 39, 40, 1000]) {
      expect(packed.rowOf("id-7", guess)).toBe(packed.rowOf("id-7"));
      expect(packed.rowOf("id-40", guess)).toBe(-1);
    }
  });

  it("takes blocks of every size, and no id twice", () => {
    const items = (from: number, count: number): Item[] =>
      Array.from({ length: count }, (_, n) => ({ id: `id-${from + n}`, value: n }));
    const packed = new PackedTable<Item>(SMALL);
    const blocks = [items(0, 4), items(4, 1), items(5, 3), items(8, 9)];
    for (const block of blocks) packed.adopt(SealedBlock.of(block));
    packed.set("last", { id: "last", value: 1 });
    expect([...packed.values()]).toEqual([...blocks.flat(), { id: "last", value: 1 }]);
    expect(packed.get("id-6")).toEqual({ id: "id-6", value: 1 });
    for (const again of [items(5, 1), items(7, 4), [...items(20, 2), ...items(20, 2)]])
      expect(() => packed.adopt(SealedBlock.of(again))).toThrow("occurs twice");
  });
});
