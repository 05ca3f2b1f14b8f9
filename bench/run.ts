import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { grown, type Grown } from "./growth.js";
import { labOverSockets } from "./lab-over-sockets.js";
import type { LoadClient } from "./load.js";
import { alternating, type Amount, type Kind, round, type Round } from "./requests.js";
import type { Row } from "./rows.js";
import { ServerProcess } from "./server-process.js";
import { bareHono, EMULATOR, emulator, honoAjv, limit, prism, type Target } from "./servers.js";
import { starts } from "./start-up.js";
import { figureOf, ratioOf } from "./statistics.js";

/** How much of everything is measured. */
export interface Size {
  amount: Amount;
  starts: number;
  /** Stored opportunities; the last size is that of the rows. */
  stored: readonly number[];
  walks: number;
  socketWalks: number;
  /** Walked in one process, for its memory. */
  resident: number;
  contract: boolean;
}

export const FULL: Size = {
  amount: { warmUp: 12_000, rounds: 5, requests: 5000 },
  starts: 7,
  stored: [0, 10_000, 100_000],
  walks: 10_000,
  socketWalks: 2000,
  resident: 100_000,
  contract: true,
};
export const QUICK: Size = {
  amount: { warmUp: 3000, rounds: 3, requests: 1500 },
  starts: 3,
  stored: [0, 10_000],
  walks: 1000,
  socketWalks: 200,
  resident: 0,
  contract: true,
};
export const LONG: Size = { ...FULL, stored: [...FULL.stored, 1_000_000] };

/** Everything that was measured. */
export interface Measured {
  rows: Row[];
  /** CPU in microseconds a request, by kind and server. */
  requests: Record<Kind, Record<string, Round[]>>;
  growth: Grown[];
}

type Say = (text: string) => void;

/** Measures all, part by part. */
export async function measure(client: LoadClient, size: Size, say: Say): Promise<Measured> {
  say("requests");
  const post = await besideEachOther(
    client,
    "post",
    [emulator, () => limit("hono"), () => limit("http"), honoAjv, prism],
    size,
  );
  const get = await besideEachOther(
    client,
    "get",
    [emulator, () => limit("hono"), () => limit("http"), honoAjv, bareHono, prism],
    size,
  );
  const rows = [
    requestRow({ id: "post", what: "`POST /products/{id}/snaps`, HMAC, durable", rounds: post, aim: 0.8 }),
    requestRow({ id: "get", what: "`GET tests/events?test_opportunity_id=`, HMAC", rounds: get, aim: 0.75 }),
    tailRow(get),
  ];
  say("start");
  rows.push(await startRow(size));
  say("growth");
  const growth: Grown[] = [];
  for (const stored of size.stored) growth.push(await grown(client, stored, { ...size.amount, rounds: 3 }));
  const largest = growth.find(({ stored }) => stored === 100_000);
  if (largest) {
    rows.push({
      ...{
        id: "start-stored",
        what: "start on 100,000 stored",
        unit: "ms",
        emulator: largest.start,
        beside: {},
      },
      judged: { what: "ms", value: largest.start.median, aim: 1300, better: "less" },
    });
  }
  say("pauses of the event loop");
  rows.push(await pauseRow(client, size));
  say("lab in process");
  rows.push(...(await labRows(size)));
  say("lab over sockets");
  const sockets = figureOf([(await labOverSockets(size.socketWalks)).perSecond]);
  rows.push({
    ...{ id: "lab-sockets", what: "lab over sockets", unit: "walks/s", emulator: sockets, beside: {} },
    judged: { what: "walks/s", value: sockets.median, aim: 400, better: "more" },
  });
  if (size.contract) {
    say("contract");
    rows.push(await contractRow());
  }
  return { rows, requests: { post: Object.fromEntries(post), get: Object.fromEntries(get) }, growth };
}

async function besideEachOther(
  client: LoadClient,
  kind: Kind,
  make: readonly (() => Promise<Target>)[],
  { amount }: Size,
): Promise<Map<string, Round[]>> {
  const targets: Target[] = [];
  for (const start of make) targets.push(await start());
  const rounds = await alternating(client, targets, kind, amount);
  for (const { process } of targets) await process.stop();
  return rounds;
}

const cpuOf = (rounds: readonly Round[]): number[] => rounds.map(({ cpu }) => cpu);

function requestRow({
  rounds,
  aim,
  ...named
}: {
  id: string;
  what: string;
  rounds: Map<string, Round[]>;
  aim: number;
}): Row {
  const all = [...rounds].map(([name, ofOne]) => [name, figureOf(cpuOf(ofOne))] as const);
  const { emulator: own, ...beside } = Object.fromEntries(all);
  const share = ratioOf(cpuOf(rounds.get("limit on Hono")!), cpuOf(rounds.get("emulator")!));
  return {
    ...named,
    unit: "µs of CPU",
    emulator: own!,
    beside,
    judged: { what: "share of the limit on Hono", value: share.median, aim, better: "more" },
  };
}

function tailRow(rounds: Map<string, Round[]>): Row {
  const tail = (name: string) => figureOf(rounds.get(name)!.map(({ p99, p50 }) => p99 / p50));
  const own = tail("emulator");
  return {
    ...{ id: "tail", what: "p99 over p50 of that GET", unit: "times", emulator: own },
    beside: { "limit on Hono": tail("limit on Hono"), Prism: tail("Prism") },
    judged: { what: "times", value: own.median, aim: 5, better: "less" },
  };
}

async function startRow(size: Size): Promise<Row> {
  const taken = await starts(size.starts);
  const ms = (name: keyof typeof taken): number[] => taken[name].map((start) => start.ms);
  return {
    ...{ id: "start", what: "spawn to first signed 200, demo seed and lab", unit: "ms" },
    emulator: figureOf(ms("emulator")),
    beside: { "bare Hono": figureOf(ms("hono")), Prism: figureOf(ms("prism")) },
    judged: {
      what: "times bare Hono",
      value: ratioOf(ms("emulator"), ms("hono")).median,
      aim: 1.5,
      better: "less",
    },
  };
}

/** The log grows from nothing, so that it is compacted more than once in every round but the first. */
async function pauseRow(client: LoadClient, { amount }: Size): Promise<Row> {
  const target = await emulator();
  await round(client, target, "get", amount.requests);
  const pauses: number[] = [];
  for (let n = 0; n < amount.rounds; n++) {
    await target.process.watchLoop();
    await round(client, target, "post", amount.requests);
    await round(client, target, "get", amount.requests);
    pauses.push((await target.process.loopPause()).longest);
  }
  await target.process.stop();
  const longest = figureOf(pauses);
  return {
    ...{ id: "pause", what: "longest pause of the loop under load, compaction included", unit: "ms" },
    ...{ emulator: longest, beside: {} },
    judged: { what: "ms", value: longest.median, aim: 20, better: "less" },
  };
}

interface LabReport {
  perSecond: number;
  cpuMs: number;
  /** Bytes: the most while walking, and what is left {@link SETTLE_S} later. */
  peak: number;
  after: number;
}

/** Seconds after which resident memory is what stays. */
const SETTLE_S = 30;

async function lab(walks: number, settle = 0): Promise<LabReport> {
  const script = fileURLToPath(new URL("lab-child.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...["--import", "tsx", script],
    ...[String(walks), String(settle)],
  ]);
  return JSON.parse(stdout) as LabReport;
}

async function labRows({ walks, resident }: Size): Promise<Row[]> {
  const perSecond = figureOf([(await lab(walks)).perSecond, (await lab(walks)).perSecond]);
  const row: Row = {
    ...{ id: "lab", what: "lab in process", unit: "walks/s", emulator: perSecond, beside: {} },
    judged: { what: "walks/s", value: perSecond.median, aim: 1500, better: "more" },
  };
  if (resident === 0) return [row];
  const { peak, after } = await lab(resident, SETTLE_S);
  const mb = figureOf([after / 1e6]);
  const what = `resident ${SETTLE_S} s after ${resident.toLocaleString("en")} walked`;
  return [
    row,
    {
      ...{
        id: "resident",
        what,
        unit: "MB",
        emulator: mb,
        beside: { "peak on the way": figureOf([peak / 1e6]) },
      },
      judged: { what: "MB", value: mb.median, aim: 300, better: "less" },
    },
  ];
}

async function contractRow(): Promise<Row> {
  const server = new ServerProcess([EMULATOR, "contract"], { probed: false });
  await server.ready(/\d+ conform, 0 fail/);
  const seconds = figureOf([(performance.now() - server.startedAt) / 1000]);
  await server.stop();
  return {
    ...{ id: "contract", what: "`contract`", unit: "s", emulator: seconds, beside: {} },
    judged: { what: "s", value: seconds.median, aim: 6, better: "less" },
  };
}
