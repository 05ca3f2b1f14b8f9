import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { smallDisk } from "../testing/small-disk.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { DEFAULT_SANDBOX } from "./registry.js";
import { labServer } from "./testing/lab-server.js";

const FIELDS = { name: "p", release: "r", snaps: ["s"] };

it("a data directory that is removed while the emulator runs: 503 to all requests, readiness probes included", async () => {
  const folder = join(temporaryFolder(), "data");
  mkdirSync(folder);
  const server = await labServer({ folder, lab: false });
  expect((await server.control("GET", "/_emulator/ready")).status).toBe(200);
  rmSync(folder, { recursive: true });
  const post = async () =>
    (await server.send("POST", "/products", FIELDS)).body as { id: string; message: string };
  expect(await post()).toMatchObject({ id: "service-unavailable" });
  expect((await post()).message).toBe("the state cannot be written at this time; nothing was changed");
  const ready = await server.control("GET", "/_emulator/ready");
  expect([ready.status, ready.body.message]).toEqual([
    503,
    expect.stringMatching(/^the state of sandbox default cannot be written: it was removed while/),
  ]);
  // No client can see changes that could be lost.
  expect((await server.send("GET", "/products")).status).toBe(503);
  await server.close().catch(() => undefined);
});

it("a change of the clock that is refused changes nothing", async () => {
  const folder = temporaryFolder();
  const server = await labServer({ folder, lab: false, clock: { mode: "scaled", speed: 1 } });
  renameSync(join(folder, `${DEFAULT_SANDBOX}.jsonl`), join(folder, "away"));
  expect((await server.send("POST", "/products", FIELDS)).status).toBe(503);
  const refused = await server.control("PUT", "/_emulator/clock", { speed: 60 });
  expect([refused.status, refused.body.message]).toEqual([
    503,
    expect.stringContaining("nothing was changed"),
  ]);
  expect((await server.control("GET", "/_emulator/clock")).body.speed).toBe(1);
  await server.close().catch(() => undefined);
});

it("a restored state file is used again, and has everything that was acknowledged", async () => {
  const folder = temporaryFolder();
  const file = join(folder, `${DEFAULT_SANDBOX}.jsonl`);
  const server = await labServer({ folder, lab: false });
  const made = (await server.send("POST", "/products", FIELDS)).body;
  renameSync(file, join(folder, "away"));
  expect((await server.send("POST", "/products", FIELDS)).status).toBe(503);
  expect((await server.send("POST", "/products", FIELDS)).status).toBe(503);
  renameSync(join(folder, "away"), file);
  expect((await server.control("GET", "/_emulator/ready")).status).toBe(200);
  const { products } = (await server.send("GET", "/products")).body;
  // The seed's, the acknowledged one, and the one with a reported unknown outcome; not the refused one.
  expect(products).toHaveLength(3);
  expect(products).toContainEqual(made);
  await server.close();
});

const disk = smallDisk(700 * 1024);

it.runIf(disk !== null)(
  "a sandbox that finds no room leaves no file, and can be made when there is some",
  async () => {
    const server = await labServer({ folder: disk!.folder, lab: false });
    const free = disk!.fill();
    const make = () => server.control("POST", "/_emulator/sandboxes", { name: "one" });
    expect((await make()).status).toBe(503);
    expect(readdirSync(disk!.folder).filter((file) => file.startsWith("one"))).toEqual([]);
    free();
    expect((await make()).status).toBe(201);
    await server.close();
  },
);
