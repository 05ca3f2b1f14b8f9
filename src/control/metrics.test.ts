import { readFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { wallTime } from "../clock/clock.js";
import { type Config, DEFAULTS } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { newSecret } from "../ids.js";
import { signedFetch } from "../oauth1/sign.js";
import { packageFile } from "../package-files.js";
import { missingPython, printed, PYTHON } from "../testing/programs.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

let emulator: Emulator;
afterEach(() => emulator.close());

const run = async (config: Partial<Config> = {}): Promise<void> => {
  emulator = await runEmulator({
    ...{ ...DEFAULTS, port: 0, dataDir: temporaryFolder(), clock: "manual" as const },
    ...config,
  });
};

async function scrape(headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`${emulator.url}/_emulator/metrics`, { headers });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  return answer.text();
}

/** The value of a series; undefined if it is not there. */
function valueOf(text: string, series: string): number | undefined {
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

const requests = (operation: string, status: string, plane = "product", source = "client"): string =>
  `spi_emulator_requests_total{plane="${plane}",source="${source}",operation="${operation}",status="${status}"}`;

const send = (path: string, init: RequestInit = {}): Promise<Response> =>
  signedFetch(emulator.credentials, { fetch, now: wallTime, nonce: () => newSecret(8) })(
    emulator.url + path,
    init,
  );

const control = (method: string, path: string, body: object = {}): Promise<Response> =>
  fetch(`${emulator.url}/_emulator${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const newProduct = { name: "very-secret-product", release: "15.04-core", snaps: ["secret-snap.foo"] };
const post = (body: object): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

it("counts requests by operation and status, what they changed, and faults", async () => {
  await run();
  const before = await scrape();
  expect(valueOf(before, requests("createProduct", "201"))).toBeUndefined();

  await (await send("/products", post(newProduct))).text();
  await (await send("/products", post({ ...newProduct, snaps: 7 }))).text();
  await (await fetch(`${emulator.url}/products`)).text();
  await (await send("/no-such-path")).text();
  await (await control("POST", "/faults", { effect: { status: 503 }, calls: { to: 1 } })).text();
  await (await send("/products")).text();
  await (await control("POST", "/faults", { effect: { reset: true } })).text();
  await send("/products").catch(() => undefined);

  const after = await scrape();
  expect(valueOf(after, requests("createProduct", "201"))).toBe(1);
  expect(valueOf(after, requests("createProduct", "400"))).toBe(1);
  expect(valueOf(after, requests("listProducts", "401"))).toBe(1);
  expect(valueOf(after, requests("listProducts", "503"))).toBe(1);
  expect(valueOf(after, requests("listProducts", "cut"))).toBe(1);
  expect(valueOf(after, requests("none", "404"))).toBe(1);
  expect(valueOf(after, requests("addFault", "201", "control"))).toBe(2);
  expect(valueOf(after, requests("getMetrics", "200", "control"))).toBe(1);
  expect(valueOf(after, "spi_emulator_faulted_requests_total")).toBe(2);
  expect(valueOf(after, "spi_emulator_commits_total")).toBe(
    valueOf(before, "spi_emulator_commits_total")! + 1,
  );
  expect(valueOf(after, 'spi_emulator_records{table="products"}')).toBe(
    valueOf(before, 'spi_emulator_records{table="products"}')! + 1,
  );
  expect(valueOf(after, "spi_emulator_commits_waiting")).toBe(0);
});

it("has a latency for each counted request, in buckets that only grow", async () => {
  await run();
  for (let n = 0; n < 5; n++) await (await send("/products")).text();
  const text = await scrape();
  const labels = 'plane="product",source="client",operation="listProducts"';
  const buckets = text
    .split("\n")
    .filter((line) => line.startsWith(`spi_emulator_request_duration_seconds_bucket{${labels}`))
    .map((line) => Number(line.split(" ").at(-1)));
  expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
  expect(buckets.at(-1)).toBe(5);
  expect(valueOf(text, `spi_emulator_request_duration_seconds_count{${labels}}`)).toBe(5);
  expect(valueOf(text, `spi_emulator_request_duration_seconds_sum{${labels}}`)).toBeGreaterThan(0);
});

it("tells the lab's requests from those of clients", async () => {
  await run();
  await (await control("POST", "/clock/advance", { by_ms: 600_000 })).text();
  const text = await scrape();
  expect(valueOf(text, requests("pickTestOpportunity", "200", "product", "lab"))).toBeGreaterThan(0);
  expect(valueOf(text, "spi_emulator_lab_devices")).toBe(3);
});

it("counts what happened in a sandbox that is gone, and tells nothing of a client", async () => {
  await run({ lab: false });
  const made = await control("POST", "/sandboxes", { name: "hidden-name", seed: "demo" });
  const { accounts } = (await made.json()) as any;
  const theirs = accounts[0].credentials.consumer_key as string;
  expect(valueOf(await scrape(), "spi_emulator_sandboxes")).toBe(2);
  await (await send("/products", post(newProduct))).text();
  const during = valueOf(await scrape(), "spi_emulator_commits_total")!;
  await (await control("DELETE", "/sandboxes/hidden-name")).text();
  const text = await scrape();
  expect(valueOf(text, "spi_emulator_sandboxes")).toBe(1);
  expect(valueOf(text, "spi_emulator_commits_total")).toBe(during);
  const own = emulator.credentials.consumer_key;
  for (const data of ["hidden-name", "very-secret", "secret-snap", "example.com", "customer", theirs, own])
    expect(text).not.toContain(data);
});

it("needs the admin token where there is one", async () => {
  const adminToken = newSecret(16);
  await run({ adminToken, lab: false });
  const refused = await fetch(`${emulator.url}/_emulator/metrics`);
  expect(refused.status).toBe(401);
  await refused.text();
  const text = await scrape({ authorization: `Bearer ${adminToken}` });
  expect(valueOf(text, requests("none", "401", "control"))).toBe(1);
});

it("is the operator's on a demo host", async () => {
  const adminToken = newSecret(16);
  await run({ adminToken, demoHost: true, clock: "scaled" });
  const refused = await fetch(`${emulator.url}/_emulator/metrics`);
  expect(refused.status).toBe(401);
  await refused.text();
  expect(await scrape({ authorization: `Bearer ${adminToken}` })).toContain("spi_emulator_sandboxes 1");
});

it("has the metrics of its guide, and no others", async () => {
  await run();
  await (await send("/products")).text();
  const types = (await scrape()).matchAll(/^# TYPE (\S+) (\S+)$/gm);
  const guide = readFileSync(packageFile("docs", "guides", "metrics.md"), "utf8");
  const told = guide.matchAll(/^\| `(\w+)` +\| (\w+)/gm);
  expect([...types].map(([, name, type]) => `${name} ${type}`)).toEqual(
    [...told].map(([, name, type]) => `${name} ${type}`),
  );
});

const lacks = missingPython("prometheus_client");
it.skipIf(lacks !== undefined)(
  `is read whole by Debian's python3-prometheus-client${lacks === undefined ? "" : ` (skipped: ${lacks})`}`,
  async () => {
    await run();
    await (await send("/products", post(newProduct))).text();
    await (await control("POST", "/clock/advance", { by_ms: 60_000 })).text();
    await scrape();
    const script = `
import json, sys, urllib.request
from prometheus_client.parser import text_string_to_metric_families
text = urllib.request.urlopen(sys.argv[1] + "/_emulator/metrics").read().decode()
families = list(text_string_to_metric_families(text))
print(json.dumps({
  "types": {f.name: f.type for f in families},
  "undocumented": [f.name for f in families if not f.documentation],
  "empty": [f.name for f in families if not f.samples],
  "labels": sorted({label for f in families for s in f.samples for label in s.labels}),
}))`;
    const read = JSON.parse(await printed(PYTHON, ["-c", script, emulator.url]));
    expect(read.undocumented).toEqual([]);
    expect(read.empty).toEqual([]);
    expect(read.labels).toEqual(["le", "operation", "plane", "source", "status", "table", "version"]);
    // Their parser drops `_total` from the names of counters.
    expect(read.types).toMatchObject({
      spi_emulator_requests: "counter",
      spi_emulator_request_duration_seconds: "histogram",
      spi_emulator_commits: "counter",
      spi_emulator_commits_waiting: "gauge",
      process_resident_memory_bytes: "gauge",
      nodejs_eventloop_lag_p99_seconds: "gauge",
    });
    expect(Object.values(read.types)).not.toContain("unknown");
  },
);
