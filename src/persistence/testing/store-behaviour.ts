import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { yieldToLoop } from "../../clock/clock.js";
import { emptyTables } from "../../domain/records.js";
import type { Store } from "../store.js";
import { StoreError } from "../store.js";
import { anyCommits, dump, putProduct, putResult, tablesAfter } from "./test-records.js";

/** Opens a store in a new place. `reopen` opens the same place again, after the store was closed. */
export type NewStore = () => Promise<{ store: Store; reopen: () => Promise<Store> }>;

/** What holds of every store, wherever it keeps its records. `keeps`: whether they are there after it is opened again. */
export function describeStore(where: string, newStore: NewStore, { keeps }: { keeps: boolean }): void {
  describe(`a store in ${where}`, () => {
    it("is empty at first, and has a commit in its tables at once", async () => {
      const { store } = await newStore();
      expect(dump(store.tables)).toBe(dump(emptyTables()));
      store.commit([putProduct("1")]);
      expect(store.tables.products.get("1")?.name).toBe("test-product.foo");
      await store.flushed();
      expect(store.isDurable).toBe(true);
      expect(await store.check()).toBeNull();
      await store.close();
    });

    it("replaces all its records, and keeps the given tables", async () => {
      const { store } = await newStore();
      store.commit([putProduct("1")]);
      const given = tablesAfter([[putProduct("2")]]);
      const before = dump(given);
      let seen = "";
      await store.replace(given, () => (seen = dump(store.tables)));
      expect([seen, dump(store.tables)]).toEqual([before, before]);
      store.commit([putProduct("3"), { table: "products", remove: ["2"] }]);
      expect(dump(store.tables)).toBe(dump(tablesAfter([[putProduct("3")]])));
      expect(store.tables).toBe(given);
      await store.close();
    });

    it("shares nothing with another one", async () => {
      const [one, other] = [await newStore(), await newStore()];
      one.store.commit([putProduct("1")]);
      expect(dump(other.store.tables)).toBe(dump(emptyTables()));
      for (const { store } of [one, other]) await store.close();
    });

    it.runIf(keeps)(
      "has the same tables after it is opened again, with replacements in between",
      async () => {
        await fc.assert(
          fc.asyncProperty(anyCommits(20), fc.nat(), async (commits, at) => {
            const { store, reopen } = await newStore();
            const replaceAt = at % Math.max(1, commits.length);
            let replacing: Promise<void> | null = null;
            for (const [index, changes] of commits.entries()) {
              if (index === replaceAt && at % 3 === 0) replacing = store.replace(tablesAfter([changes]));
              else store.commit(changes);
              if (index % 3 === 0) await store.flushed();
            }
            await replacing;
            await store.flushed();
            await store.close();
            const again = await reopen();
            expect(dump(again.tables)).toBe(dump(store.tables));
            if (replacing === null) expect(dump(again.tables)).toBe(dump(tablesAfter(commits)));
            await again.close();
          }),
          { numRuns: 30 },
        );
      },
    );

    it.runIf(keeps)(
      "acknowledges commits beside replacements; they are before or after the new records",
      async () => {
        const { store, reopen } = await newStore();
        for (let round = 0; round < 5; round++) {
          const replaced = { isOver: false };
          const acknowledged: Promise<void>[] = [];
          const replacing = store.replace(
            tablesAfter([[putProduct(`seed ${round}`)]]),
            () => (replaced.isOver = true),
          );
          for (let n = 0; !replaced.isOver; n++) {
            store.commit([putProduct(`beside ${round} ${n}`)]);
            acknowledged.push(store.flushed());
            await yieldToLoop();
          }
          await replacing;
          store.commit([putProduct(`after ${round}`)]);
          await Promise.all([...acknowledged, store.flushed()]);
          const expected = dump(tablesAfter([[putProduct(`seed ${round}`)], [putProduct(`after ${round}`)]]));
          expect(dump(store.tables)).toBe(expected);
        }
        await store.close();
        const again = await reopen();
        expect(dump(again.tables)).toBe(dump(store.tables));
        await again.close();
      },
    );

    it.runIf(keeps)("goes on after it was opened again, and keeps long texts and any character", async () => {
      const { store, reopen } = await newStore();
      store.commit([putResult("1", "é".repeat(300_000))]);
      store.commit([putProduct("2", "\0 \ud800 ' \\ \u2028 😀")]);
      await store.close();
      const again = await reopen();
      again.commit([putProduct("3")]);
      await again.close();
      const last = await reopen();
      expect(dump(last.tables)).toBe(dump(again.tables));
      expect(last.tables.products.get("2")?.name).toBe(store.tables.products.get("2")?.name);
      await last.close();
    });

    it.runIf(keeps)("refuses a commit that it cannot write, and every commit once it is closed", async () => {
      const { store } = await newStore();
      const bad = putResult("1", 1n as unknown as number);
      expect(() => store.commit([putProduct("1"), bad])).toThrow(TypeError);
      await store.close();
      expect(() => store.commit([putProduct("1")])).toThrow(StoreError);
      expect(dump(store.tables)).toBe(dump(emptyTables()));
    });
  });
}
