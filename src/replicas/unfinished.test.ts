import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { HOP } from "./hop.js";
import { control, newStore, startReplica } from "./testing/group.js";

describe.skipIf(missingPostgres() !== undefined)("a sandbox that a living replica has not finished", () => {
  let postgres: TestPostgres;
  let name: string;
  let maker: Emulator;
  let other: Emulator;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
    const store = await newStore(postgres);
    name = new URL(store).pathname.slice(1);
    maker = await startReplica(store);
    other = await startReplica(store);
  });
  const execute = (text: string): Promise<string[]> => postgres.execute(name, text);
  /** Has just this replica make a sandbox, as if another one had passed the request on. */
  const make = async (by: Emulator, sandbox: string): Promise<[number, string]> => {
    const [secret] = await execute("select value from spi_emulator.secrets where name = 'replicas'");
    const wish = { name: sandbox, seed: "empty", lab: false };
    const { status, body } = await control(by, "POST", "/sandboxes", wish, { [HOP]: `${secret!} 127.0.0.1` });
    return [status, (body as { message?: string }).message ?? ""];
  };

  it("keeps no name from a new attempt anywhere once its maker has broken it off", async () => {
    await execute(`insert into spi_emulator.sandboxes (name, epoch, owner, version)
      select 'half', 1, id, 1 from spi_emulator.replicas where url = '${maker.url}'`);
    expect(await make(other, "half")).toEqual([201, ""]);
    expect(await make(maker, "half")).toEqual([409, "name: sandbox half exists already"]);
  });

  it("is told to be under way while its maker is at it", async () => {
    await execute(`create function spi_emulator.wait() returns trigger language plpgsql as
      $$ begin perform pg_sleep(1); return new; end $$`);
    await execute(`create trigger wait before insert on spi_emulator.bases
      for each row when (new.sandbox = 'slow') execute function spi_emulator.wait()`);
    const making = make(maker, "slow");
    const rows = () => execute("select name from spi_emulator.sandboxes where name = 'slow'");
    await expect.poll(rows).toHaveLength(1);
    const told: string[] = [];
    for (let isMade = false; !isMade;) {
      const [status, text] = await make(other, "slow");
      expect(status).toBe(409);
      told.push(text);
      isMade = text.includes("exists");
      if (told.length === 1) expect(await Promise.race([making, Promise.resolve(null)])).toBeNull();
    }
    expect(await making).toEqual([201, ""]);
    expect(told[0]).toBe("name: sandbox slow is being created or deleted; try again");
    expect(told.at(-1)).toBe("name: sandbox slow exists already");
  });
});
