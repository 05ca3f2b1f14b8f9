/**
 * 2,000 opportunities for 100 devices that are a process of their own, over sockets, checked from the outside.
 * Run: npm run build && npx tsx bench/lab-sockets.ts [OPPORTUNITIES [DEVICES]]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { formatCredentialsIni } from "../src/oauth1/credentials-file.js";
import type { Credentials } from "../src/oauth1/sign.js";
import { packageFile } from "../src/package-files.js";
import { checkWalks, PublicClient } from "../src/testing/check-walks.js";

const [wanted = 2000, devices = 100] = process.argv.slice(2).map(Number);
const SPECS = 20;
const SPEED = 600;

const folder = mkdtempSync(join(tmpdir(), "spi-bench-"));
const children: ChildProcess[] = [];
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

function run(...args: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [packageFile("dist", "main.js"), ...args, "--log-level", "warn"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith("\nReady.\n")) resolve(child);
    });
    child.once("exit", (code) => reject(new Error(`${args[0] ?? ""} ended with ${String(code)}`)));
  });
}

/** The share of one core that a process has used so far, in seconds. */
function cpuSeconds(child: ChildProcess): number {
  const fields = readFileSync(`/proc/${child.pid ?? 0}/stat`, "utf8")
    .split(") ")[1]!
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

try {
  const locator = join(folder, "locator.json");
  const ini = join(folder, "conf.ini");
  mkdirSync(join(folder, "devices"));
  writeFileSync(
    join(folder, "devices", "board.yaml"),
    `name: Board\nplatform: amd64\ncount: ${devices}\nagent: { id: board }\npoll_interval: 10m\n` +
      "phases: { provision: 20s, test: { min: 10s, max: 60s }, teardown: 5s }\n",
  );
  const common = ["--speed", String(SPEED)];
  const data = ["--data-dir", join(folder, "data"), "--seed", "empty"];
  const emulator = await run("start", "--no-lab", "--port", "0", "--locator", locator, ...data, ...common);
  const { url, credentials } = JSON.parse(readFileSync(locator, "utf8")) as {
    url: string;
    credentials: Credentials;
  };
  writeFileSync(ini, formatCredentialsIni(credentials));
  const client = new PublicClient(url, credentials);
  const product = await client.product(SPECS);
  const outbox = ["--outbox", join(folder, "outbox")];
  const folders = ["--devices", join(folder, "devices"), ...outbox];
  const lab = await run("lab", "--target", url, "--credentials", ini, ...folders, ...common);
  const start = performance.now();
  const known: string[] = [];
  for (let revision = 1; known.length < wanted; revision++)
    known.push(...(await client.advertise(product, revision)));
  say(`${known.length} acknowledged after ${((performance.now() - start) / 1000).toFixed(1)} s`);
  for (;;) {
    if ((await client.results(product)).length >= known.length) break;
    await sleep(500);
  }
  const seconds = (performance.now() - start) / 1000;
  const { stored, results, agents, problems } = await checkWalks(client, product, known);
  say(`${stored} stored, ${results} results, by ${agents} devices, in ${seconds.toFixed(1)} s`);
  say(`${(known.length / seconds).toFixed(0)} walks a second`);
  say(`emulator ${cpuSeconds(emulator).toFixed(1)} s of CPU, lab ${cpuSeconds(lab).toFixed(1)} s`);
  say(problems.length === 0 ? "no problems" : problems.join("\n"));
  if (problems.length > 0 || stored !== known.length) process.exitCode = 1;
} finally {
  for (const child of children) child.removeAllListeners("exit").kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
