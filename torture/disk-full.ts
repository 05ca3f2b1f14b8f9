import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { mountTmpfs, newFolder } from "./clean-up.js";
import { Client } from "./client.js";
import { type Emulator, NotStarted } from "./emulator.js";
import { Data, ProductRecord, readiness } from "./lives.js";
import { type Context, mib, pause, type Promised } from "./part.js";

/** Size of the full disk in bytes. */
const DISK_BYTES = 2 ** 20;
/** Refused writes while the disk is full, and the size of each in bytes. */
const REFUSED = 60;
const REFUSED_BYTES = 480_000;
/** The memory that those may cost, in bytes: 4 MiB of records wait, and each is there several times while it is handled. */
const MAX_GROWTH = 100 * 2 ** 20;

/** Promises about a disk that cannot be written. */
interface DiskPromises {
  outcome: Promised;
  ready: Promised;
  recovers: Promised;
  memory: Promised;
}

/** A full disk, a disk without rights and a slow one, each with a client's record across a kill. */
export async function unwritable(context: Context): Promise<void> {
  const promises = {
    outcome: context.promise("disk: what an answer says about a write is true after kill -9"),
    ready: context.promise("disk: writes get 503, and /_emulator/ready tells why"),
    recovers: context.promise("disk: as soon as it can be written, everything continues"),
    memory: context.promise("disk full: refused writes cost bounded memory"),
  };
  await fullTmpfs(context, promises);
  await fileSizeLimit(promises);
  await failing(promises, context.quick ? ["EROFS"] : ["EROFS", "EIO", "EDQUOT"]);
  await slow(context, promises);
  await readOnlyStart(context);
}

/** ENOSPC of a real file system. */
async function fullTmpfs(context: Context, promises: DiskPromises): Promise<void> {
  const { path, remove } = newFolder();
  const mount = mountTmpfs(path, DISK_BYTES);
  if (mount === null) {
    context.say("a tmpfs cannot be mounted here: a full disk is tried by RLIMIT_FSIZE only");
    remove();
    return;
  }
  const data = new Data(join(path, "data"));
  const filler = join(path, "filler");
  const { emulator, client } = await data.start();
  const record = new ProductRecord("full");
  for (let n = 0; n < 20; n++) await record.create(client);
  const { bsize, bavail } = statfsSync(path);
  writeFileSync(filler, Buffer.alloc(Math.max(0, bsize * bavail)));
  await expectRefusal(client, record, promises, "ENOSPC");
  await refusedCost(emulator, client, record, promises);
  rmSync(filler);
  // What waits is up to 4 MiB.
  execFileSync("mount", ["-o", `remount,size=${16 * DISK_BYTES}`, path]);
  await expectRecovery(data, { emulator, client, record, promises });
  data.remove();
  mount.unmount();
  remove();
}

/** EFBIG by RLIMIT_FSIZE: works without rights. The limit is lifted while the emulator runs. */
async function fileSizeLimit(promises: DiskPromises): Promise<void> {
  const data = new Data();
  const { emulator, client } = await data.start();
  const limit = (bytes: number | "unlimited"): boolean =>
    spawnSync("prlimit", [`--pid=${String(emulator.child.pid)}`, `--fsize=${bytes}:unlimited`]).status === 0;
  const record = new ProductRecord("limited");
  for (let n = 0; n < 20; n++) await record.create(client);
  if (!limit(1024)) throw new Error("prlimit (util-linux) is needed");
  await expectRefusal(client, record, promises, "EFBIG");
  limit("unlimited");
  await expectRecovery(data, { emulator, client, record, promises });
  data.remove();
}

/** Errors that a preloaded module injects into the running process. */
async function failing(promises: DiskPromises, codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    const data = new Data();
    const { emulator, client } = await data.start({ preload: true });
    const record = new ProductRecord(code.toLowerCase());
    for (let n = 0; n < 10; n++) await record.create(client);
    await setDisk(emulator, { code });
    await expectRefusal(client, record, promises, code);
    await setDisk(emulator, {});
    await expectRecovery(data, { emulator, client, record, promises });
    data.remove();
  }
}

async function expectRefusal(
  client: Client,
  record: ProductRecord,
  { ready }: DiskPromises,
  what: string,
): Promise<void> {
  for (let n = 0; n < 10; n++) {
    const { status, text } = await record.create(client, 5000);
    ready.check(status === 503, () => `${what}: a write got ${status} ${text}`);
  }
  const { status, text } = await readiness(client);
  ready.check(status === 503 && text.includes(what), () => `${what}: ready answers ${status} ${text}`);
}

async function refusedCost(
  emulator: Emulator,
  client: Client,
  record: ProductRecord,
  { memory }: DiskPromises,
): Promise<void> {
  const before = emulator.usage();
  for (let n = 0; n < REFUSED; n++) {
    const { status, text } = await record.create(client, REFUSED_BYTES);
    memory.check(status === 503, () => `a write of a full disk got ${status} ${text}`);
  }
  const after = emulator.usage();
  memory.check(after.rss - before.rss < MAX_GROWTH, () => `${mib(before.rss)} became ${mib(after.rss)}`);
  const cpu = (after.cpuMs - before.cpuMs) / REFUSED;
  memory.figure = `${REFUSED} × 480 kB: +${mib(after.rss - before.rss)}, ${cpu.toFixed(0)} ms of CPU each`;
}

interface Recovering {
  emulator: Emulator;
  client: Client;
  record: ProductRecord;
  promises: DiskPromises;
}

async function expectRecovery(data: Data, { emulator, client, record, promises }: Recovering): Promise<void> {
  let status = 0;
  for (let n = 0; n < 50 && status !== 200; n++) {
    ({ status } = await readiness(client));
    if (status !== 200) await pause(100);
  }
  promises.recovers.check(status === 200, () => `ready still answers ${status}`);
  const { status: written, text } = await record.create(client);
  promises.recovers.check(written === 201, () => `a write got ${written} ${text}`);
  await record.compare(client, promises.outcome);
  client.close();
  await emulator.kill("SIGKILL");
  const again = await data.start();
  await record.compare(again.client, promises.outcome);
  again.client.close();
  const { code } = await again.emulator.kill("SIGTERM");
  promises.recovers.check(code === 0, () => `SIGTERM: exit code ${String(code)}`);
}

/** Each write and each flush takes 150 ms more. */
async function slow(context: Context, promises: DiskPromises): Promise<void> {
  const promised = context.promise("disk slow: others are answered, and a stop waits for what was answered");
  const data = new Data();
  const { emulator, client } = await data.start({ preload: true });
  await setDisk(emulator, { delayMs: 150 });
  const record = new ProductRecord("slow");
  const writes = Array.from({ length: context.quick ? 40 : 200 }, () => record.create(client, 2000));
  // A client of its own, whose requests do not wait for a free connection.
  const other = new Client(emulator.url, null);
  const health = await other.call("GET", "/_emulator/health", {
    credentials: null,
  });
  promised.check(
    health.status === 200 && health.ms < 1000,
    () => `health: ${health.status} after ${health.ms} ms`,
  );
  other.close();
  for (const { status, text } of await Promise.all(writes))
    promised.check(status === 201, () => `a write got ${status} ${text}`);
  const last = record.create(client, 2000);
  await pause(20);
  const { code } = await emulator.kill("SIGTERM");
  promised.check(code === 0, () => `SIGTERM: exit code ${String(code)}`);
  await last;
  client.close();
  const again = await data.start();
  await record.compare(again.client, promises.outcome);
  again.client.close();
  await again.emulator.kill("SIGKILL");
  data.remove();
}

/** A start on a file system that is read-only: one line, exit code 2. */
async function readOnlyStart(context: Context): Promise<void> {
  const promised = context.promise("disk read-only at the start: one line and exit code 2");
  const { path, remove } = newFolder();
  const mount = mountTmpfs(path, 8 * DISK_BYTES);
  if (mount === null) {
    context.say("a tmpfs cannot be mounted here: a start on a read-only disk is not tried");
    remove();
    return;
  }
  for (const isNew of [true, false]) {
    const data = new Data(join(path, isNew ? "new" : "old"));
    if (!isNew) {
      const { emulator } = await data.start();
      await emulator.kill("SIGTERM");
    } else mkdirSync(data.dir);
    mount.remount("ro");
    const ended = await data.start().then(
      ({ emulator }) => emulator.kill("SIGKILL"),
      (error: unknown) => {
        if (error instanceof NotStarted) return error.ended;
        throw error;
      },
    );
    const isOneLine = /^spi-emulator: [^\n]+\n$/.test(ended.stderr);
    promised.check(ended.code === 2 && isOneLine, () => `${String(ended.code)} ${ended.stderr}`);
    mount.remount("rw");
    data.remove();
  }
  mount.unmount();
  remove();
}

async function setDisk({ child }: Emulator, wanted: { delayMs?: number; code?: string }): Promise<void> {
  child.send(wanted);
  await once(child, "message");
}
