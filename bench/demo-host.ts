/**
 * Whether the memory of a demo host stays flat while visitors come and go: each opens the dashboard, looks at it, and
 * makes a product, advertises an image and reads; the latest push out the oldest. Loopback only; it ends by itself.
 * Run: node --expose-gc --import tsx bench/demo-host.ts [VISITS] [MOST_SANDBOXES]
 */
import process from "node:process";
import { demoHost, TestVisitor } from "../src/demo-host/testing/visitor.js";

const VISITS = Math.min(Number(process.argv[2] ?? 10_000), 100_000);
const MOST = Math.min(Number(process.argv[3] ?? 20), 900);
const AT_ONCE = 8;
const SAMPLES = 10;
/** Whatever happens, it is over after so many milliseconds. */
const DEADLINE_MS = 2_400_000;

// Sandboxes are pushed out by time: here each visitor stays for as long as it takes a few hundred others to come.
const emulator = await demoHost({
  demoMaxSandboxes: MOST,
  demoRate: 10_000,
  demoIdle: 2000,
  demoLifetime: 4000,
});
const began = performance.now();
let visits = 0;
let refused = 0;

async function visit(n: number): Promise<void> {
  const one = new TestVisitor(emulator.url, `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`);
  const page = await one.arrive();
  if (page.status === 503) {
    refused += 1;
    // Full: the others have to go first.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return;
  }
  if (page.status !== 200) throw new Error(`visit ${n}: HTTP ${page.status}`);
  await one.learnCredentials();
  const made = await one.send("POST", "/products", { name: `p-${n}`, release: "r", snaps: ["s.d"] });
  const { id } = made.body as { id: string };
  await one.send("POST", `/products/${id}/test-specs`, { name: "smoke", platform: "amd64" });
  await one.send("POST", `/products/${id}/images`, { image_unique_id: `i-${n}`, image_reference: null });
  await one.watch((text) => text.includes("QUEUED_FOR_AGENTS"));
  await one.act("reset");
  visits += 1;
}

interface Sample {
  visits: number;
  heap: number;
  rss: number;
}

function sample(): Sample {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { visits, heap: heapUsed, rss };
}

const samples: Sample[] = [];
let n = 0;
const worker = async (): Promise<void> => {
  while (visits < VISITS && performance.now() - began < DEADLINE_MS) {
    await visit(n++);
    if (visits >= (samples.length * VISITS) / SAMPLES && samples.length <= SAMPLES) samples.push(sample());
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
samples.push(sample());
const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1).padStart(7);
for (const one of samples)
  console.log(`${String(one.visits).padStart(6)} visits: heap${mib(one.heap)} MiB, RSS${mib(one.rss)} MiB`);
// After the first fifth all code is loaded and compiled, and all places are taken.
const warm = samples.find((one) => one.visits >= VISITS / 5)!;
const end = samples.at(-1)!;
const seconds = (performance.now() - began) / 1000;
console.log(`${visits} visits in ${seconds.toFixed(0)} s, ${refused} times full`);
console.log(`end to warm: heap ${(end.heap / warm.heap).toFixed(2)}, RSS ${(end.rss / warm.rss).toFixed(2)}`);
await emulator.close();
