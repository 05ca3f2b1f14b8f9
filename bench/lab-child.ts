/**
 * How many walks a second the emulator gets through: 100 devices, all four events, on a manual clock in one process.
 * The first argument is how many opportunities there are. Prints what it measured as JSON. With a second argument, a number of
 * seconds, it is resident memory that is measured: the peak, and what is left so long after the last walk, with nothing forced.
 */
import { parseProfile } from "../devices/load-profiles.js";
import { labServer } from "../src/sandbox/testing/lab-server.js";

const DEVICES = 100;
const OPPORTUNITIES = Number(process.argv[2] ?? 10_000);
const SETTLE_S = Number(process.argv[3] ?? 0);
const SPECS = 10;

const specs = Array.from({ length: SPECS }, (_, n) => ({ name: `spec-${n}`, platform: "amd64" }));
const SEED = `
accounts:
  - email: one@example.com
    password: correct horse
    products:
      - { name: test-product.foo, release: 15.04-core, snaps: [test-snap.foo], created: 1d, test_specs: ${JSON.stringify(specs)} }
`;
const profile = parseProfile(
  `
name: bench
platform: amd64
agent: { id: dev, group: lab, revision: "197" }
count: ${DEVICES}
poll_interval: 15s
phases: { provision: { min: 60s, max: 90s }, test: { min: 45s, max: 90s }, teardown: 10s }
behaviours: [{ kind: flaky, rate: 0.1 }]
`,
  "bench.yaml",
);

const server = await labServer({ seed: SEED, profiles: [profile] });
const [{ id: product }] = ((await server.send("GET", "/products")).body as { products: [{ id: string }] })
  .products;
for (let revision = 1; revision <= OPPORTUNITIES / SPECS; revision++) {
  await server.send("POST", `/products/${product}/snaps`, {
    name: "test-snap.foo",
    revision,
    channel: "edge",
  });
}
const began = performance.now();
const cpuBefore = process.cpuUsage();
await server.clock.advanceUntilIdle({ limitMs: 1e9 });
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
const cpu = (user + system) / 1e6;
const { unfinished, tables } = server.sandbox.state;
if (unfinished.size > 0 || tables.results.size !== OPPORTUNITIES)
  throw new Error(`${unfinished.size} are unfinished`);
const peak = process.resourceUsage().maxRSS * 1024;
await new Promise((resolve) => setTimeout(resolve, SETTLE_S * 1000));
console.log(
  JSON.stringify({
    perSecond: OPPORTUNITIES / seconds,
    cpuMs: (cpu * 1000) / OPPORTUNITIES,
    peak,
    after: process.memoryUsage.rss(),
  }),
);
await server.close();
