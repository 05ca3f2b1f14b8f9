import { expect, it } from "vitest";
import { openDatabase } from "../postgres/database.js";
import { atFileEnd } from "../testing/file-end.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { makeProduct, newSandbox, newStore, productsOf, signed, startReplica } from "./testing/group.js";

it.skipIf(missingPostgres() !== undefined)(
  "a change that is too long for the database is given up, and its sandbox goes on without it",
  async () => {
    const store = await newStore(await TestPostgres.start());
    const replica = await startReplica(store);
    const sandbox = await newSandbox(replica, "its");
    const database = await openDatabase(store, { connections: 1 });
    atFileEnd(() => database.close().catch(() => undefined));
    // What PostgreSQL says when a statement takes too long.
    await database.rows({
      text: `
      create function spi_emulator.slow() returns trigger language plpgsql as
      $$ begin raise exception 'canceling statement due to statement timeout' using errcode = '57014'; end $$;
      create trigger slow before insert on spi_emulator.commits for each row
        when (octet_length(new.records) > 1048576) execute function spi_emulator.slow()`,
    });
    const send = (path: string, body: object) =>
      signed(replica, sandbox, path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const { id } = (await (await makeProduct(replica, sandbox, "kept")).json()) as { id: string };
    for (const name of ["one", "two"])
      expect((await send(`/products/${id}/test-specs`, { name })).status).toBe(201);
    // Both opportunities repeat it.
    const image = { image_unique_id: "long", image_reference: { text: "x".repeat(600_000) } };
    const refused = await send(`/products/${id}/images`, image);
    expect(refused.status).toBe(503);
    expect(await refused.text()).toContain("may or may not");
    expect(await productsOf(replica, sandbox)).toEqual(["kept"]);
    const events = await signed(replica, sandbox, `/products/${id}/tests/events`);
    expect(await events.json()).toEqual({ event_logs: [] });
    await expect.poll(async () => (await makeProduct(replica, sandbox, "later")).status).toBe(201);
  },
);
