import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ServerProcess } from "./server-process.js";
import { EMULATOR, folder, freePort, honoArgs, prismArgs, untilAnswered } from "./servers.js";
import { PublicClient } from "../src/testing/check-walks.js";
import { parseCredentialsIni } from "../src/oauth1/credentials-file.js";

/** From spawn to the first good answer. */
export interface Start {
  ms: number;
  /** CPU until then. */
  cpuMs: number;
}

/** As a user starts it: demo seed, lab, a new data directory. The first answer is a signed 200. */
async function emulatorStart(): Promise<Start> {
  const data = join(folder(), "data");
  const server = new ServerProcess([EMULATOR, "start", "--port", "0", "--data-dir", data], { probed: false });
  const [, url] = await server.ready(/url +(\S+)[^]*\nReady\.\n/);
  const ini = join(data, "conf.ini");
  const credentials = parseCredentialsIni(readFileSync(ini, "utf8"), ini);
  await new PublicClient(url!, credentials).call("GET", "/products");
  return ended(server);
}

async function honoStart(): Promise<Start> {
  const server = new ServerProcess(honoArgs(), { probed: false });
  const [, port] = await server.ready(/Ready\. (\d+)/);
  await untilAnswered(Number(port));
  return ended(server);
}

async function prismStart(): Promise<Start> {
  const port = await freePort();
  const server = new ServerProcess(prismArgs(port), { probed: false });
  await untilAnswered(port);
  return ended(server);
}

async function ended(server: ServerProcess): Promise<Start> {
  const ms = performance.now() - server.startedAt;
  const { cpuMs } = server.usedSoFar();
  await server.stop("SIGKILL");
  return { ms, cpuMs };
}

/** Starts all of them in turn, so many times. */
export async function starts(times: number): Promise<Record<"emulator" | "hono" | "prism", Start[]>> {
  const taken = { emulator: [] as Start[], hono: [] as Start[], prism: [] as Start[] };
  for (let n = 0; n < times; n++) {
    taken.emulator.push(await emulatorStart());
    taken.hono.push(await honoStart());
    // It takes so much longer that one in two is enough.
    if (n % 2 === 0) taken.prism.push(await prismStart());
  }
  return taken;
}
