import { beforeAll, describe, expect, it } from "vitest";
import { wallTime } from "../clock/clock.js";
import type { Emulator } from "../emulator.js";
import { rawRequest } from "../http/testing/raw-request.js";
import { newSecret } from "../ids.js";
import { authorizationHeader } from "../oauth1/sign.js";
import { type Database, openDatabase } from "../postgres/database.js";
import { makeSandbox } from "../postgres/ownership.js";
import { register } from "../postgres/replica-rows.js";
import { prepareSchema } from "../postgres/schema.js";
import { atFileEnd } from "../testing/file-end.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
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

const OTHER_SEED = { seed: { accounts: [{ email: "other@example.com", password: "correct horse" }] } };

/** The default sandbox, as a replica tells it at its start. */
const mainOf = ({ credentials }: Emulator): Shown => ({
  name: "default",
  accounts: [{ email: "", credentials }],
  counts: { products: 0 },
});

/** Sends the same signed request each time, which makes a product. */
function signedOnce({ accounts }: Shown) {
  const body = JSON.stringify({ name: "once", release: "15.04-core", snaps: [] });
  const authorization = authorizationHeader({
    ...{ method: "POST", url: "http://localhost/products", signatureMethod: "HMAC-SHA1" },
    credentials: accounts[0]!.credentials,
    ...{ timestamp: Math.floor(wallTime() / 1000), nonce: newSecret(8) },
  });
  return ({ url }: { url: string }) =>
    rawRequest(
      url,
      `POST /products HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: ${authorization}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
}

describe.skipIf(missingPostgres() !== undefined)("what a replica believes and is no longer so", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });

  async function newGroup(): Promise<{ store: string; database: Database }> {
    const store = await newStore(postgres);
    const database = await openDatabase(store, { connections: 2 });
    atFileEnd(() => database.close().catch(() => undefined));
    return { store, database };
  }

  /** Two replicas, and a signed request that the first has accepted. */
  async function sentOnce() {
    const { store, database } = await newGroup();
    const one = await startReplica(store);
    const its = await newSandbox(one, "its");
    const two = await startReplica(store);
    const send = signedOnce(its);
    expect(await send(one)).toMatch(/^HTTP\/1\.1 201 /);
    return { database, one, two, its, send };
  }

  it("a deletion is not confirmed by a replica that lost the sandbox meanwhile", async () => {
    const { store, database } = await newGroup();
    const one = await startReplica(store);
    const its = await newSandbox(one, "its");
    expect(await tryProduct(one, its, "kept")).toBe("made");
    const waiting = () => database.rows({ text: "select from pg_locks where not granted" });
    const deletions: Promise<{ status: number }>[] = [];
    await database.transaction(async (inside) => {
      await inside.rows({ text: "select from sandboxes where name = 'its' for update" });
      deletions.push(control(one, "DELETE", "/sandboxes/its"));
      await expect.poll(waiting).toHaveLength(1);
      await inside.rows({ text: "update sandboxes set owner = null, epoch = epoch + 1 where name = 'its'" });
    });
    expect((await deletions[0]!).status).toBe(503);
    expect(await productsOf(one, its)).toEqual(["kept"]);
    expect((await control(one, "DELETE", "/sandboxes/its")).status).toBe(204);
    expect((await control(one, "GET", "/sandboxes/its")).status).toBe(404);
  });

  it("a database that lost the last commits is read again: later ones leave no gap", async () => {
    const { store, database } = await newGroup();
    const one = await startReplica(store);
    const its = await newSandbox(one, "its");
    for (const name of ["kept", "lost.1", "lost.2"]) expect(await tryProduct(one, its, name)).toBe("made");
    // As after a fail-over to a standby that was a moment behind.
    await database.rows({
      text: "delete from commits where ordinal > (select max(ordinal) - 2 from commits where sandbox = 'its')",
    });
    expect(await tryProduct(one, its, "on.the.lost.ones")).toBe("unknown");
    const work = load([one], its, "later");
    await work.more(3);
    const endings = await work.stop();
    await one.close();
    const names = await productsOf(await startReplica(store), its);
    expect(names[0]).toBe("kept");
    expect(names.filter((name) => name.includes("lost"))).toEqual([]);
    expectKept(names, endings);
  });

  it("signatures stay used where a replica could not hand over, and stops", async () => {
    const { database, one, two, its, send } = await sentOnce();
    await database.rows({
      text: `create function fault() returns trigger language plpgsql as
             $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
    });
    await database.rows({
      text: "create trigger fault before insert on nonces execute function fault()",
    });
    await one.close();
    await database.rows({ text: "drop trigger fault on nonces" });
    expect(await send(two)).toMatch(/^HTTP\/1\.1 (503|401) /);
    expect(await productsOf(two, its)).toEqual(["once"]);
  });

  it("a sandbox that has left and was deleted there is unknown, and not on its way", async () => {
    const { store, database } = await newGroup();
    const one = await startReplica(store);
    const its = await newSandbox(one, "its");
    const two = await startReplica(store);
    await database.rows({ text: "update sandboxes set owner = null, epoch = epoch + 1 where name = 'its'" });
    await tryProduct(one, its, "tells one");
    expect(await productsOf(two, its)).toEqual([]);
    expect((await control(two, "DELETE", "/sandboxes/its")).status).toBe(204);
    for (const by of [one, two]) {
      await expect.poll(async () => (await signed(by, its, "/products")).status).toBe(401);
      expect((await control(by, "GET", "/sandboxes/its")).status).toBe(404);
    }
  });

  it("signatures stay used where nothing tells when their replica ended", async () => {
    const { database, one, two, its, send } = await sentOnce();
    // As after a fail-over that lost both rows.
    await database.rows({
      text: "delete from replicas where id = (select owner from sandboxes where name = 'its')",
    });
    for (const by of [two, one]) {
      expect(await productsOf(by, its)).toEqual(["once"]);
      expect(await send(by)).toMatch(/^HTTP\/1\.1 (503|401) /);
    }
    expect(await productsOf(two, its)).toEqual(["once"]);
  });

  it.each([
    ["another version's", `update nonces set saved = replace(saved, '"version":', '"version":9')`],
    ["damaged", "update nonces set saved = left(saved, 40)"],
    ["lost", "delete from nonces"],
  ])("nonces that are %s tell nothing, so what was signed before is not accepted", async (_, text) => {
    const { database, one, two, its, send } = await sentOnce();
    await one.close();
    await database.rows({ text });
    expect(await send(two)).toContain("sign the request again; nothing was done");
    expect(await productsOf(two, its)).toEqual(["once"]);
    expect(await send(two)).toMatch(/^HTTP\/1\.1 503 /);
  });

  it("a replica starts although the one that made the default sandbox ended before it noted its facts", async () => {
    const { store, database } = await newGroup();
    await prepareSchema(database);
    await database.rows({
      text: `create function fault() returns trigger language plpgsql as
             $$ begin raise exception 'terminating connection' using errcode = '57P01'; end $$`,
    });
    await database.rows({
      text: "create trigger fault before update of summary on sandboxes for each row execute function fault()",
    });
    await expect(startReplica(store)).rejects.toThrow("terminating connection");
    await database.rows({ text: "drop trigger fault on sandboxes" });
    const two = await startReplica(store);
    const three = await startReplica(store);
    expect(three.credentials).toEqual(two.credentials);
    expect(await productsOf(three, mainOf(two))).toContain("gateway.foo");
  });

  it("a replica starts although the one that was making the default sandbox ended meanwhile", async () => {
    const { store, database } = await newGroup();
    await prepareSchema(database);
    const facts = { url: "http://127.0.0.1:9", draining: false, work: 0, facts: "{}" };
    await register(database, "killed", facts, 2500);
    await makeSandbox(database, "default", "killed");
    const one = await startReplica(store);
    expect(await productsOf(one, mainOf(one))).toContain("gateway.foo");
  });

  it("a search that began before a sandbox was made does not take it from its maker", async () => {
    const { store, database } = await newGroup();
    const one = await startReplica(store);
    const epochs = () => database.rows({ text: "select epoch from sandboxes where name = 'its'" });
    const searches = () =>
      database.rows({
        text: `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%left join replicas%'`,
      });
    const searched: Promise<{ status: number }>[] = [];
    let made: object[] = [];
    await database.transaction(async (inside) => {
      // Searches look for the owner there.
      await inside.rows({ text: "lock table replicas in access exclusive mode" });
      searched.push(control(one, "GET", "/sandboxes/its"));
      await expect.poll(searches).toHaveLength(1);
      await newSandbox(one, "its");
      made = await epochs();
    });
    expect((await searched[0]!).status).toBe(200);
    expect(await epochs()).toEqual(made);
  });

  it("a key is found where a snapshot has brought it, whatever a replica knew of it", async () => {
    const { store } = await newGroup();
    const one = await startReplica(store);
    const from = await newSandbox(one, "from");
    await newSandbox(one, "to", OTHER_SEED);
    const two = await startReplica(store);
    const statuses = async (of: Pick<Shown, "accounts">): Promise<number[]> => [
      (await signed(one, of, "/products")).status,
      (await signed(two, of, "/products")).status,
    ];
    expect(await statuses(from)).toEqual([200, 200]);
    expect((await control(one, "POST", "/snapshots?sandbox=from", { name: "its" })).status).toBe(201);
    expect((await control(one, "DELETE", "/sandboxes/from")).status).toBe(204);
    expect((await control(one, "POST", "/snapshots/its/load?sandbox=to")).status).toBe(200);
    const { body: to } = await control(one, "GET", "/sandboxes/to");
    const keys = [from, to as Shown].map(({ accounts }) => accounts[0]!.credentials.consumer_key);
    expect(keys[1]).toBe(keys[0]);
    expect(await statuses(to as Shown)).toEqual([200, 200]);
  });
});
