/**
 * What a request costs the process of `spi-emulator proxy`: verified, signed again, passed on, redacted, recorded, judged by
 * the contract and told. Ends with 1 if it is more than the aim. The results go to bench/results/proxy.json; what they mean is
 * in docs/performance.md. Run: npm run build && npx tsx bench/proxy.ts [--quick]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { formatCredentialsIni } from "../src/oauth1/credentials-file.js";
import { LoadClient } from "./load.js";
import { machine } from "./machine.js";
import { type Amount, type Kind, round, type Round } from "./requests.js";
import { holds, type Row, tableOf } from "./rows.js";
import { ServerProcess, stopAll } from "./server-process.js";
import { EMULATOR, emulator, folder, removeFolders, type Target } from "./servers.js";
import { figureOf } from "./statistics.js";

/** Milliseconds of CPU that a request may cost. */
const AIM_MS = 1;
const quick = process.argv.includes("--quick");
const AMOUNT: Amount = quick
  ? { warmUp: 2000, rounds: 3, requests: 1000 }
  : { warmUp: 6000, rounds: 5, requests: 3000 };

/** Ways to run it, by what users see of them. */
const WAYS = {
  "recording, dashboard, a line for each exchange": [],
  "recording only": ["--no-dashboard", "--quiet"],
} as const;

/** A proxy in front of a target, as a target. */
async function proxyOf(target: Target, flags: readonly string[]): Promise<Target> {
  const dir = folder();
  const ini = join(dir, "conf.ini");
  writeFileSync(ini, formatCredentialsIni(target.credentials));
  const server = new ServerProcess([
    ...[
      EMULATOR,
      "proxy",
      "--target",
      `http://127.0.0.1:${target.port}`,
      "--credentials",
      ini,
      "--port",
      "0",
    ],
    ...["--record", join(dir, "recording.jsonl"), "--record-limit", "2000", ...flags],
  ]);
  const [, port] = await server.ready(/^proxy +http:\/\/127\.0\.0\.1:(\d+) -> /m);
  return { ...target, name: "proxy", process: server, port: Number(port) };
}

async function measured(client: LoadClient, kind: Kind, way: keyof typeof WAYS): Promise<[Row, Round[]]> {
  const target = await emulator();
  const proxy = await proxyOf(target, WAYS[way]);
  await round(client, proxy, kind, AMOUNT.warmUp);
  const rounds: Round[] = [];
  for (let n = 0; n < AMOUNT.rounds; n++) rounds.push(await round(client, proxy, kind, AMOUNT.requests));
  await proxy.process.stop();
  await target.process.stop();
  const cost = figureOf(rounds.map(({ cpu }) => cpu / 1000));
  const row: Row = {
    ...{
      id: `proxy-${kind}`,
      what: `proxy, ${kind.toUpperCase()}, ${way}`,
      unit: "ms of CPU",
      emulator: cost,
    },
    beside: { "requests a second": figureOf(rounds.map(({ perSecond }) => perSecond)) },
    judged: { what: "ms", value: cost.median, aim: AIM_MS, better: "less" },
  };
  return [row, rounds];
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const client = new LoadClient();
try {
  const all: [Row, Round[]][] = [];
  for (const way of Object.keys(WAYS) as (keyof typeof WAYS)[])
    for (const kind of ["get", "post"] as const) all.push(await measured(client, kind, way));
  const rows = all.map(([row]) => row);
  const results = {
    ...machine(),
    rows,
    rounds: all.map(([, rounds]) => rounds),
  };
  mkdirSync(here("results"), { recursive: true });
  writeFileSync(here(`results/proxy${quick ? "-quick" : ""}.json`), `${JSON.stringify(results, null, 1)}\n`);
  console.log(`${tableOf(rows)}\n\n${results.machine}; ${results.commit}`);
  if (!rows.every(holds)) process.exitCode = 1;
} finally {
  client.close();
  await stopAll();
  removeFolders();
}
