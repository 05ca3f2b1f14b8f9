import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.js";
import { openDatabase } from "../postgres/database.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import {
  control,
  makeProduct,
  newSandbox,
  newStore,
  productsOf,
  type Shown,
  startReplica,
  startReplicaProcess,
} from "./testing/group.js";

/** What is not used at this moment rests at the next look. */
const AT_ONCE = { restAfterMs: 0, sweepMs: 20 };

describe.skipIf(missingPostgres() !== undefined)("sandboxes that nobody uses", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });

  const shown = async (by: Emulator, name: string): Promise<Shown | undefined> => {
    const { body } = await control(by, "GET", "/sandboxes");
    return (body as { sandboxes: Shown[] }).sandboxes.find((one) => one.name === name);
  };
  const open = async ({ url }: Emulator): Promise<string | undefined> =>
    /^spi_emulator_sandboxes (\d+)$/m.exec(await (await fetch(`${url}/_emulator/metrics`)).text())?.[1];

  it("rest in the database, are listed as they were, and open with the next request", async () => {
    const only = await startReplica(await newStore(postgres), {}, AT_ONCE);
    const made = await newSandbox(only, "used-once");
    expect((await makeProduct(only, made, "kept")).status).toBe(201);
    await expect.poll(() => open(only)).toBe("0");
    // It is closed first, then given up.
    const rests = { replica: null, counts: { products: 1 } };
    await expect.poll(() => shown(only, "used-once")).toMatchObject(rests);
    expect(await productsOf(only, made)).toEqual(["kept"]);
    expect((await makeProduct(only, made, "more")).status).toBe(201);
    await expect.poll(() => open(only)).toBe("0");
    expect(await productsOf(only, made)).toEqual(["kept", "more"]);
  });

  it("stay open while a stream watches them", async () => {
    const only = await startReplica(await newStore(postgres), {}, AT_ONCE);
    await newSandbox(only, "watched");
    await newSandbox(only, "unwatched");
    const leave = new AbortController();
    const stream = await fetch(`${only.url}/_emulator/events?sandbox=watched`, { signal: leave.signal });
    await expect.poll(() => open(only)).toBe("1");
    expect((await shown(only, "watched"))?.replica).toBe(only.url);
    leave.abort();
    await stream.text().catch(() => undefined);
    await expect.poll(() => open(only)).toBe("0");
  });

  it("are deleted when they have expired, also by a replica that opened them after another", async () => {
    const store = await newStore(postgres);
    const first = await startReplica(store);
    const made = await newSandbox(first, "short", { expires_in_s: 3600 });
    const second = await startReplica(store, {}, { restAfterMs: 600_000, sweepMs: 20 });
    await first.close();
    expect(await productsOf(second, made)).toEqual([]);
    expect(await open(second)).toBe("1");
    const database = await openDatabase(store, { connections: 1 });
    await database.rows({ text: "update sandboxes set expires_at = clock_timestamp() where name = 'short'" });
    await database.close();
    await expect.poll(() => shown(second, "short")).toBeUndefined();
    expect(await open(second)).toBe("0");
  });

  it("are deleted when they have expired, though nobody has them open", async () => {
    const store = await newStore(postgres);
    const first = await startReplica(store);
    await newSandbox(first, "short", { expires_in_s: 2 });
    await newSandbox(first, "long");
    await first.close();
    const second = await startReplica(store, {}, AT_ONCE);
    await expect.poll(async () => (await shown(second, "short")) === undefined).toBe(true);
    expect(await shown(second, "long")).toBeDefined();
    expect((await control(second, "GET", "/sandboxes/short")).status).toBe(404);
  });

  it("are deleted when they have expired, though their owner was killed", async () => {
    const store = await newStore(postgres);
    const first = await startReplicaProcess(store, ["--no-lab"]);
    await newSandbox(first, "short", { expires_in_s: 3600 });
    const second = await startReplica(store, {}, { restAfterMs: 600_000, sweepMs: 20 });
    await first.kill("SIGKILL");
    const database = await openDatabase(store, { connections: 1 });
    await database.rows({ text: "update sandboxes set expires_at = clock_timestamp() where name = 'short'" });
    await database.close();
    await expect.poll(() => shown(second, "short")).toBeUndefined();
  });

  it("are not deleted for one of their name that had expired", async () => {
    const store = await newStore(postgres);
    const only = await startReplica(store, {}, { restAfterMs: 600_000, sweepMs: 20 });
    for (const name of ["a", "again", "z"]) await newSandbox(only, name, { expires_in_s: 3600 });
    const database = await openDatabase(store, { connections: 2 });
    const lockWaits = () => database.rows({ text: "select from pg_locks where not granted" });
    // All in one sweep, in this order.
    await database.rows({
      text: `update sandboxes set expires_at = clock_timestamp() + interval '1 second' + case name
               when 'a' then interval '0' when 'again' then interval '1 us' else interval '2 us' end
             where name <> 'default'`,
    });
    await database.transaction(async (inside) => {
      await inside.rows({ text: "select from sandboxes where name = 'a' for update" });
      await expect.poll(lockWaits).not.toHaveLength(0);
      expect((await control(only, "DELETE", "/sandboxes/again")).status).toBe(204);
      await newSandbox(only, "again");
    });
    await expect.poll(() => shown(only, "z")).toBeUndefined();
    expect(await shown(only, "again")).toBeDefined();
    await database.close();
  });
});
