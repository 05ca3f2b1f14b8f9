import type { Credentials } from "../src/oauth1/sign.js";
import { type Answer, Client } from "./client.js";
import { type Emulator, startEmulator } from "./emulator.js";
import { type Part, pause, type Promised, quantile } from "./part.js";
import { Child } from "./child.js";
import { arrive, browserOf, credentialsOf, type Visitor } from "./visit.js";

/** What {@link file://./visitors-child.ts} is to do. */
export interface LimitsOrder {
  url: string;
  credentials: Credentials;
  headers: Record<string, string>;
  product: string;
  /** A product with a gold master of many snaps. */
  whole: string;
  seed: string;
}

/** What it got. */
export interface LimitsReport {
  statuses: Record<string, number>;
  /** The first wrong answers. */
  failures: string[];
}

/** What {@link file://./flood-child.ts} is to do. */
export interface FloodOrder {
  port: number;
  /** Where its connections come from. */
  address: string;
  sends: "requests" | "pieces";
}

/** What one visitor at his limits, or an address, may cost another, in milliseconds. */
const EXTRA_MS = 250;
/** To this share of the other's requests. */
const SHARE = 0.95;
/** Duration of each of the two measurements, alone and beside the other. */
const FULL_MS = 60_000;
const QUICK_MS = 6000;
/** Duration of the measurement beside a flood, which has ten waves. */
const FLOOD_MS = 30_000;
const FLOOD_ADDRESS = "127.0.0.2";
/** Time between requests of the measured visitor, in milliseconds: at most 10 a second, of the 20 that the host allows. */
const EVERY_MS = 100;
/** His sandbox at its limits: 100 Test Specs, and about 500 opportunities of five images and a gold master. */
const SPECS = 90;
const IMAGES = 5;
/** Number of snaps of another product's gold master, and of its Test Specs. */
const SNAPS = 2000;
const WHOLE_SPECS = 10;

/** Part 7: a demo host on which one visitor does all that he may, and more, and then an address that floods it. */
export const visitorsPart: Part = {
  name: "visitors",
  title: "a demo host, and a visitor at his limits",
  async run(context) {
    const cost = context.promise(`one visitor at his limits costs another no more than ${EXTRA_MS} ms`);
    const floods = {
      requests: context.promise(
        `an address with 450 × 200 pipelined requests costs no more than ${EXTRA_MS} ms`,
      ),
      pieces: context.promise(
        `an address with 25 bodies in pieces of a byte costs no more than ${EXTRA_MS} ms`,
      ),
    };
    const answers = context.promise("what they send is answered, or refused with 4xx or 503");
    const token = "a token that is only used by this run";
    const args = ["--in-memory", "--demo-host", "--admin-token", token, "--log-level", "error"];
    const emulator = await startEmulator([...args, "--trust-proxy", "1"]);
    const [light, heavy] = [await visit(emulator, "198.51.100.1"), await visit(emulator, "203.0.113.1")];
    const ms = context.quick ? QUICK_MS : FULL_MS;
    const alone = await measured(emulator, { guest: light, ms, promised: cost });
    context.say(`alone: ${describe(alone)}`);
    const { visitor, from, client } = heavy;
    const products = await fill(heavy);
    const child = new Child<LimitsOrder, LimitsReport>("visitors-child.ts", {
      ...{ url: emulator.url, credentials: client.credentials!, headers: { ...browserOf(visitor), ...from } },
      ...{ ...products, seed: context.random.seed },
    });
    await child.ready;
    await pause(1000);
    // Each request on a connection of its own, which waits to be accepted behind those of the other, and of the flood.
    const beside = await measured(emulator, { guest: newEach(light), ms, promised: cost });
    const count = ({ statuses, failures }: LimitsReport): string => {
      answers.checked += Object.values(statuses).reduce((sum, count) => sum + count, 0);
      for (const failure of failures) answers.fail(failure);
      return Object.entries(statuses)
        .map(([status, count]) => `${count} × ${status}`)
        .join(", ");
    };
    context.say(`beside the other: ${describe(beside)}; he got ${count(await child.end())}`);
    compare(cost, alone, beside);

    for (const { client } of [light, heavy]) client.close();
    await emulator.kill("SIGTERM");

    // A proxy would not pass on what these send: they reach a host without one.
    const direct = await startEmulator(args);
    const other = await visit(direct, null);
    for (const sends of ["requests", "pieces"] as const) {
      const order = { port: direct.port, address: FLOOD_ADDRESS, sends };
      const flooder = new Child<FloodOrder, LimitsReport>("flood-child.ts", order);
      await flooder.ready;
      const promised = floods[sends];
      const flooded = await measured(direct, {
        guest: newEach(other),
        ms: context.quick ? QUICK_MS : FLOOD_MS,
        promised,
      });
      context.say(`beside a flood of ${sends}: ${describe(flooded)}; it got ${count(await flooder.end())}`);
      compare(promised, alone, flooded);
    }
    other.client.close();
    await direct.kill("SIGTERM");
  },
};

/** Checks what the other's work costs. */
function compare(promised: Promised, alone: readonly number[], beside: readonly number[]): void {
  const extra = quantile(beside, SHARE) - quantile(alone, 0.5);
  promised.figure = `p95 ${quantile(beside, SHARE).toFixed(0)} ms, p99 ${quantile(beside, 0.99).toFixed(0)} ms of ${beside.length}; alone p50 ${quantile(alone, 0.5).toFixed(0)} ms, p99 ${quantile(alone, 0.99).toFixed(0)} ms`;
  promised.check(extra <= EXTRA_MS, () => promised.figure);
}

const describe = (times: readonly number[]): string =>
  `p50 ${quantile(times, 0.5).toFixed(0)} ms, p99 ${quantile(times, 0.99).toFixed(0)} ms, highest ${Math.max(...times).toFixed(0)} ms of ${times.length}`;

/** A visitor with a client of his own, and an address of his own behind a proxy. */
interface Guest {
  visitor: Visitor;
  client: Client;
  from: Record<string, string>;
}

/** The same, with a connection for each request. */
const newEach = (guest: Guest): Guest => ({ ...guest, from: { ...guest.from, connection: "close" } });

/** `address`: where the visitor comes from, behind a proxy; null: without one. */
async function visit(emulator: Emulator, address: string | null): Promise<Guest> {
  const from: Record<string, string> = address === null ? {} : { "x-forwarded-for": address };
  const fresh = new Client(emulator.url, null, 1);
  const visitor = await arrive(fresh, from);
  const credentials = await credentialsOf(fresh, visitor);
  fresh.close();
  return { visitor, client: new Client(emulator.url, credentials, 4), from };
}

const page = ({ client, visitor, from }: Guest, path: string): Promise<Answer> =>
  client.call("GET", path, { credentials: null, headers: { ...browserOf(visitor), ...from } });

const api = ({ client, from }: Guest, method: string, path: string, body?: object): Promise<Answer> =>
  client.call(method, path, { headers: from, ...(body === undefined ? {} : { body }) });

/** Times of a visitor's requests, without those in which the emulator or this process waited for a core. */
async function measured(
  emulator: Emulator,
  { guest, ms: duration, promised }: { guest: Guest; ms: number; promised: Promised },
): Promise<number[]> {
  const { products } = JSON.parse((await api(guest, "GET", "/products")).text) as {
    products: { id: string }[];
  };
  const calls = [
    () => api(guest, "GET", "/products"),
    () => page(guest, "/_emulator/dashboard/opportunities"),
    () => api(guest, "GET", `/products/${products[0]!.id}/tests/events`),
    () => page(guest, "/_emulator/dashboard/"),
    () => page(guest, "/_emulator/health"),
    () =>
      api(guest, "PUT", `/products/${products[0]!.id}`, { name: "mine", release: "15.04-core", snaps: [] }),
  ];
  // The code of each is loaded and compiled.
  for (const call of calls) await call();
  const times: number[] = [];
  const until = performance.now() + duration;
  for (let n = 0; performance.now() < until; n++) {
    const waited = emulator.waiting();
    const { status, text, ms } = await calls[n % calls.length]!();
    const own = Math.max(0, ms - waited());
    promised.check(status === 200, () => `the other visitor got HTTP ${status} ${text.slice(0, 200)}`);
    times.push(own);
    await pause(EVERY_MS);
  }
  return times;
}

/** Fills a sandbox at the rate that the host allows. Returns the product with the opportunities, and that with the gold master. */
async function fill(guest: Guest): Promise<Pick<LimitsOrder, "product" | "whole">> {
  const patient = async (path: string, body: object): Promise<Answer> => {
    for (;;) {
      const answer = await api(guest, "POST", path, body);
      if (answer.status !== 429 || !/second|rate/.test(answer.text)) return answer;
      await pause(1000);
    }
  };
  const snaps = ["a.foo"];
  const made = await patient("/products", { name: "heavy", release: "15.04-core", snaps });
  const { id } = JSON.parse(made.text) as { id: string };
  for (let n = 0; n < SPECS; n++) await patient(`/products/${id}/test-specs`, { name: `spec-${n}` });
  for (let n = 0; n < IMAGES; n++)
    await patient(`/products/${id}/images`, { image_unique_id: `i-${n}`, image_reference: { n } });
  const many = Array.from({ length: SNAPS }, (_, n) => ({ name: `snap-${n}.foo`, revision: n + 1 }));
  const of = { name: "whole", release: "15.04-core", snaps: many.map(({ name }) => name) };
  const whole = (JSON.parse((await patient("/products", of)).text) as { id: string }).id;
  for (let n = 0; n < WHOLE_SPECS; n++)
    await patient(`/products/${whole}/test-specs`, { name: `whole-${n}` });
  const { status, text } = await patient(`/products/${whole}/gold-masters`, {
    snaps: many,
    channel: "stable",
  });
  if (status !== 201) throw new Error(`the gold master got HTTP ${status} ${text.slice(0, 200)}`);
  for (let n = 0; n < 50; n++) await patient("/products", { name: `p-${n}`, release: "r", snaps });
  return { product: id, whole };
}
