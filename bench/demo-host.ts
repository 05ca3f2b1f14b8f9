/**
 * Measures whether the memory of a demo host stays constant while visitors come and go: each opens the dashboard,
 * creates a product, advertises an image, watches, and resets; new visitors evict the oldest. Ten times all visitors
 * leave, and the host's memory is measured. Loopback only; it ends by itself. Run: npx tsx bench/demo-host.ts
 * [VISITS] [MAX_SANDBOXES]
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Config } from "../src/config.js";
import { TestVisitor } from "../src/demo-host/testing/visitor.js";
import type { Held } from "./demo-host-process.js";

const VISITS = Math.min(Number(process.argv[2] ?? 10_000), 100_000);
const MAX_VISITORS = Math.min(Number(process.argv[3] ?? 100), 900);
const AT_ONCE = 8;
const SAMPLES = 10;
/** Deadline of the whole run, in milliseconds. */
const DEADLINE_MS = 3_600_000;

// Sandboxes are pushed out by time: here each visitor stays for as long as it takes a few others to come.
const settings: Partial<Config> = {
  demoMaxSandboxes: MAX_VISITORS,
  demoRate: 10_000,
  demoIdle: 2000,
  demoLifetime: 4000,
};
const host = fork(
  fileURLToPath(new URL("demo-host-process.ts", import.meta.url)),
  [JSON.stringify(settings)],
  { execArgv: ["--expose-gc", "--import", "tsx", "--disable-warning=ExperimentalWarning"] },
);
const [{ url }] = (await once(host, "message")) as [{ url: string }];
const began = performance.now();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const isOver = (): boolean => performance.now() - began > DEADLINE_MS;
let [came, visits, refused] = [0, 0, 0];

/** True if the visit was completed; false if the host was full, or deleted the sandbox meanwhile. */
async function visit(n: number): Promise<boolean> {
  const one = new TestVisitor(url, `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`);
  const page = await one.arrive();
  if (page.status === 503) {
    // Full: the others have to go first.
    await pause(50);
    return false;
  }
  if (page.status !== 200) throw new Error(`visit ${n}: HTTP ${page.status}`);
  if (!(await one.learnCredentials())) return false;
  const made = await one.send("POST", "/products", { name: `p-${n}`, release: "r", snaps: ["s.d"] });
  if (made.status !== 201) return false;
  const { id } = made.body as { id: string };
  await one.send("POST", `/products/${id}/test-specs`, { name: "smoke", platform: "amd64" });
  await one.send("POST", `/products/${id}/images`, { image_unique_id: `i-${n}`, image_reference: null });
  await one.watch((text) => text.includes("QUEUED_FOR_AGENTS"));
  await one.act("reset");
  return true;
}

async function visitUntil(count: number): Promise<void> {
  while (visits < count && !isOver()) {
    if (await visit(came++)) visits += 1;
    else refused += 1;
  }
}

/** Waits until all sandboxes except the host's own are deleted, and measures. */
async function measured(): Promise<Held & { visits: number }> {
  const operator = new TestVisitor(url, "");
  for (;;) {
    const answer = await operator.admin("GET", "/_emulator/sandboxes");
    if ((answer.body as { sandboxes: unknown[] }).sandboxes.length === 1) break;
    await pause(500);
  }
  host.send("measure");
  const [held] = (await once(host, "message")) as [Held];
  return { visits, ...held };
}

type Sample = Awaited<ReturnType<typeof measured>>;

/** The slope of the line that fits the samples best: bytes a visit. */
function slope(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const mean = (value: (sample: Sample) => number): number =>
    samples.reduce((sum, one) => sum + value(one), 0) / samples.length;
  const [x, y] = [mean((one) => one.visits), mean(of)];
  return mean((one) => (one.visits - x) * (of(one) - y)) / mean((one) => (one.visits - x) ** 2);
}

const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1).padStart(7);
const samples: Sample[] = [];
for (let turn = 1; turn <= SAMPLES && !isOver(); turn++) {
  await Promise.all(Array.from({ length: AT_ONCE }, () => visitUntil((turn * VISITS) / SAMPLES)));
  const sample = await measured();
  samples.push(sample);
  const memory = `heap${mib(sample.heap)} MiB, RSS${mib(sample.rss)} MiB`;
  console.log(`${String(visits).padStart(6)} visits: ${memory}, ${sample.sandboxes} sandboxes alive`);
}
const seconds = (performance.now() - began) / 1000;
console.log(`${visits} visits in ${seconds.toFixed(0)} s; ${refused} more were refused`);
// In the first half code is loaded and compiled, and what keeps a bounded number fills up.
const half = samples.slice(samples.length / 2);
const [heap, rss] = [slope(half, (one) => one.heap), slope(half, (one) => one.rss)];
console.log(`second half, bytes a visit: heap ${heap.toFixed(0)}, RSS ${rss.toFixed(0)}`);
host.disconnect();
