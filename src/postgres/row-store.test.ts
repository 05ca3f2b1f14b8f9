import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { describeStore } from "../persistence/testing/store-behaviour.js";
import { anyCommits, dump, putProduct, tablesAfter } from "../persistence/testing/test-records.js";
import { DatabaseError, type Store } from "../persistence/store.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import type { Database, Statement } from "./database.js";
import { GroupWriter } from "./group-writer.js";
import { newDatabase, newSandbox, openRows } from "./testing/row-store.js";

describe.skipIf(missingPostgres() !== undefined)("rows in PostgreSQL", () => {
  let postgres: TestPostgres;
  let database: Database & { address: string };
  let made = 0;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
    database = await newDatabase(postgres);
  });

  const newName = async (): Promise<string> => {
    const name = `s-${(made += 1)}`;
    await newSandbox(database, name);
    return name;
  };
  const count = async (table: string, sandbox: string): Promise<number> => {
    const [row] = await database.rows<{ n: string }>({
      text: `select count(*) as n from ${table} where sandbox = $1`,
      values: [sandbox],
    });
    return Number(row!.n);
  };

  describeStore(
    "PostgreSQL",
    async () => {
      const name = await newName();
      const open = () => openRows(database, name);
      return { store: await open(), reopen: open };
    },
    { keeps: true },
  );

  it("compaction puts a base in the place of commits, whatever is committed meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(anyCommits(30), async (commits) => {
        const name = await newName();
        const options = { compactOver: 500, compactRatio: 1, sliceBytes: 100 };
        const store = await openRows(database, name, options);
        for (const [index, changes] of commits.entries()) {
          store.commit(changes);
          if (index % 4 === 0) await store.flushed();
        }
        await store.close();
        const again = await openRows(database, name);
        expect(dump(again.tables)).toBe(dump(tablesAfter(commits)));
        await again.close();
      }),
      { numRuns: 30 },
    );
    const name = await newName();
    const store = await openRows(database, name, { compactOver: 500, sliceBytes: 100 });
    for (let n = 0; n < 100; n++) {
      store.commit([putProduct(String(n % 3), String(n))]);
      await store.flushed();
    }
    await store.close();
    expect(await count("commits", name)).toBeLessThan(30);
    expect(await count("bases", name)).toBeGreaterThan(0);
  });

  it("a store whose sandbox has another epoch writes nothing any more", async () => {
    const name = await newName();
    const moved: string[] = [];
    const store = await openRows(database, name, { moved });
    store.commit([putProduct("1")]);
    await store.flushed();
    await database.rows({ text: "update sandboxes set epoch = 2 where name = $1", values: [name] });
    store.commit([putProduct("2")]);
    await expect(store.flushed()).rejects.toThrow(`sandbox ${name} is served by another replica now`);
    await expect(store.replace(tablesAfter([]))).rejects.toThrow("is served by another replica now");
    expect(() => store.admit()).toThrow("nothing was changed");
    expect(moved).toEqual([name]);
    const next = await openRows(database, name, { epoch: 2 });
    expect(dump(next.tables)).toBe(dump(tablesAfter([[putProduct("1")]])));
    await next.close();
  });

  it("a store of a deleted sandbox writes nothing into a new one of the same name", async () => {
    const name = await newName();
    const old = await openRows(database, name);
    for (const id of ["1", "2", "3"]) old.commit([putProduct(id)]);
    await old.flushed();
    await database.rows({ text: "delete from sandboxes where name = $1", values: [name] });
    await newSandbox(database, name);
    const next = await openRows(database, name);
    next.commit([putProduct("new")]);
    await next.flushed();
    old.commit([putProduct("old")]);
    await expect(old.flushed()).rejects.toThrow(`sandbox ${name} is served by another replica now`);
    await expect(old.replace(tablesAfter([]))).rejects.toThrow("is served by another replica now");
    await next.close();
    const again = await openRows(database, name);
    expect(dump(again.tables)).toBe(dump(tablesAfter([[putProduct("new")]])));
    await again.close();
  });

  it("two stores of one sandbox in one process: only what the newer epoch writes is acknowledged", async () => {
    const name = await newName();
    const writer = new GroupWriter(database);
    const old = await openRows(database, name, { writer });
    await database.rows({ text: "update sandboxes set epoch = 2 where name = $1", values: [name] });
    const next = await openRows(database, name, { writer, epoch: 2 });
    old.commit([putProduct("old")]);
    next.commit([putProduct("new")]);
    const outcomes = await Promise.allSettled([old.flushed(), next.flushed()]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    await next.close();
  });

  it("a row that was changed, moved or removed is refused, and named", async () => {
    const name = await newName();
    const store = await openRows(database, name);
    for (const id of ["1", "2", "3"]) store.commit([putProduct(id)]);
    await store.close();
    const damage = async (text: string, message: string): Promise<void> => {
      await database.rows({ text, values: [name] });
      await expect(openRows(database, name)).rejects.toThrow(message);
    };
    await damage(
      "update commits set records = replace(records, 'foo', 'fop') where sandbox = $1 and ordinal = 3",
      `The records of sandbox ${name} in the database are damaged, commit 3`,
    );
    await damage("delete from commits where sandbox = $1 and ordinal = 2", "damaged, commit 3");
    await damage("update commits set ordinal = 2 where sandbox = $1 and ordinal = 1", "damaged, commit 2");
  });

  it("a connection that is cut in the middle loses nothing and writes nothing twice", async () => {
    const name = await newName();
    const warnings: string[] = [];
    const store = await openRows(database, name, { warn: (message) => void warnings.push(message) });
    const cut = () =>
      postgres.execute(
        "postgres",
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'spi-emulator'",
      );
    for (let n = 0; n < 40; n++) {
      store.commit([putProduct(String(n))]);
      if (n % 8 === 0) await cut();
    }
    await expect
      .poll(() =>
        store.flushed().then(
          () => "written",
          () => "not yet",
        ),
      )
      .toBe("written");
    await store.close();
    const again = await openRows(database, name);
    expect(again.tables.products.size).toBe(40);
    expect(dump(again.tables)).toBe(dump(store.tables));
    await again.close();
  });

  it("a replacement of unknown outcome that cannot be asked for again gives the sandbox up", async () => {
    const name = await newName();
    const moved: string[] = [];
    const refusal = Object.assign(new Error("sorry, too many clients already"), { code: "53300" });
    const failures = [new Error("the connection broke"), refusal];
    const broken: Database = {
      rows: (statement) => database.rows(statement),
      close: () => database.close(),
      abandon: () => database.abandon(),
      async transaction(work) {
        // The answer to the first commit is lost; then there is no connection for a while.
        const result = failures.length === 2 ? await database.transaction(work) : undefined;
        const failure = failures.shift();
        if (failure !== undefined) throw new DatabaseError(failure);
        return result ?? database.transaction(work);
      },
    };
    const store = await openRows(database, name, { database: broken, moved });
    store.commit([putProduct("old")]);
    await store.flushed();
    const replaced = [[putProduct("new")]];
    const outcome = await store.replace(tablesAfter(replaced)).then(
      () => "replaced",
      () => "unknown",
    );
    store.commit([putProduct("later")]);
    const isKept = await store.flushed().then(
      () => true,
      () => false,
    );
    const again = await openRows(database, name);
    const expected = [...replaced, ...(isKept ? [[putProduct("later")]] : [])];
    expect(dump(again.tables)).toBe(dump(tablesAfter(expected)));
    if (isKept) expect(dump(store.tables)).toBe(dump(again.tables));
    expect(moved).toEqual(outcome === "replaced" ? [] : [name]);
    await again.close();
  });

  it("a long commit that the database does not take in time holds up its own sandbox only", async () => {
    const slow: Pick<Database, "rows"> = {
      rows: async <R extends object>(statement: Statement) => {
        const bytes = (statement.values ?? []).reduce<number>((sum, value) => sum + String(value).length, 0);
        if (bytes > 2 ** 20) throw new DatabaseError(new Error("Query read timeout"));
        return database.rows<R>(statement);
      },
    };
    const writer = new GroupWriter(slow);
    const names = [await newName(), await newName(), await newName()];
    const [first, long, last] = (await Promise.all(
      names.map((name) => openRows(database, name, { writer })),
    )) as [Store, Store, Store];
    first.commit([putProduct("1")]);
    long.commit([putProduct("2", "x".repeat(2 ** 20))]);
    last.commit([putProduct("3")]);
    const outcomes = await Promise.allSettled([first, long, last].map((store) => store.flushed()));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    await first.close();
    await last.close();
  });

  it("commits that come faster than they are written are refused until they are", async () => {
    const name = await newName();
    const store = await openRows(database, name, { maxWaitingBytes: 1000 });
    const burst = (): void => {
      for (let n = 0; n < 20; n++) {
        store.admit();
        store.commit([putProduct(`${n}`, "x".repeat(1000))]);
      }
    };
    expect(burst).toThrow("more slowly than changes come; nothing was changed");
    expect(store.tables.products.size).toBeGreaterThan(10);
    await store.flushed();
    store.admit();
    await store.close();
  });

  it("while the server is down commits wait, and are written when it is back", async () => {
    const name = await newName();
    const warnings: string[] = [];
    const warn = (message: string): void => void warnings.push(message);
    const store = await openRows(database, name, { warn, maxWaitingBytes: 1000 });
    await postgres.stop();
    store.commit([putProduct("1")]);
    await expect(store.flushed()).rejects.toThrow(`Cannot write sandbox ${name} to the database`);
    expect(store.isDurable).toBe(false);
    store.admit();
    store.commit([putProduct("2", "x".repeat(1000))]);
    expect(() => store.admit()).toThrow("nothing was changed");
    expect(await store.check()).toContain("Cannot write");
    await postgres.start();
    await expect.poll(() => store.check()).toBeNull();
    expect(store.isDurable).toBe(true);
    expect(warnings.at(-1)).toBe(`sandbox ${name}: its state can be written again`);
    await store.close();
    const again = await openRows(database, name);
    expect(dump(again.tables)).toBe(dump(store.tables));
    await again.close();
  });
});
