import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { control, makeProduct, newSandbox, newStore, productsOf, startReplica } from "./testing/group.js";

const account = (email: string) => ({ email, password: "pw", products: [] });
const ME = account("me@example.com");
const OTHER = account("other@example.com");

describe.skipIf(missingPostgres() !== undefined)("replicas with a device for an account", () => {
  let postgres: TestPostgres;
  let devices: string;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
    devices = join(temporaryFolder(), "devices");
    mkdirSync(devices);
    writeFileSync(join(devices, "a.yaml"), `name: Board\nagent: { id: board }\naccount: ${OTHER.email}\n`);
  });

  it("refuse a state without it, and change nothing", async () => {
    const seed = { accounts: [ME, OTHER] };
    const withLab = await startReplica(await newStore(postgres), { devices });
    const made = await newSandbox(withLab, "n", { seed, lab: true });
    expect((await makeProduct(withLab, made, "mine")).status).toBe(201);
    const without = { accounts: [ME] };
    expect((await control(withLab, "POST", "/reset?sandbox=n", { seed: without })).status).toBe(400);
    expect(await productsOf(withLab, made)).toEqual(["mine"]);
    const wish = { name: "m", seed: without };
    expect((await control(withLab, "POST", "/sandboxes", wish)).status).toBe(400);
    expect((await control(withLab, "POST", "/sandboxes", { ...wish, lab: false })).status).toBe(201);
  });

  it("serve a sandbox without it, which one with other devices made", async () => {
    const store = await newStore(postgres);
    const before = await startReplica(store);
    const made = await newSandbox(before, "n", { seed: { accounts: [ME] }, lab: true });
    const after = await startReplica(store, { devices });
    await before.close();
    expect(await productsOf(after, made)).toEqual([]);
    expect((await control(after, "POST", "/reset?sandbox=n")).status).toBe(200);
  });

  it("do not start with it where the default sandbox, which they open, does not have it", async () => {
    const store = await newStore(postgres);
    await (await startReplica(store, { lab: true })).close();
    await expect(startReplica(store, { devices })).rejects.toThrow(
      /a\.yaml: account: got "other@example\.com"; accepted: .* \(the accounts of sandbox default\)$/,
    );
    await (await startReplica(store)).close();
  });
});
