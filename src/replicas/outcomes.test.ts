import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import {
  control,
  makeProduct,
  newSandbox,
  newStore,
  productsOf,
  type Shown,
  startReplica,
} from "./testing/group.js";

const UNCHANGED = /; nothing was changed$/;
const UNKNOWN = /; the request may or may not have been carried out$/;

describe.skipIf(missingPostgres() !== undefined)(
  "503 of the control plane while the database refuses",
  () => {
    let postgres: TestPostgres;
    let name: string;
    let one: Emulator;
    let sandbox: Shown;
    let snapshot: object;
    beforeAll(async () => {
      postgres = await TestPostgres.start();
      const store = await newStore(postgres);
      name = new URL(store).pathname.slice(1);
      one = await startReplica(store);
      sandbox = await newSandbox(one, "its");
      expect((await makeProduct(one, sandbox, "kept")).status).toBe(201);
      expect((await control(one, "POST", "/snapshots?sandbox=its", { name: "saved" })).status).toBe(201);
      snapshot = (await control(one, "GET", "/snapshots/saved")).body as object;
      await execute(`create function spi_emulator.refuse() returns trigger language plpgsql as
      $$ begin raise exception 'on purpose' using errcode = tg_argv[0]; end $$`);
    });
    const execute = (text: string): Promise<unknown> => postgres.execute(name, text);
    /** The answer's text; it must be 503 with an outcome. */
    const failing = async (method: string, path: string, body?: object): Promise<string> => {
      const answer = await control(one, method, path, body);
      expect([path, answer.status]).toEqual([path, 503]);
      return answer.body.message as string;
    };
    const replacements = (): [string, object][] => [
      ["/reset?sandbox=its", {}],
      ["/seed?sandbox=its", { name: "demo" }],
      ["/snapshot-imports?sandbox=its", snapshot],
      ["/snapshots/saved/load?sandbox=its", {}],
    ];

    it.each([
      [
        "new records",
        "alter table spi_emulator.bases rename to b",
        "alter table spi_emulator.b rename to bases",
      ],
      [
        "the question whose credentials they are",
        "alter table spi_emulator.credentials rename to c",
        "alter table spi_emulator.c rename to credentials",
      ],
    ])("says that nothing was changed where it refuses %s", async (_, begin, end) => {
      await execute(begin);
      const told: string[] = [];
      for (const [path, body] of replacements()) told.push(await failing("POST", path, body));
      await execute(end);
      for (const text of told) expect(text).toMatch(UNCHANGED);
      expect(await productsOf(one, sandbox)).toEqual(["kept"]);
    });

    it("says that nothing was changed where a snapshot cannot be read", async () => {
      await execute("alter table spi_emulator.snapshot_parts rename to p");
      const told = [await failing("POST", "/snapshots/saved/load?sandbox=its", {})];
      await execute("alter table spi_emulator.p rename to snapshot_parts");
      await execute("alter table spi_emulator.snapshots rename to s");
      told.push(await failing("GET", "/snapshots"), await failing("GET", "/snapshots/saved"));
      await execute("alter table spi_emulator.s rename to snapshots");
      for (const text of told) expect(text).toMatch(UNCHANGED);
    });

    it.each(replacementsNamed())("says that the outcome of %s is unknown where its end is", async (_, n) => {
      await execute(`create constraint trigger refuse after update on spi_emulator.sandboxes deferrable initially deferred
      for each row when (old.base is distinct from new.base) execute function spi_emulator.refuse('XX000')`);
      const [path, body] = replacements()[n]!;
      const told = await failing("POST", path, body);
      await execute("drop trigger refuse on spi_emulator.sandboxes");
      expect(told).toMatch(UNKNOWN);
      expect(await productsOf(one, sandbox)).toEqual(["kept"]);
    });

    it("says of each other change what became of it", async () => {
      await newSandbox(one, "gone");
      await execute(`create trigger refuse before delete on spi_emulator.sandboxes
      for each row execute function spi_emulator.refuse('XX000')`);
      const deleted = await failing("DELETE", "/sandboxes/gone");
      await execute("drop trigger refuse on spi_emulator.sandboxes");
      expect(deleted).toMatch(UNKNOWN);
      expect((await control(one, "DELETE", "/sandboxes/gone")).status).toBe(204);

      await execute(`create trigger refuse before insert on spi_emulator.snapshots
      for each row execute function spi_emulator.refuse('XX000')`);
      const saved = await failing("POST", "/snapshots?sandbox=its", { name: "other" });
      await execute("drop trigger refuse on spi_emulator.snapshots");
      expect(saved).toMatch(UNKNOWN);

      await execute(`create trigger refuse before insert on spi_emulator.bases
      for each row execute function spi_emulator.refuse('XX000')`);
      const made = await failing("POST", "/sandboxes", { name: "new" });
      await execute("drop trigger refuse on spi_emulator.bases");
      expect(made).toMatch(UNCHANGED);
      expect((await control(one, "GET", "/sandboxes/new")).status).toBe(404);
    });

    it("does not keep the name of a sandbox whose creation it broke off", async () => {
      await execute(`create trigger refuse before insert on spi_emulator.bases
      for each row execute function spi_emulator.refuse('XX000')`);
      await execute(`create trigger refuse before delete on spi_emulator.sandboxes
      for each row execute function spi_emulator.refuse('XX000')`);
      const made = await failing("POST", "/sandboxes", { name: "half", seed: "empty" });
      await execute("drop trigger refuse on spi_emulator.bases");
      await execute("drop trigger refuse on spi_emulator.sandboxes");
      expect(made).toMatch(UNKNOWN);
      expect((await control(one, "POST", "/sandboxes", { name: "half", seed: "empty" })).status).toBe(201);
      expect((await control(one, "POST", "/sandboxes", { name: "half" })).status).toBe(409);
    });
  },
);

function replacementsNamed(): [string, number][] {
  return ["a reset", "a seed", "an import", "a snapshot"].map((what, n) => [what, n]);
}
