import { beforeAll, describe, expect, it } from "vitest";
import { packageFile } from "../package-files.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { control, newStore, startReplica } from "./testing/group.js";

describe.skipIf(missingPostgres() !== undefined)("a replica that runs a kit", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });

  it("replaces the public passwords of a sandbox that it takes over from one without a kit", async () => {
    const store = await newStore(postgres);
    const before = await startReplica(store, { seed: "empty", lab: false });
    const after = await startReplica(store, {
      ...{ seed: "empty", lab: true, devices: packageFile("examples", "kit") },
    });
    const logIn = async (url: string): Promise<number> => {
      const body = JSON.stringify({
        ...{ email: "customer@example.com", password: "correct horse", token_name: "t" },
      });
      const headers = { "content-type": "application/json" };
      return (await fetch(`${url}/api/v2/tokens/oauth`, { method: "POST", headers, body })).status;
    };
    expect(await logIn(before.url)).toBe(201);
    await before.close();
    expect((await control(after, "GET", "/status")).status).toBe(200);
    expect(await logIn(after.url)).toBe(401);
  });
});
