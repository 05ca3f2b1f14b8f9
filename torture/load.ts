import type { Credentials } from "../src/oauth1/sign.js";
import { Child } from "./child.js";
import { type Answer, Client } from "./client.js";
import { newFolder } from "./clean-up.js";
import { type Emulator, startEmulator } from "./emulator.js";
import { type Part, pause, type Promised, quantile } from "./part.js";

/** What {@link file://./load-child.ts} is to do. */
export interface LoadOrder {
  url: string;
  port: number;
  credentials: Credentials;
  connections: number;
  seed: string;
  product: string;
  /** A product with a long list of events. */
  busy: string;
}

/** What it saw. Times in milliseconds. */
export interface LoadReport {
  statuses: Record<string, number>;
  /** Names of products whose creation was acknowledged. */
  created: string[];
  /** Answers with an unexpected status. */
  wrongForm: number;
  /** Answers 503 without Retry-After. */
  noRetryAfter: number;
  p50: number;
  p99: number;
  seconds: number;
}

/** Connections of ordinary load: as many as keep the emulator busy. Ten times as many come. */
const ORDINARY = 100;
const TIMES = 10;
/**
 * Of the product whose events are asked for: its Test Specs and images. So a request takes about a millisecond, and a queue of all
 * connections more than a second: without admission a light client waits in it.
 */
const SPECS = 50;
const IMAGES = 3;
/** Clients that send less than one request a second. */
const LIGHT = 8;
const LIGHT_EVERY_MS = 1200;
/** Share of a light client's requests that may be refused: while all connections of the load are new, all are alike. */
const REFUSED_SHARE = 0.1;
/** A request of such a client waits for its turn at least this long; if others had the core so long, a refusal does not count. */
const SELDOM_WAIT_MS = 400;
/** Limits in milliseconds, for a machine that does nothing else: time of waiting for a core does not count. */
const LIGHT_P99_MS = 1000;
const CONTROL_P99_MS = 2000;
const STOP_MS = 5000;

/** Part 4: ten times the load that the emulator can serve. */
export const load: Part = {
  name: "load",
  title: "ten times the load",
  async run(context) {
    const promises = {
      light: context.promise("a light client is answered: p99 under a second, at most 10 % refused"),
      refused: context.promise("what cannot be served gets 503 with Retry-After"),
      control: context.promise("control plane and dashboard answer all the while"),
      stop: context.promise("SIGTERM under load ends within 5 s with 0"),
      kept: context.promise("everything acknowledged under load is kept"),
    };
    const { path, remove } = newFolder();
    const args = ["--data-dir", `${path}/data`, "--log-level", "silent"];
    const emulator = await startEmulator(args);
    const client = new Client(emulator.url, emulator.credentials);
    const { products } = await client.json<{ products: { id: string }[] }>("GET", "/products");
    const product = products[0]!.id;
    const busy = await fill(client);
    const order = {
      url: emulator.url,
      port: emulator.port,
      credentials: emulator.credentials,
      product,
      busy,
    };

    const ordinary = new Child<LoadOrder, LoadReport>("load-child.ts", {
      ...order,
      connections: ORDINARY,
      seed: `${context.random.seed}-1`,
    });
    await ordinary.ready;
    await pause(context.quick ? 2000 : 10_000);
    const before = await ordinary.end();
    context.say(`ordinary load: ${describe(before)}`);

    const heavy = new Child<LoadOrder, LoadReport>("load-child.ts", {
      ...order,
      connections: ORDINARY * TIMES,
      seed: `${context.random.seed}-2`,
    });
    await heavy.ready;
    emulator.slowdown();
    const until = performance.now() + (context.quick ? 6000 : 60_000);
    const [light, control] = await Promise.all([
      lightClients(emulator, product, until, promises.light),
      controlClients(emulator, until, promises.control),
    ]);
    const slowdown = emulator.slowdown();
    const limit = (promised: Promised, times: readonly Timed[], most: number): void => {
      const whole = times.map(({ ms }) => ms);
      const own = quantile(
        times.map(({ ms, waited }) => Math.max(0, ms - waited)),
        0.99,
      );
      const [p50, p99] = [quantile(whole, 0.5).toFixed(0), quantile(whole, 0.99).toFixed(0)];
      promised.figure = `p50 ${p50} ms, p99 ${p99} ms of ${times.length}, ${own.toFixed(0)} ms without waiting for a core`;
      promised.check(own < most, () => `${promised.figure}; slowdown ${slowdown.toFixed(1)}`);
    };
    limit(promises.light, light, LIGHT_P99_MS);
    limit(promises.control, control, CONTROL_P99_MS);

    const stopAt = performance.now();
    const { code } = await emulator.kill("SIGTERM");
    const stopMs = performance.now() - stopAt;
    promises.stop.check(
      code === 0 && stopMs < STOP_MS * slowdown,
      () => `exit code ${String(code)} after ${stopMs.toFixed(0)} ms`,
    );
    promises.stop.figure = `${stopMs.toFixed(0)} ms`;
    const report = await heavy.end();
    context.say(`ten times the load: ${describe(report)}`);
    const total = Object.values(report.statuses).reduce((sum, count) => sum + count, 0);
    promises.refused.checked += total;
    if (report.noRetryAfter + report.wrongForm > 0)
      promises.refused.fail(
        `${report.noRetryAfter} × 503 without Retry-After; other statuses: ${JSON.stringify(report.statuses)}`,
      );
    promises.refused.figure = describe(report);

    await expectKept(args, [...before.created, ...report.created], promises.kept);
    client.close();
    remove();
  },
};

/** Makes a product with many opportunities. Returns its id. */
async function fill(client: Client): Promise<string> {
  const body = { name: "busy", release: "r", snaps: ["a.foo"] };
  const { id } = await client.json<{ id: string }>("POST", "/products", { body });
  const specs = Array.from({ length: SPECS }, (_, n) => ({ name: `spec-${n}` }));
  for (const spec of specs) await client.json("POST", `/products/${id}/test-specs`, { body: spec });
  const images = Array.from({ length: IMAGES }, (_, n) => ({
    image_unique_id: `i-${n}`,
    image_reference: { n },
  }));
  for (const image of images) await client.json("POST", `/products/${id}/images`, { body: image });
  return id;
}

/** How long a call took, and how much of it the emulator and this process waited for a core. In milliseconds. */
interface Timed {
  ms: number;
  waited: number;
}

/** A call and its times. */
async function timed(emulator: Emulator, call: () => Promise<Answer>): Promise<Answer & Timed> {
  const waited = emulator.waiting();
  const answer = await call();
  return { ...answer, waited: waited() };
}

async function lightClients(
  emulator: Emulator,
  product: string,
  until: number,
  promised: Promised,
): Promise<Timed[]> {
  const times: Timed[] = [];
  let refused = 0;
  const one = async (n: number): Promise<void> => {
    const client = new Client(emulator.url, emulator.credentials, 1);
    await pause((n * LIGHT_EVERY_MS) / LIGHT);
    while (performance.now() < until) {
      const { status, ms, waited, text } = await timed(emulator, () =>
        client.call("GET", `/products/${product}`),
      );
      promised.check([200, 503].includes(status), () => `HTTP ${status} ${text}`);
      if (status === 503 && waited < SELDOM_WAIT_MS) refused += 1;
      times.push({ ms, waited });
      await pause(Math.max(0, LIGHT_EVERY_MS - ms));
    }
    client.close();
  };
  await Promise.all(Array.from({ length: LIGHT }, (_, n) => one(n)));
  promised.check(refused <= REFUSED_SHARE * times.length, () => `${refused} of ${times.length} were refused`);
  return times;
}

async function controlClients(emulator: Emulator, until: number, promised: Promised): Promise<Timed[]> {
  const times: Timed[] = [];
  const paths = [
    "/_emulator/health",
    "/_emulator/ready",
    "/_emulator/clock",
    "/_emulator/exchanges?limit=5",
    "/_emulator/dashboard/",
  ];
  const one = async (path: string): Promise<void> => {
    const client = new Client(emulator.url, null, 1);
    while (performance.now() < until) {
      const { status, ms, waited, text } = await timed(emulator, () => client.call("GET", path));
      promised.check(status === 200, () => `${path}: HTTP ${status} ${text}`);
      times.push({ ms, waited });
      await pause(700);
    }
    client.close();
  };
  await Promise.all(paths.map(one));
  return times;
}

async function expectKept(
  args: readonly string[],
  created: readonly string[],
  promised: Promised,
): Promise<void> {
  const emulator = await startEmulator([...args, "--no-lab"]);
  const client = new Client(emulator.url, emulator.credentials);
  const { products } = await client.json<{ products: { name: string }[] }>("GET", "/products");
  const names = new Set(products.map(({ name }) => name));
  for (const name of created) promised.check(names.has(name), () => `${name} is lost`);
  client.close();
  await emulator.kill("SIGTERM");
}

const describe = ({ statuses, seconds, p50, p99 }: LoadReport): string => {
  const answers = Object.entries(statuses).map(
    ([status, count]) => `${(count / seconds).toFixed(0)}/s ${status}`,
  );
  return `${answers.join(", ")}; p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`;
};
