import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { authorizationHeader } from "../src/oauth1/sign.js";
import { newSecret } from "../src/ids.js";
import { wallTime } from "../src/clock/clock.js";
import type { LoadClient } from "./load.js";
import { type Amount, round } from "./requests.js";
import { emulator, folder, seedFile, startEmulator, type Target } from "./servers.js";
import { figureOf, type Figure } from "./statistics.js";

/** The emulator with `stored` stored opportunities. */
export interface Grown {
  stored: number;
  /** From spawn to `Ready.`, in milliseconds. */
  start: Figure;
  /** Bytes after the start; and after requests. */
  rss: number;
  rssAfter: number;
  /** CPU in microseconds a request. */
  post: Figure;
  get: Figure;
  /** The unpaged list of all events. */
  list: ListRead;
}

/** What one reading of an unpaged list did to the server. Milliseconds. */
export interface ListRead {
  bytes: number;
  first: number;
  whole: number;
  /** The longest time that the loop stood still meanwhile. */
  pause: number;
  /** The most memory of the process until then, in bytes. */
  peak: number;
}

/** A data directory with `stored` finished opportunities. */
export async function storedFolder(stored: number): Promise<string> {
  const data = join(folder(), "data");
  const made = await startEmulator(["--no-lab", "--seed", seedFile(), "--data-dir", data]);
  await made.process.stop();
  const script = fileURLToPath(new URL("stored-child.ts", import.meta.url));
  const args = ["--import", "tsx", script, join(data, "default.jsonl"), String(stored)];
  if (stored > 0) await promisify(execFile)(process.execPath, args);
  return data;
}

/** Starts on what is stored, `times` times. */
export async function startsOn(data: string, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const { process: server } = await startEmulator(["--no-lab", "--data-dir", data], { probed: false });
    taken.push(performance.now() - server.startedAt);
    await server.stop();
  }
  return taken;
}

/** Measures the emulator at one size. */
export async function grown(client: LoadClient, stored: number, amount: Amount): Promise<Grown> {
  const data = await storedFolder(stored);
  const start = figureOf(await startsOn(data, amount.rounds));
  const copy = join(folder(), "data");
  cpSync(data, copy, { recursive: true });
  const target = await emulator(copy);
  const { rss } = await target.process.used();
  const figures = { post: [] as number[], get: [] as number[] };
  for (const kind of ["get", "post"] as const) {
    await round(client, target, kind, amount.warmUp);
    for (let n = 0; n < amount.rounds; n++)
      figures[kind].push((await round(client, target, kind, amount.requests)).cpu);
  }
  const rssAfter = (await target.process.used()).rss;
  const list = await readList(target);
  await target.process.stop();
  return { stored, start, rss, rssAfter, post: figureOf(figures.post), get: figureOf(figures.get), list };
}

async function readList(target: Target): Promise<ListRead> {
  const { port, product, credentials } = target;
  const url = `http://127.0.0.1:${port}/products/${product}/tests/events`;
  const timestamp = Math.floor(wallTime() / 1000);
  const request = { method: "GET", url, credentials, timestamp, nonce: newSecret(8) };
  const authorization = authorizationHeader({ ...request, signatureMethod: "HMAC-SHA1" });
  await target.process.watchLoop();
  const began = performance.now();
  let [first, bytes] = [0, 0];
  await new Promise<void>((resolve, reject) => {
    get(url, { headers: { authorization } }, (answer) => {
      answer.on("data", (chunk: Buffer) => {
        if (bytes === 0) first = performance.now() - began;
        bytes += chunk.length;
      });
      answer.on("end", resolve).on("error", reject);
    }).on("error", reject);
  });
  const whole = performance.now() - began;
  const { longest } = await target.process.loopPause();
  return { bytes, first, whole, pause: longest, peak: (await target.process.used()).peak };
}
