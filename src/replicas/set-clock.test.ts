import { beforeAll, describe, expect, it } from "vitest";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { control, newSandbox, newStore, startReplicaProcess } from "./testing/group.js";

describe.skipIf(missingPostgres() !== undefined)("the clock of the database is set forward", () => {
  let postgres: TestPostgres;
  let store: string;
  let name: string;
  beforeAll(async () => {
    postgres = await TestPostgres.start({ settings: ["allow_system_table_mods=on"] });
    store = await newStore(postgres);
    name = new URL(store).pathname.slice(1);
    await execute(`
      create table public.off (by interval); insert into public.off values ('0');
      alter function pg_catalog.clock_timestamp() rename to true_clock_timestamp;
      create function pg_catalog.clock_timestamp() returns timestamptz volatile language plpgsql as
      $$ begin return true_clock_timestamp() + (select by from public.off); end $$`);
  });
  const execute = (text: string): Promise<string[]> => postgres.execute(name, text);
  const setClock = (by: string): Promise<string[]> => execute(`update public.off set by = '${by}'`);
  const ownerOf = (sandbox: string): Promise<string[]> =>
    execute(`select owner, epoch from spi_emulator.sandboxes where name = '${sandbox}'`);
  /** How many leases have a time that they can have. */
  const leases = async (): Promise<number> => {
    const text = `select from spi_emulator.replicas
      where lease_until between clock_timestamp() and clock_timestamp() + interval '2.5 s'`;
    return Number((await execute(`select count(*) from (${text}) as found`))[0]);
  };

  it("nobody takes a sandbox from a replica that renews its lease", async () => {
    const [one, two] = [await startReplicaProcess(store), await startReplicaProcess(store)];
    await newSandbox(one, "its");
    await expect.poll(leases).toBe(2);
    const before = await ownerOf("its");
    for (let hours = 1; hours <= 5; hours++) {
      await setClock(`${hours} h`);
      for (let n = 0; n < 3; n++)
        for (const by of [one, two])
          expect([200, 503]).toContain((await control(by, "GET", "/sandboxes/its")).status);
      await expect.poll(leases).toBe(2);
      for (const by of [one, two])
        await expect.poll(async () => (await control(by, "GET", "/sandboxes/its")).status).toBe(200);
    }
    expect(await ownerOf("its")).toEqual(before);
  });
});
