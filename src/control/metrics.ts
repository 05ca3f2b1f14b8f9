import type { ProcessFigures } from "../http/process-figures.js";
import { type Counted, LATENCY_BOUNDS_MS, type RequestCounts } from "../http/request-counts.js";
import { version } from "../package-files.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";
import { Exposition, type Labels, type Sample } from "./exposition.js";
import { addProcess } from "./process-metrics.js";

/** All metrics of the process. Labels hold operations, statuses and names of tables, no sandbox, account or id. */
export function metricsText(figures: ProcessFigures, sandboxes: Sandboxes): string {
  const out = new Exposition();
  out.add("spi_emulator_info", "gauge", "The version; the value is always 1.", [
    { labels: { version }, value: 1 },
  ]);
  addRequests(out, figures);
  addAdmission(out, figures);
  addSandboxes(out, sandboxes);
  addProcess(out, figures.loop.read());
  return out.text();
}

function addRequests(out: Exposition, { product, control }: ProcessFigures): void {
  const series = [...seriesOf("product", product), ...seriesOf("control", control)];
  out.add(
    "spi_emulator_requests_total",
    "counter",
    'Answered requests. status "cut": a fault cut the connection.',
    series.flatMap(({ labels, counted }) => statusSamples(labels, counted)),
  );
  out.add(
    "spi_emulator_request_duration_seconds",
    "histogram",
    "Time from a request's arrival to its answer, which waits for the disk.",
    series.flatMap(({ labels, counted }) => latencySamples(labels, counted)),
  );
  out.one(
    "spi_emulator_faulted_requests_total",
    "counter",
    "Requests of the product API that a fault changed.",
    product.faults,
  );
}

interface Series {
  labels: Labels;
  counted: Counted;
}

function seriesOf(plane: string, counts: RequestCounts): Series[] {
  return [...counts.all()].flatMap(([operation, { client, lab }]) =>
    Object.entries({ client, lab }).flatMap(([source, counted]) =>
      counted === null ? [] : [{ labels: { plane, source, operation }, counted }],
    ),
  );
}

function statusSamples(labels: Labels, { statuses }: Counted): Sample[] {
  return [...statuses].flatMap((value, status) =>
    value === 0 ? [] : [{ labels: { ...labels, status: status === 0 ? "cut" : String(status) }, value }],
  );
}

function latencySamples(labels: Labels, { latencies, totalMs }: Counted): Sample[] {
  let value = 0;
  const buckets = [...latencies].map((count, at): Sample => {
    value += count;
    const bound = LATENCY_BOUNDS_MS[at];
    const le = bound === undefined ? "+Inf" : String(bound / 1000);
    return { labels: { ...labels, le }, suffix: "_bucket", value };
  });
  return [...buckets, { labels, suffix: "_sum", value: totalMs / 1000 }, { labels, suffix: "_count", value }];
}

function addAdmission(out: Exposition, { admission }: ProcessFigures): void {
  const { waiting, bodyBytes, refused } = admission;
  out.one("spi_emulator_requests_waiting", "gauge", "Requests that wait for their turn.", waiting);
  out.one("spi_emulator_request_body_bytes", "gauge", "Bytes of the current requests' bodies.", bodyBytes);
  out.one(
    "spi_emulator_requests_shed_total",
    "counter",
    "Requests that got 503 before any work, because there was too much to do; not in spi_emulator_requests_total.",
    refused,
  );
}

function addSandboxes(out: Exposition, { registry, totals }: Sandboxes): void {
  const all = registry.all();
  const gauge = (name: string, help: string, of: (sandbox: Sandbox) => number): void =>
    out.one(
      `spi_emulator_${name}`,
      "gauge",
      help,
      all.reduce((sum, sandbox) => sum + of(sandbox), 0),
    );
  gauge("sandboxes", "Sandboxes.", () => 1);
  out.one("spi_emulator_commits_total", "counter", "Changes of the state.", totals.commits);
  gauge(
    "commits_waiting",
    "Changes that are not on disk yet; their requests wait.",
    (one) => one.waitingCommits,
  );
  out.add("spi_emulator_records", "gauge", "Records in all sandboxes.", recordSamples(all));
  gauge(
    "opportunities_unfinished",
    "Test opportunities whose result is not stored.",
    ({ state }) => state.unfinished.size,
  );
  gauge("lab_devices", "Devices of the virtual labs.", ({ lab }) => lab?.devices().length ?? 0);
  gauge("faults_active", "Faults that may still apply.", ({ faults }) => faults.active);
  gauge("exchanges_kept", "Recorded exchanges in memory.", ({ exchanges }) => exchanges.kept);
  gauge("exchange_bytes", "Approximate size of those exchanges.", ({ exchanges }) => exchanges.bytes);
  gauge("stream_clients", "Subscribers of events: streams, waits and open pages.", ({ bus }) => bus.watchers);
}

/** By table, summed over the sandboxes. */
function recordSamples(all: readonly Sandbox[]): Sample[] {
  const sums = new Map<string, number>();
  for (const { state } of all)
    for (const [table, records] of Object.entries(state.tables))
      if (table !== "meta") sums.set(table, (sums.get(table) ?? 0) + records.size);
  return [...sums].map(([table, value]) => ({ labels: { table }, value }));
}
