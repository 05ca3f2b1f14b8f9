/**
 * A visitor of a demo host at his limits: the dearest requests, over more connections than he may use at once and more often than
 * allowed. A process of its own. The first argument is a {@link LimitsOrder}; it sends a message when it begins, and a
 * {@link LimitsReport} when it gets a message.
 */
import process from "node:process";
import { type Answer, Client } from "./client.js";
import { pause } from "./part.js";
import { Random } from "./random.js";
import { DashboardSource } from "./request-source.js";
import type { LimitsOrder, LimitsReport } from "./visitors.js";

const CONNECTIONS = 60;
/** Each connection sends up to ten requests a second; twenty of all are allowed. */
const AGAIN_MS = 100;
const STREAMS = 8;
const STREAM_MS = 5000;
const PAGES = 10;
const SHOWN = 5;
const TOPICS = "opportunity,state,device,clock";

const { url, credentials, headers, product, whole, seed } = JSON.parse(process.argv[2]!) as LimitsOrder;
const client = new Client(url, credentials, CONNECTIONS + STREAMS, headers);
const random = new Random(seed);
const report: LimitsReport = { statuses: {}, failures: [] };
let isOver = false;

const page = (path: string): Promise<Answer> => client.call("GET", path, { credentials: null });
const pages = new DashboardSource();
await pages.explore(client, PAGES);
const zeros = { name: "z", release: "r", snaps: Array.from({ length: 60_000 }, () => 0) };
const names = { name: "n", release: "r", snaps: Array.from({ length: 5000 }, (_, n) => `snap-${n}.foo`) };

const form = (own: Random): Promise<Answer> => {
  const draft = pages.draft(own);
  const search = new URLSearchParams(draft.query).toString();
  return client.call(draft.method, search === "" ? draft.path : `${draft.path}?${search}`, {
    credentials: null,
    headers: draft.headers,
    ...(draft.body === null ? {} : { body: draft.body }),
  });
};
/** A request that its exchange, a list or a search may be dear to show for. */
const unsigned = (method: string, path: string, body?: string, type = "application/json"): Promise<Answer> =>
  client.call(method, path, {
    credentials: null,
    ...(body === undefined ? {} : { body, headers: { "content-type": type } }),
  });
const hidden = `x p%61ssword=1&${"%70".repeat(20_000)}`;
const keys = `{${Array.from({ length: 6000 }, (_, n) => `"k${n}":0`).join()}}`;
const files = `${'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n\r\n'.repeat(4000)}--x--\r\n`;
const longPath = `/${"a".repeat(7000)}`;
const pattern = `ab${"a".repeat(1500)}`;
const dear: ((own: Random) => Promise<Answer>)[] = [
  () => client.call("GET", `/products/${product}/tests/events`),
  () => client.call("GET", `/products/${product}/tests/results`),
  () => client.call("POST", "/products", { body: zeros }),
  () => client.call("PUT", `/products/${product}`, { body: names }),
  () => page("/_emulator/dashboard/results"),
  () => page("/_emulator/dashboard/opportunities"),
  () => page("/_emulator/dashboard/exchanges"),
  // On a connection of its own: those of others wait to be accepted behind it.
  () =>
    client.call("GET", "/_emulator/dashboard/parity", {
      credentials: null,
      headers: { connection: "close" },
    }),
  form,
  form,
  () => unsigned("GET", `/nothing?${"a&".repeat(3500)}`),
  () => unsigned("GET", longPath),
  () => unsigned("POST", "/products", hidden),
  () => unsigned("POST", "/products", keys),
  () => unsigned("POST", "/_emulator/dashboard/products", files, "multipart/form-data; boundary=x"),
  () => page(`/_emulator/dashboard/exchanges?path=*${pattern}*`),
  () => page(`/_emulator/dashboard/search?q=${pattern}`),
  () => page(`/_emulator/dashboard/trigger?kind=gold-master&product=${whole}`),
];

async function requests(own: Random): Promise<void> {
  while (!isOver) {
    const { status, text } = await own.pick(dear)(own);
    report.statuses[status] = (report.statuses[status] ?? 0) + 1;
    const isRight = status !== 0 && (status < 500 || status === 503);
    if (!isRight && report.failures.length < SHOWN)
      report.failures.push(`HTTP ${status} ${text.slice(0, 300)}`);
    await pause(AGAIN_MS);
  }
}

async function streams(): Promise<void> {
  while (!isOver) {
    await client.call("GET", `/_emulator/dashboard/events?topics=${TOPICS}`, {
      credentials: null,
      cutMs: STREAM_MS,
    });
    await pause(AGAIN_MS);
  }
}

for (let n = 0; n < CONNECTIONS; n++) void requests(random.fork(`connection-${n}`));
for (let n = 0; n < STREAMS; n++) void streams();
process.on("message", () => {
  isOver = true;
  process.send!(report, () => process.exit());
});
process.on("disconnect", () => process.exit());
process.send!("begun");
