/**
 * Whether writes a second grow with replicas: one, two, then three of them, each held to a share of a core by the kernel, so that
 * client and database have room on the same machine. `npx tsx bench/replica-growth.ts [PERCENT]` after `npm run build`; it needs
 * PostgreSQL, and root for the control groups.
 */
import { mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import process from "node:process";
import type { Credentials } from "../src/oauth1/sign.js";
import { atExit, newFolder } from "../torture/clean-up.js";
import { Client } from "../torture/client.js";
import { type Emulator, startEmulator } from "../torture/emulator.js";
import { quantile } from "../torture/part.js";
import { postgresPrograms, startPostgres } from "../torture/postgres.js";

const MOST = 3;
const ROUNDS = 3;
const SECONDS = 5;
/** Sandboxes of a replica, each with one client that waits for its answers. */
const CLIENTS = 8;
/** Microseconds in which a replica may use its share: short, so that it is never stopped for long. */
const PERIOD = 10_000;

/** Holds a process to a share of a core. */
function hold({ child }: Emulator, percent: number): void {
  const group = `/sys/fs/cgroup/cpu/spi-bench-${child.pid!}`;
  mkdirSync(group);
  atExit(() => rmdirSync(group));
  writeFileSync(`${group}/cpu.cfs_period_us`, String(PERIOD));
  writeFileSync(`${group}/cpu.cfs_quota_us`, String((PERIOD * percent) / 100));
  writeFileSync(`${group}/cgroup.procs`, String(child.pid));
}

interface Target {
  client: Client;
  credentials: Credentials;
}

/** Makes sandboxes until each replica has enough of them. */
async function makeTargets(replicas: readonly Emulator[]): Promise<Target[][]> {
  const clients = replicas.map(({ url }) => new Client(url, null, 64));
  const targets = replicas.map((): Target[] => []);
  for (let n = 0; targets.some(({ length }) => length < CLIENTS); n++) {
    const name = `s-${n}`;
    const body = { name, lab: false, seed: "demo" };
    const made = await clients[0]!.call("POST", "/_emulator/sandboxes", { body, credentials: null });
    if (made.status !== 201) continue;
    const { accounts } = JSON.parse(made.text) as { accounts: { credentials: Credentials }[] };
    const { sandboxes } = await clients[0]!.json<{ sandboxes: { name: string; replica: string }[] }>(
      "GET",
      "/_emulator/sandboxes",
    );
    const at = replicas.findIndex(({ url }) => url === sandboxes.find((one) => one.name === name)?.replica);
    targets[at]?.push({ client: clients[at]!, credentials: accounts[0]!.credentials });
  }
  return targets.map((all) => all.slice(0, CLIENTS));
}

/** Writes as fast as the replicas answer. Returns writes a second. */
async function round(targets: readonly Target[]): Promise<number> {
  const until = performance.now() + SECONDS * 1000;
  let done = 0;
  const work = async ({ client, credentials }: Target): Promise<void> => {
    while (performance.now() < until) {
      const body = { name: `p.${done}`, release: "15.04-core", snaps: [] };
      if ((await client.call("POST", "/products", { body, credentials })).status === 201) done += 1;
    }
  };
  await Promise.all(targets.map(work));
  return done / SECONDS;
}

const programs = postgresPrograms();
if (programs === null) throw new Error("PostgreSQL is not installed");
const percent = Number(process.argv[2] ?? 15);
const postgres = await startPostgres(programs);
const { path, remove } = newFolder();
const replicas: Emulator[] = [];
for (let n = 0; n < MOST; n++) {
  const args = ["--data-dir", `${path}/${n}`, "--store", postgres.address, "--log-level", "warn", "--no-lab"];
  replicas.push(await startEmulator(args));
}
const targets = await makeTargets(replicas);
for (const replica of replicas) hold(replica, percent);
await round(targets.flat());
const rates = Array.from({ length: MOST }, (): number[] => []);
for (let n = 0; n < ROUNDS; n++)
  for (let some = 1; some <= MOST; some++) rates[some - 1]!.push(await round(targets.slice(0, some).flat()));
const alone = quantile(rates[0]!, 0.5);
for (const [index, found] of rates.entries()) {
  const [least, middle, most] = [0, 0.5, 1].map((share) => quantile(found, share));
  console.log(
    `${index + 1} × ${percent} % of a core: ${middle!.toFixed(0)} writes a second ` +
      `(${least!.toFixed(0)}-${most!.toFixed(0)}), ${(middle! / alone).toFixed(2)} times one`,
  );
}
await Promise.all(replicas.map((replica) => replica.kill("SIGKILL")));
remove();
postgres.stop();
process.exit();
