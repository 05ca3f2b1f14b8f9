import { type AddressInfo, createServer } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { wallTime } from "../clock/clock.js";
import type { Emulator } from "../emulator.js";
import { openDatabase } from "../postgres/database.js";
import { atFileEnd } from "../testing/file-end.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { control, load, newSandbox, newStore, startReplica, startReplicaProcess } from "./testing/group.js";
import { Relay } from "./testing/relay.js";

/** Connections of one process to its database. */
const CONNECTIONS = 9;
/** Sandboxes that it hands over at the same time. */
const AT_ONCE = 8;

let postgres: TestPostgres;

describe.skipIf(missingPostgres() !== undefined)("a replica that stops", () => {
  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });

  it("asks another one that does not answer to open few of its sandboxes", async () => {
    const store = await newStore(postgres);
    const silent = createServer((socket) => void socket.on("error", () => undefined));
    let asked = 0;
    silent.on("connection", () => (asked += 1));
    await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
    atFileEnd(() => void silent.close());
    const replica = await startReplicaProcess(store);
    for (let n = 0; n < 3 * AT_ONCE; n++) await newSandbox(replica, `s${n}`, { lab: true });
    const { port } = silent.address() as AddressInfo;
    await startReplica(store, { replicaUrl: `http://127.0.0.1:${port}` });
    const seen = async () => (await control(replica, "GET", "/status")).body.replicas as unknown[];
    await expect.poll(seen).toHaveLength(2);
    expect((await replica.kill("SIGTERM")).code).toBe(0);
    // The last connection tells that the replica stops.
    expect(asked).toBeLessThanOrEqual(AT_ONCE + 1);
  });

  it("hands over the time of a clock that ran ahead", async () => {
    const store = await newStore(postgres);
    const replica = await startReplicaProcess(store, ["--no-lab"]);
    await newSandbox(replica, "fast", { clock: { mode: "scaled", speed: 3600 } });
    await newSandbox(replica, "paused", { clock: { mode: "scaled", speed: 3600 } });
    const clock = async (by: Pick<Emulator, "url">, name: string) =>
      (await control(by, "GET", `/clock?sandbox=${name}`)).body.now as string;
    const ahead = async () => Date.parse(await clock(replica, "paused")) - wallTime();
    await expect.poll(ahead).toBeGreaterThan(600_000);
    await control(replica, "PUT", "/clock?sandbox=paused", { speed: 0 });
    const other = await startReplica(store);
    const [fast, paused] = [await clock(replica, "fast"), await clock(replica, "paused")];
    expect((await replica.kill("SIGTERM")).code).toBe(0);
    expect(Date.parse(await clock(other, "fast"))).toBeGreaterThanOrEqual(Date.parse(fast));
    expect(await clock(other, "paused")).toBe(paused);
  });

  it("does not wait for a table that is locked, for one sandbox after the other", async () => {
    const store = await newStore(postgres);
    const replica = await startReplicaProcess(store, ["--no-lab"]);
    await Promise.all(Array.from({ length: 60 }, (_, n) => newSandbox(replica, `s${n}`)));
    const database = await openDatabase(store, { connections: 1, statementMs: 120_000 });
    await database.transaction(async (inside) => {
      await inside.rows({ text: "lock table sandboxes in access exclusive mode" });
      const { code, stdout, stderr } = await replica.kill("SIGTERM");
      // No change waited.
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("All is kept") as string });
      expect(stderr.match(/could not be handed over/g)!.length).toBeLessThanOrEqual(4 * AT_ONCE);
    });
    await database.close();
  });
});

describe.skipIf(missingPostgres() !== undefined)("a replica that stops while the database is silent", () => {
  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });

  /** With many sandboxes, half of which are written. */
  async function busy() {
    const relay = await Relay.before(await newStore(postgres));
    const replica = await startReplicaProcess(relay.address, ["--no-lab"]);
    const made = await Promise.all(Array.from({ length: 40 }, (_, n) => newSandbox(replica, `s${n}`)));
    const works = made.slice(20).map((one) => load([replica], one, "p"));
    await Promise.all(works.map((work) => work.more(2)));
    relay.stopAnswering();
    return { relay, replica, works };
  }

  /** Stops it and says how often it tried to reach the database meanwhile. */
  async function stop({ relay, replica, works }: Awaited<ReturnType<typeof busy>>): Promise<number> {
    const before = relay.asked;
    const { code, stdout, stderr } = await replica.kill("SIGTERM");
    expect(code).toBe(2);
    expect(stdout).not.toContain("All is kept");
    expect(stderr).toContain("stops without handing over");
    expect(stderr).toMatch(/The last changes of s[^\n]* may not be in the database[^\n]*\n$/);
    for (const work of works)
      for (const ending of (await work.stop()).values()) expect(ending).not.toBe("wrong");
    return relay.asked - before;
  }

  it("gives up soon after its lease has ended, however many sandboxes it has", async () => {
    expect(await stop(await busy())).toBeLessThanOrEqual(2 * CONNECTIONS);
  });

  it("gives up soon where it has no lease any more", async () => {
    const all = await busy();
    const ready = async (): Promise<number> => (await fetch(`${all.replica.url}/_emulator/ready`)).status;
    await expect.poll(ready).toBe(503);
    expect(await stop(all)).toBeLessThanOrEqual(2 * CONNECTIONS);
  });
});
