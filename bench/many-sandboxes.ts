/**
 * What thousands of sandboxes cost on two replicas: `npx tsx bench/many-sandboxes.ts [SANDBOXES] [AT_WORK]` after
 * `npm run build`; it needs PostgreSQL. Those at work have the demo seed and a lab, and get an image every few seconds; the
 * others have an empty seed, and nobody uses them.
 */
import process from "node:process";
import type { Credentials } from "../src/oauth1/sign.js";
import { openDatabase } from "../src/postgres/database.js";
import { newFolder } from "../torture/clean-up.js";
import { Client } from "../torture/client.js";
import { type Emulator, startEmulator } from "../torture/emulator.js";
import { mib, pause, quantile } from "../torture/part.js";
import { postgresPrograms, startPostgres } from "../torture/postgres.js";

const SECONDS = 30;
/** How often a sandbox at work gets an image, in milliseconds. */
const EACH_MS = 5000;
const AT_ONCE = 8;

const programs = postgresPrograms();
if (programs === null) throw new Error("PostgreSQL is not installed");
const [count = 10_000, atWork = 300] = process.argv.slice(2).map(Number);
const postgres = await startPostgres(programs);
const database = await openDatabase(postgres.address, { connections: 1, statementMs: 60_000 });
const { path, remove } = newFolder();
const start = (n: number): Promise<Emulator> =>
  startEmulator(["--data-dir", `${path}/${n}`, "--store", postgres.address, "--log-level", "warn"]);
const replicas = [await start(1), await start(2)];
const clients = replicas.map(({ url }) => new Client(url, null, 64));

/** Sends a request to either replica until it is answered with success. */
async function send<T>(
  n: number,
  method: string,
  target: string,
  call: { body?: object; credentials: Credentials | null },
): Promise<T> {
  for (;;) {
    const { status, text } = await clients[n % 2]!.call(method, target, call);
    if (status >= 200 && status < 300) return JSON.parse(text) as T;
    if (status !== 503 && status !== 0) throw new Error(`${method} ${target}: HTTP ${status} ${text}`);
    await pause(100);
  }
}

/** Does work for each number below `count`, some at a time. */
async function each(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

interface Figures {
  at: number;
  cpuMs: number[];
  rss: number[];
  commits: number;
  rows: number;
  bytes: number;
}

async function figures(): Promise<Figures> {
  const [found] = await database.rows<{ commits: string; rows: string; bytes: string }>({
    text: `select xact_commit as commits, tup_inserted + tup_updated + tup_deleted as rows,
             pg_database_size(current_database()) as bytes
           from pg_stat_database where datname = current_database()`,
  });
  const usages = replicas.map((one) => one.usage());
  return {
    at: performance.now(),
    cpuMs: usages.map(({ cpuMs }) => cpuMs),
    rss: usages.map(({ rss }) => rss),
    commits: Number(found!.commits),
    rows: Number(found!.rows),
    bytes: Number(found!.bytes),
  };
}

function tell(title: string, before: Figures, after: Figures): void {
  const seconds = (after.at - before.at) / 1000;
  const cpu = after.cpuMs.map((ms, n) => `${((ms - before.cpuMs[n]!) / seconds / 10).toFixed(0)} %`);
  console.log(
    `${title} (${seconds.toFixed(0)} s): replicas ${after.rss.map(mib).join(" and ")}, ${cpu.join(" and ")} of a core; ` +
      `PostgreSQL ${((after.commits - before.commits) / seconds).toFixed(0)} transactions and ` +
      `${((after.rows - before.rows) / seconds).toFixed(0)} changed rows a second, ${mib(after.bytes)}`,
  );
}

const began = await figures();
const idle = count - atWork;
await each(idle, async (n) => {
  await send(n, "POST", "/_emulator/sandboxes", {
    credentials: null,
    body: { name: `idle-${n}`, seed: "empty", lab: false },
  });
});
const made = await figures();
tell(`${idle} sandboxes are made`, began, made);
await pause(SECONDS * 1000);
const rested = await figures();
tell("nobody uses them", made, rested);

const busy: { credentials: Credentials; product: string }[] = [];
await each(atWork, async (n) => {
  const { accounts } = await send<{ accounts: { credentials: Credentials }[] }>(
    n,
    "POST",
    "/_emulator/sandboxes",
    {
      credentials: null,
      body: { name: `busy-${n}`, seed: "demo", lab: true },
    },
  );
  const { credentials } = accounts[0]!;
  const { products } = await send<{ products: { id: string }[] }>(n, "GET", "/products", { credentials });
  busy.push({ credentials, product: products[0]!.id });
});
const working = await figures();
tell(`${atWork} more with the demo seed and a lab`, rested, working);
const times: number[] = [];
const until = performance.now() + SECONDS * 1000;
await Promise.all(
  busy.map(async ({ credentials, product }, n) => {
    await pause((EACH_MS * n) / atWork);
    for (let image = 0; performance.now() < until; image++) {
      const asked = performance.now();
      await send(n, "POST", `/products/${product}/images`, {
        credentials,
        body: { image_unique_id: `image-${image}`, image_reference: { url: "https://example.com/image" } },
      });
      times.push(performance.now() - asked);
      await pause(Math.max(0, asked + EACH_MS - performance.now()));
    }
  }),
);
const done = await figures();
tell(`${atWork} at work, an image each ${EACH_MS / 1000} s`, working, done);
const ms = (share: number): string => quantile(times, share).toFixed(0);
console.log(`${times.length} images through any replica: p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms`);
for (const client of clients) client.close();
await database.close();
await Promise.all(replicas.map((one) => one.kill("SIGTERM")));
remove();
postgres.stop();
process.exit();
