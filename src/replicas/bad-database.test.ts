import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.js";
import { openDatabase } from "../postgres/database.js";
import { atFileEnd } from "../testing/file-end.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { smallDisk } from "../testing/small-disk.js";
import {
  control,
  expectKept,
  load,
  newSandbox,
  newStore,
  productsOf,
  type Shown,
  signed,
  startReplica,
  tryProduct,
} from "./testing/group.js";

describe.skipIf(missingPostgres() !== undefined)("bad days of the database", () => {
  let postgres: TestPostgres;
  let store: string;
  let one: Emulator;
  let two: Emulator;
  let sandbox: Shown;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
    store = await newStore(postgres);
    one = await startReplica(store);
    sandbox = await newSandbox(one, "its");
    two = await startReplica(store);
  });
  const execute = async (text: string): Promise<void> => {
    const database = await openDatabase(store, { connections: 1 });
    atFileEnd(() => database.close().catch(() => undefined));
    await database.rows({ text });
  };

  it("connections are cut in mid-commit", async () => {
    const work = load([one, two], sandbox, "cut");
    for (let n = 0; n < 5; n++) {
      await work.more(2);
      await postgres.execute(
        "postgres",
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'spi-emulator'",
      );
    }
    await work.more(2);
    const endings = await work.stop();
    expectKept(await productsOf(two, sandbox), endings);
  });

  it("the database is stopped and started", async () => {
    const work = load([one, two], sandbox, "stopped");
    await work.more(3);
    await postgres.stop();
    const refused = async (): Promise<string> => tryProduct(two, sandbox, "while.stopped");
    await expect.poll(refused).toBe("refused");
    const ready = async (): Promise<number> => (await fetch(`${two.url}/_emulator/ready`)).status;
    // Its lease lasts a moment longer than the database.
    await expect.poll(ready).toBe(503);
    for (const path of ["/sandboxes", "/snapshots", "/dashboard/"]) {
      const { status, headers } = await fetch(`${two.url}/_emulator${path}`);
      expect([path, status, headers.get("retry-after")]).toEqual([path, 503, "1"]);
    }
    await postgres.start();
    await work.more(3);
    const endings = await work.stop();
    expectKept(await productsOf(two, sandbox), endings);
    await expect.poll(ready).toBe(200);
  });

  it("it is read-only for a while, as after a fail-over to a standby", async () => {
    await expect.poll(() => tryProduct(one, sandbox, "before.read.only")).toBe("made");
    const work = load([one, two], sandbox, "read-only");
    await work.more(3);
    const turn = async (how: string): Promise<void> => {
      await postgres.execute("postgres", `alter system ${how}`);
      await postgres.execute("postgres", "select pg_reload_conf()");
    };
    await turn("set default_transaction_read_only = on");
    await expect.poll(() => tryProduct(two, sandbox, "while.read.only")).not.toBe("made");
    const reset = await control(one, "POST", "/reset?sandbox=its", {});
    expect(reset.status).toBe(503);
    await turn("reset default_transaction_read_only");
    await work.more(3);
    const endings = await work.stop();
    expectKept(await productsOf(two, sandbox), endings);
    expect(await productsOf(one, sandbox)).toContain("before.read.only");
  });

  it("its disk is full", async () => {
    // What PostgreSQL says when it cannot extend a table.
    await execute(`
      create function spi_emulator.full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
      create trigger full_disk before insert on spi_emulator.commits execute function spi_emulator.full_disk()`);
    // Refused, as long as a replica has no lease after the test before.
    await expect.poll(() => tryProduct(one, sandbox, "on.full.disk")).toBe("unknown");
    await expect.poll(() => tryProduct(two, sandbox, "on.full.disk.too")).toBe("unknown");
    await execute("drop trigger full_disk on spi_emulator.commits");
    await expect.poll(() => tryProduct(two, sandbox, "after.full.disk")).toBe("made");
    // Their outcome was unknown; they waited, and were written.
    expect(await productsOf(two, sandbox)).toEqual(
      expect.arrayContaining(["on.full.disk", "on.full.disk.too", "after.full.disk"]),
    );
  });

  it("a sandbox that finds no room leaves nothing, and can be made when there is some", async () => {
    await execute(`
      create function spi_emulator.no_room() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
      create trigger no_room before insert on spi_emulator.bases execute function spi_emulator.no_room()`);
    const make = async () => (await control(one, "POST", "/sandboxes", { name: "roomy" })).status;
    const listed = async (): Promise<string[]> => {
      const { body } = await control(two, "GET", "/sandboxes");
      return (body as { sandboxes: Shown[] }).sandboxes.map(({ name }) => name);
    };
    expect(await make()).toBe(503);
    expect(await listed()).not.toContain("roomy");
    await execute("drop trigger no_room on spi_emulator.bases");
    expect(await make()).toBe(201);
    expect(await listed()).toContain("roomy");
  });

  it("its disk is really full", async ({ skip }) => {
    const disk = smallDisk(64 * 2 ** 20);
    if (disk === null) return skip("a file system cannot be mounted here");
    const folder = join(disk.folder, "tablespace");
    mkdirSync(folder);
    const own = await postgres.newDatabase({ tablespace: folder });
    const [first, second] = [await startReplica(own), await startReplica(own)];
    const its = await newSandbox(first, "its");
    const work = load([first, second], its, "full");
    await work.more(3);
    const free = disk.fill();
    const isRefused = (): boolean => [...work.endings.values()].some((ending) => ending !== "made");
    await expect.poll(isRefused).toBe(true);
    free();
    await work.more(3);
    const endings = await work.stop();
    expectKept(await productsOf(second, its), endings);
  });

  it("two replicas that both believe to own a sandbox: only one can write", async () => {
    await productsOf(one, sandbox);
    await execute("update spi_emulator.sandboxes set owner = null, epoch = epoch + 1 where name = 'its'");
    const work = load([one, two], sandbox, "both");
    await work.more(6);
    const endings = await work.stop();
    expect([...endings.values()]).toContain("unknown");
    const names = await productsOf(one, sandbox);
    expect(names).toEqual(await productsOf(two, sandbox));
    expectKept(names, endings);
  });

  it("a replica that loses its lease while it opens a sandbox does not serve it", async () => {
    const own = await newStore(postgres);
    const maker = await startReplica(own);
    const its = await newSandbox(maker, "slow-to-open");
    await maker.close();
    const database = await openDatabase(own, { connections: 2, statementMs: 60_000 });
    atFileEnd(() => database.close().catch(() => undefined));
    const text = async (of: string): Promise<string[]> =>
      (await database.rows<{ text: string }>({ text: of })).map((row) => row.text);
    const slow = await startReplica(own);
    const [slowId] = await text("select id as text from replicas");
    const other = await startReplica(own);
    const waiting = async (): Promise<number> =>
      (
        await text(
          "select pid::text as text from pg_locks where not granted and relation = 'nonces'::regclass",
        )
      ).length;
    const asked: Promise<Response>[] = [];
    await database.transaction(async (inside) => {
      // The last step of opening a sandbox needs this table.
      await inside.rows({ text: "lock table nonces in exclusive mode" });
      asked.push(signed(slow, its, "/products"));
      await expect.poll(waiting).toBe(1);
      await text(`with lost as (delete from replicas where id = '${slowId}' returning id)
                  insert into gone (id, at) select id, clock_timestamp() from lost returning id as text`);
      asked.push(signed(other, its, "/products"));
      await expect.poll(waiting).toBe(2);
      await expect.poll(() => text("select id as text from replicas")).toHaveLength(2);
    });
    for (const answer of await Promise.all(asked)) expect([200, 503]).toContain(answer.status);
    await expect.poll(() => tryProduct(other, its, "newest")).toBe("made");
    expect(await productsOf(slow, its)).toEqual(["newest"]);
  });

  it("a replica that others cannot reach, but that reaches the database", async () => {
    const own = await newStore(postgres);
    const hidden = await startReplica(own, { replicaUrl: "http://127.0.0.1:9" });
    const its = await newSandbox(hidden, "hidden");
    const other = await startReplica(own);
    expect(await tryProduct(other, its, "by.other")).toBe("refused");
    expect(await tryProduct(hidden, its, "by.itself")).toBe("made");
    await hidden.close();
    await expect.poll(() => tryProduct(other, its, "after")).toBe("made");
    expect(await productsOf(other, its)).toEqual(["by.itself", "after"]);
  });
});
