import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { formatCredentialsIni } from "../src/oauth1/credentials-file.js";
import { checkWalks, PublicClient } from "../src/testing/check-walks.js";
import { ServerProcess } from "./server-process.js";
import { EMULATOR, folder, startEmulator } from "./servers.js";

const SPECS = 20;
const DEVICES = 100;
const SPEED = 600;
const BOARD = `
name: Board
platform: amd64
count: ${DEVICES}
agent: { id: board }
poll_interval: 10m
phases: { provision: 20s, test: { min: 10s, max: 60s }, teardown: 5s }
`;

/** The result of a lab in a separate process. */
export interface SocketLab {
  perSecond: number;
  /** CPU of both processes in milliseconds a walk. */
  cpuMs: number;
}

/** Has 100 devices walk `wanted` opportunities over sockets, and checks from outside that all is as it should be. */
export async function labOverSockets(wanted: number): Promise<SocketLab> {
  const dir = folder();
  mkdirSync(join(dir, "devices"));
  writeFileSync(join(dir, "devices", "board.yaml"), BOARD);
  const pace = ["--speed", String(SPEED), "--log-level", "warn"];
  const data = ["--data-dir", join(dir, "data"), "--seed", "empty"];
  const emulator = await startEmulator(["--no-lab", ...data, ...pace]);
  const ini = join(dir, "conf.ini");
  writeFileSync(ini, formatCredentialsIni(emulator.credentials));
  const client = new PublicClient(emulator.url, emulator.credentials);
  const product = await client.product(SPECS);
  const folders = ["--devices", join(dir, "devices"), "--outbox", join(dir, "outbox")];
  const lab = new ServerProcess(
    [EMULATOR, "lab", "--target", emulator.url, "--credentials", ini, ...folders, ...pace],
    { probed: false },
  );
  await lab.ready(/\nReady\.\n/);
  const cpuMs = (): number => emulator.process.usedSoFar().cpuMs + lab.usedSoFar().cpuMs;
  const [began, cpuBefore] = [performance.now(), cpuMs()];
  const known: string[] = [];
  for (let revision = 1; known.length < wanted; revision++)
    known.push(...(await client.advertise(product, revision)));
  while ((await storedResults(emulator.url)) < known.length) await sleep(250);
  const seconds = (performance.now() - began) / 1000;
  const used = cpuMs() - cpuBefore;
  const { stored, problems } = await checkWalks(client, product, known);
  if (problems.length > 0 || stored !== known.length)
    throw new Error(`lab over sockets: ${problems.join("\n")}`);
  await lab.stop();
  await emulator.process.stop();
  return { perSecond: known.length / seconds, cpuMs: used / known.length };
}

/** The number of stored results, by the control plane. */
async function storedResults(url: string): Promise<number> {
  const answer = await fetch(`${url}/_emulator/sandboxes/default`);
  return ((await answer.json()) as { counts: { results: number } }).counts.results;
}
