/**
 * Figures of replicas: the cost of a request that is passed on, requests a second with one and with two replicas, and what
 * an open sandbox takes. `npx tsx bench/replicas.ts [SANDBOXES]` after `npm run build`; it needs PostgreSQL.
 */
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import process from "node:process";
import { Client } from "../torture/client.js";
import { newFolder } from "../torture/clean-up.js";
import { type Emulator, startEmulator } from "../torture/emulator.js";
import { mib, pause, quantile } from "../torture/part.js";
import { postgresPrograms, startPostgres } from "../torture/postgres.js";
import type { Credentials } from "../src/oauth1/sign.js";

const SAMPLES = 1000;
const SECONDS = 6;
const CLIENTS = 8;

interface Made {
  name: string;
  replica?: string | null;
  accounts: { credentials: Credentials }[];
}

async function makeSandboxes(by: Client, count: number, prefix: string): Promise<Made[]> {
  const made: Made[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const body = { name: `${prefix}-${next++}`, seed: "demo", lab: true };
      // A machine that does much else may make a replica lose its lease for a moment: it answers 503.
      for (;;) {
        const { status, text } = await by.call("POST", "/_emulator/sandboxes", { body, credentials: null });
        if (status === 201) made.push(JSON.parse(text) as Made);
        if (status === 201) break;
        if (status !== 503) throw new Error(text);
        await pause(100);
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return made;
}

const where = async (by: Client, name: string): Promise<string | null> => {
  const { sandboxes } = await by.json<{ sandboxes: Made[] }>("GET", "/_emulator/sandboxes", {
    credentials: null,
  });
  return sandboxes.find((one) => one.name === name)?.replica ?? null;
};

/** Sends polls to replicas that have the sandboxes, and to those that pass them on, in turns. */
async function hop(direct: Client, passing: Client, { accounts }: Made, replicas: Emulator[]): Promise<void> {
  const { credentials } = accounts[0]!;
  const times: Record<string, number[]> = { direct: [], passed: [] };
  const cpu = { direct: 0, passed: 0 };
  for (const [name, client] of [
    ["warm-up", direct],
    ["warm-up", passing],
    ["direct", direct],
    ["passed", passing],
    ["direct", direct],
    ["passed", passing],
  ] as const) {
    const before = replicas.reduce((sum, one) => sum + one.usage().cpuMs, 0);
    for (let n = 0; n < SAMPLES; n++) {
      const { ms, status } = await client.call("GET", "/products", { credentials });
      if (status !== 200) throw new Error(`HTTP ${status}`);
      times[name]?.push(ms);
    }
    if (name !== "warm-up") cpu[name] += replicas.reduce((sum, one) => sum + one.usage().cpuMs, 0) - before;
  }
  for (const name of ["direct", "passed"] as const)
    console.log(
      `${name}: p50 ${quantile(times[name]!, 0.5).toFixed(2)} ms, p10 ${quantile(times[name]!, 0.1).toFixed(2)} ms, ` +
        `CPU ${(cpu[name] / SAMPLES / 2).toFixed(3)} ms a request in all replicas`,
    );
}

/** Writes as fast as the replicas answer, each request to the replica that has its sandbox. */
async function throughput(
  title: string,
  targets: { client: Client; sandbox: Made }[],
  replicas: readonly Emulator[],
): Promise<void> {
  const cpu = (): number => replicas.reduce((sum, one) => sum + one.usage().cpuMs, 0);
  const before = cpu();
  const until = performance.now() + SECONDS * 1000;
  let done = 0;
  const work = async ({ client, sandbox }: { client: Client; sandbox: Made }): Promise<void> => {
    while (performance.now() < until) {
      const body = { name: `p.${done}`, release: "15.04-core", snaps: [] };
      const { credentials } = sandbox.accounts[0]!;
      if ((await client.call("POST", "/products", { body, credentials })).status === 201) done += 1;
    }
  };
  await Promise.all(targets.map(work));
  const spent = cpu() - before;
  console.log(
    `${title}: ${(done / SECONDS).toFixed(0)} writes a second, ${(spent / done).toFixed(2)} ms of CPU each in the replicas, ` +
      `which used ${(spent / SECONDS / 10).toFixed(0)} % of a core`,
  );
}

const programs = postgresPrograms();
if (programs === null) throw new Error("PostgreSQL is not installed");
const count = Number(process.argv[2] ?? 200);
const postgres = await startPostgres(programs);
const { path, remove } = newFolder();
/** Starts a replica on a core of its own, if `taskset` is there. */
async function start(n: number): Promise<Emulator> {
  const args = ["--data-dir", `${path}/${n}`, "--store", postgres.address, "--log-level", "warn"];
  const replica = await startEmulator(args);
  spawnSync("taskset", ["-apc", String((n - 1) % cpus().length), String(replica.child.pid)], {
    stdio: "ignore",
  });
  return replica;
}
const one = await start(1);
const byOne = new Client(one.url, null, 64);
const before = one.usage();
const first = await makeSandboxes(byOne, count, "first");
const after = one.usage();
console.log(
  `${count} open sandboxes with labs in one replica: ${mib(before.rss)}, then ${mib(after.rss)}: ` +
    `${((after.rss - before.rss) / count / 1024).toFixed(0)} KiB each; CPU of making one ${((after.cpuMs - before.cpuMs) / count).toFixed(1)} ms`,
);
const two = await start(2);
const byTwo = new Client(two.url, null, 64);
await hop(byOne, byTwo, first[0]!, [one, two]);
await throughput(
  "one replica",
  first.slice(0, CLIENTS).map((sandbox) => ({ client: byOne, sandbox })),
  [one],
);
const second = await makeSandboxes(byOne, CLIENTS * 3, "second");
const inTwo: Made[] = [];
for (const sandbox of second) if ((await where(byOne, sandbox.name)) === two.url) inTwo.push(sandbox);
const half = CLIENTS / 2;
await throughput(
  "two replicas",
  [
    ...first.slice(0, half).map((sandbox) => ({ client: byOne, sandbox })),
    ...inTwo.slice(0, half).map((sandbox) => ({ client: byTwo, sandbox })),
  ],
  [one, two],
);
for (const client of [byOne, byTwo]) client.close();
await Promise.all([one, two].map((replica) => replica.kill("SIGTERM")));
remove();
postgres.stop();
process.exit();
