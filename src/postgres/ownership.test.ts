import { beforeAll, describe, expect, it } from "vitest";
import { atFileEnd } from "../testing/file-end.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { type Database, openDatabase } from "./database.js";
import { claim, makeSandbox, release } from "./ownership.js";
import { register } from "./replica-rows.js";
import { prepareSchema } from "./schema.js";

const FACTS = { url: null, draining: false, work: 0, facts: "{}" };
const LEASE_MS = 60_000;

describe.skipIf(missingPostgres() !== undefined)("the owner of a sandbox", () => {
  let database: Database;
  beforeAll(async () => {
    const postgres = await TestPostgres.start();
    database = await openDatabase(await postgres.newDatabase(), { connections: 4 });
    atFileEnd(() => database.close().catch(() => undefined));
    await prepareSchema(database);
  });

  const waiting = async (): Promise<number> =>
    (await database.rows({ text: "select from pg_locks where not granted" })).length;

  it("is taken only where it is gone", async () => {
    await register(database, "first", FACTS, LEASE_MS);
    const first = await makeSandbox(database, "taken", "first");
    expect(await claim(database, "taken", "second")).toBeNull();
    await database.rows({ text: "delete from replicas where id = 'first'" });
    const second = await claim(database, "taken", "second");
    // No row tells when the first one ended.
    expect(second!.notBefore).not.toBeNull();
    expect(second!.epoch).toBeGreaterThan(first!.epoch);
  });

  it("that takes its own again refuses earlier signatures, unless it gave it up with its nonces", async () => {
    const [{ now }] = (await database.rows<{ now: number }>({
      text: "select extract(epoch from clock_timestamp())::float8 as now",
    })) as [{ now: number }];
    const own = await makeSandbox(database, "own", "me");
    const again = await claim(database, "own", "me");
    expect(again!.epoch).toBeGreaterThan(own!.epoch);
    expect(again!.notBefore).toBeGreaterThanOrEqual(now);
    const { epoch } = (await makeSandbox(database, "given", "me"))!;
    await release(database, { name: "given", epoch, summary: "{}", nonces: "" });
    expect((await claim(database, "given", "me"))!.notBefore).toBeNull();
  });

  it("stays, if it registered and took the sandbox while another one was about to", async () => {
    await makeSandbox(database, "wanted", "gone");
    let late: Promise<unknown> = Promise.resolve();
    await database.transaction(async (inside) => {
      await inside.rows({ text: "select from sandboxes where name = 'wanted' for update" });
      late = claim(database, "wanted", "late");
      await expect.poll(waiting).toBeGreaterThan(0);
      await register(database, "quick", FACTS, LEASE_MS);
      await inside.rows({
        text: "update sandboxes set owner = 'quick', epoch = epoch + 1 where name = 'wanted'",
      });
    });
    expect(await late).toBeNull();
  });
});
