import { createServer, type Server } from "node:net";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Emulator } from "../emulator.js";
import { BodyRoom } from "../http/body-room.js";
import { openDatabase } from "../postgres/database.js";
import { atFileEnd } from "../testing/file-end.js";
import { rawRequest } from "../http/testing/raw-request.js";
import { listening } from "../testing/listening.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import {
  control,
  makeProduct,
  newSandbox,
  newStore,
  type Shown,
  signed,
  startReplica,
} from "./testing/group.js";

/** A program at the address of a replica that is not one: what it was sent, and what it answers. */
class Impostor {
  sent = "";
  answer = "";
  readonly #server: Server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      this.sent += bytes.toString("latin1");
      if (!socket.destroyed) socket.write(this.answer, "latin1");
    });
  });
  url = "";

  async start(): Promise<this> {
    this.url = `http://127.0.0.1:${await listening(this.#server)}`;
    atFileEnd(() => void this.#server.close());
    return this;
  }
}

const whole = (status: string, body: string, headers = ""): string =>
  `HTTP/1.1 ${status}\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;

describe.skipIf(missingPostgres() !== undefined)(
  "what is hostile or damaged in the database and behind it",
  () => {
    let one: Emulator;
    let sandbox: Shown;
    let theirs: Shown;
    let impostor: Impostor;
    let execute: (text: string) => Promise<object[]>;
    beforeAll(async () => {
      const postgres = await TestPostgres.start();
      const store = await newStore(postgres);
      one = await startReplica(store);
      sandbox = await newSandbox(one, "mine");
      theirs = await newSandbox(one, "theirs");
      const database = await openDatabase(store, { connections: 1 });
      atFileEnd(() => database.close().catch(() => undefined));
      execute = (text) => database.rows({ text });
      impostor = await new Impostor().start();
    });

    it("a body for which there is no room is not kept for another replica", async () => {
      const made = await owned("roomless");
      const take = vi.spyOn(BodyRoom.prototype, "take").mockReturnValue(false);
      try {
        impostor.sent = "";
        const answer = await makeProduct(one, made, "too.much");
        expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
        expect(await answer.text()).toContain("nothing was done");
        expect(impostor.sent).toBe("");
        expect(take).toHaveBeenCalled();
      } finally {
        take.mockRestore();
        await execute("delete from sandboxes where name = 'roomless'");
      }
    });

    /** Makes the impostor the living owner of a new sandbox. */
    async function owned(name: string): Promise<Shown> {
      const made = await newSandbox(one, name);
      await execute(`insert into replicas (id, url, facts, work, lease_until)
      values ('impostor', '${impostor.url}', '{}', 1e9, clock_timestamp() + interval '1 hour') on conflict do nothing`);
      await execute(`update sandboxes set owner = 'impostor', epoch = epoch + 1 where name = '${name}'`);
      // Its next commit tells the replica that it is another's.
      await makeProduct(one, made, "by.one");
      await expect.poll(() => impostorHas(made)).toBe(true);
      return made;
    }

    /** Whether requests for a sandbox go to the impostor. */
    async function impostorHas(made: Shown): Promise<boolean> {
      impostor.sent = "";
      impostor.answer = whole("200 OK", "{}");
      await signed(one, made, "/products").catch(() => null);
      return impostor.sent.includes("GET /products");
    }

    it("a key or a name with a character that no database holds is refused like any other", async () => {
      const pids = async () =>
        (
          (await execute("select pid from pg_stat_activity where datname = current_database()")) as {
            pid: number;
          }[]
        ).map(({ pid }) => pid);
      const before = await pids();
      for (let n = 0; n < 5; n++) {
        const headers = { authorization: 'OAuth oauth_consumer_key="a%00b", oauth_token="t"' };
        expect((await fetch(`${one.url}/products`, { headers })).status).toBe(401);
        for (const path of [
          "sandboxes/a%00b",
          "status?sandbox=%00",
          "dashboard/?sandbox=%00",
          "snapshots/a%00b",
        ])
          expect([400, 404]).toContain((await fetch(`${one.url}/_emulator/${path}`)).status);
        expect([400, 404]).toContain((await control(one, "DELETE", "/snapshots/a%00b")).status);
      }
      // None had to be opened again. Those that were idle for long may have closed.
      expect((await pids()).filter((pid) => !before.includes(pid))).toEqual([]);
    });

    it("a strange address in a message of another replica ends nothing", async () => {
      const [row] = (await execute("select value from secrets")) as { value: string }[];
      for (const path of ["//", "//[", "/\\", "*", "/_emulator/replica/open?sandbox=%00"]) {
        const head = `POST ${path} HTTP/1.1\r\nHost: replica\r\nX-Spi-Emulator-Hop: ${row!.value} \r\n`;
        const text = await rawRequest(one.url, `${head}Content-Length: 0\r\nConnection: close\r\n\r\n`);
        expect([path, text]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 (404|503) /)]);
      }
      expect((await signed(one, sandbox, "/products")).status).toBe(200);
    });

    it("rows that are damaged are left out of lists, which show the rest", async () => {
      await execute(`insert into replicas (id, url, facts, lease_until)
      values ('damaged', 'nonsense', '[1', clock_timestamp() + interval '1 hour')`);
      for (const summary of ["[1", "null", '{"name": "other"}', '{"name": "theirs"}', "[".repeat(100_000)]) {
        await execute(
          `update sandboxes set owner = 'damaged', epoch = epoch + 1, summary = '${summary}' where name = 'theirs'`,
        );
        await expect.poll(async () => (await control(one, "GET", "/status?sandbox=mine")).status).toBe(200);
        const { status, body } = await control(one, "GET", "/sandboxes");
        expect([status, (body.sandboxes as Shown[]).map(({ name }) => name)]).toEqual([
          200,
          ["default", "mine"],
        ]);
      }
      // Its address leads nowhere, for sandboxes that it has and for new ones.
      await makeProduct(one, theirs, "by.one");
      await expect.poll(async () => (await control(one, "GET", "/sandboxes/theirs")).status).toBe(503);
      await newSandbox(one, "new");
      await control(one, "DELETE", "/sandboxes/new");
      await execute("delete from replicas where id = 'damaged'");
      await execute("delete from sandboxes where name = 'theirs'");
    });

    it.each([
      ["a status of nothing", "HTTP/1.1 000 None\r\nContent-Length: 2\r\n\r\n{}"],
      ["a reason that acts", "HTTP/1.1 200 \u0001\u001b[2J\r\nContent-Length: 2\r\n\r\n{}"],
      ["another protocol", "HTTP/1.1 101 Other\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"],
      ["many interim answers", "HTTP/1.1 103 Early\r\n\r\n".repeat(200)],
    ])("%s from the address of a replica is 503, and ends nothing", async (_, answer) => {
      const made = await owned(`its-${answer.slice(9, 12)}`);
      impostor.answer = answer;
      const got = await signed(one, made, "/products");
      expect([got.status, got.headers.get("retry-after")]).toEqual([503, "1"]);
      expect(await got.text()).toContain("is no answer");
      expect((await signed(one, sandbox, "/products")).status).toBe(200);
    });

    it.each([
      ["no list", whole("200 OK", "{}")],
      [
        "items of other types",
        whole("200 OK", '[null, 1, {"name": "listed"}, {"name": "mine", "accounts": []}]'),
      ],
      ["a redirect", whole("302 Found", "[]", "Location: http://127.0.0.1:1/\r\n")],
      ["a status beyond HTTP's", whole("999 Strange", "[]")],
      ["a body that is said to be huge", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n["],
    ])("%s for a list of sandboxes leaves the others in it", async (_, answer) => {
      const name = `listed-${answer.length}`;
      await owned(name);
      impostor.answer = answer;
      const { status, body } = await control(one, "GET", "/sandboxes");
      const shown = body.sandboxes as Shown[];
      expect([status, shown.map((each) => each.name)]).toEqual([200, expect.arrayContaining(["mine", name])]);
      expect(shown.find((each) => each.name === "mine")!.accounts).toHaveLength(1);
    });
  },
);
