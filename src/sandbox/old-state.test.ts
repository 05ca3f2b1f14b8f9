import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isRefusal } from "../domain/refusal.js";
import type { Migration } from "../persistence/migration.js";
import { MIGRATIONS, VERSION } from "../persistence/migrations.js";
import { packageFile } from "../package-files.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { DEFAULT_SANDBOX } from "./registry.js";
import { atOnce, ONE_RECORD } from "../domain/steps.js";
import { readingSnapshot } from "./snapshot.js";
import { type LabServer, labServer } from "./testing/lab-server.js";

/** Files of each version, written by that version (`scripts/state-files.ts`). They are never regenerated. */
const stateOf = (name: string): string => packageFile("src", "persistence", "testing", "state", name);
const snapshotOf = (version: number): any =>
  JSON.parse(readFileSync(stateOf(`snapshot-${version}.json`), "utf8"));
const VERSIONS = Array.from({ length: VERSION }, (_, index) => index + 1);

/** Reads the content of the files through the API: an answer that does not match the spec would be a 500. */
async function expectAllThere(server: LabServer): Promise<void> {
  const products = (await server.send("GET", "/products")).body.products;
  expect(products.map(({ name }: { name: string }) => name).sort()).toEqual(["Prüfling", "test-product.foo"]);
  const { id } = products.find(({ name }: { name: string }) => name === "Prüfling");
  const read = async (path: string): Promise<any> => {
    const answer = await server.send("GET", `/products/${id}${path}`);
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.body;
  };
  expect((await read("")).snaps).toEqual(["one.author", "two.author"]);
  expect((await read("/test-specs")).test_specs).toHaveLength(2);
  const logs = (await read("/tests/events")).event_logs;
  const results = (await read("/tests/results")).test_results;
  expect([logs.length, results.length]).toEqual([6, 3]);
  expect(results[0].test_status).toBe("PASSED");
  const waiting = await server.control("GET", "/_emulator/opportunities");
  expect([waiting.status, (await server.control("GET", "/_emulator/clock")).status]).toEqual([200, 200]);
  expect((await server.send("DELETE", `/products/${id}`)).status).toBe(204);
}

describe.each(VERSIONS)("files of version %i", (version) => {
  it("opens: the state file", async () => {
    const folder = temporaryFolder();
    copyFileSync(stateOf(`version-${version}.jsonl`), join(folder, `${DEFAULT_SANDBOX}.jsonl`));
    const server = await labServer({ folder, lab: false });
    await expectAllThere(server);
    await server.close();
  });

  it("opens: the snapshot", async () => {
    const server = await labServer({ lab: false });
    expect((await server.control("POST", "/_emulator/snapshot-imports", snapshotOf(version))).status).toBe(
      200,
    );
    await expectAllThere(server);
    await server.close();
  });
});

describe("a snapshot", () => {
  const withColour: Migration = {
    tables: Object.keys(snapshotOf(VERSION).tables as object),
    *migrating(tables) {
      for (const product of tables.get("products")!.values()) {
        product["colour"] = "grey";
        yield ONE_RECORD;
      }
      return tables;
    },
  };

  it("of an older version is migrated through all later versions", () => {
    const tables = atOnce(readingSnapshot(JSON.stringify(snapshotOf(1)), [...MIGRATIONS, withColour])).tables;
    if (isRefusal(tables)) throw new Error(tables.message);
    expect([...tables.products.values()]).toMatchObject([{ colour: "grey" }, { colour: "grey" }]);
  });

  it.each([2, 0.5, 0, "1", null])("of version %j is refused", (version) => {
    const refusal = atOnce(readingSnapshot(JSON.stringify({ ...snapshotOf(1), version }), [])).tables;
    expect(refusal).toMatchObject({
      message: expect.stringMatching(
        version === 2
          ? /^version: got 2; accepted: 1, the one that this emulator writes, and all before it; a newer/
          : /^version: got .*; accepted: 1, the one that this emulator writes, and all before it$/,
      ) as string,
    });
  });
});
