import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { control, newSandbox, newStore, type Shown, signed, startReplica } from "./testing/group.js";

describe.skipIf(missingPostgres() !== undefined)("one snapshot that replicas import at the same time", () => {
  let replicas: Emulator[];
  beforeAll(async () => {
    const store = await newStore(await TestPostgres.start());
    replicas = await Promise.all([startReplica(store), startReplica(store), startReplica(store)]);
  });

  it("is in each sandbox, with credentials of its own, and nobody gets 503", async () => {
    const [one] = replicas as [Emulator];
    const source = await newSandbox(one, "source", { seed: "demo" });
    const { products } = (await (await signed(one, source, "/products")).json()) as {
      products: { id: string }[];
    };
    // So long that each import is under way when the others begin.
    for (let n = 0; n < 6; n++) {
      const body = JSON.stringify({ name: `long-${n}`, test_payload: "x".repeat(1_000_000) });
      const init = { method: "POST", headers: { "content-type": "application/json" }, body };
      expect((await signed(one, source, `/products/${products[0]!.id}/test-specs`, init)).status).toBe(201);
    }
    expect((await control(one, "POST", "/snapshots?sandbox=source", { name: "shared" })).status).toBe(201);
    const { body: snapshot } = await control(one, "GET", "/snapshots/shared");
    // Now no sandbox has its credentials.
    expect((await control(one, "DELETE", "/sandboxes/source")).status).toBe(204);
    await Promise.all(replicas.map((by, n) => newSandbox(by, `to-${n}`)));

    const imported = await Promise.all(
      replicas.map((by, n) => control(by, "POST", `/snapshot-imports?sandbox=to-${n}`, snapshot)),
    );
    expect(imported.map(({ status, body }) => [status, body.message])).toEqual(
      replicas.map(() => [200, undefined]),
    );
    const keys = new Set<string>();
    for (const [n, by] of replicas.entries()) {
      const { body } = await control(by, "GET", `/sandboxes/to-${n}`);
      const shown = body as Shown;
      keys.add(shown.accounts[0]!.credentials.consumer_key);
      const listed = (await (await signed(by, shown, "/products")).json()) as { products: { id: string }[] };
      expect(listed.products.map(({ id }) => id)).toEqual(products.map(({ id }) => id));
    }
    expect(keys.size).toBe(replicas.length);
  });
});
