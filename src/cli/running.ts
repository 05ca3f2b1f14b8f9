import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import type { Config } from "../config.js";
import { textOf } from "../text/bounded-text.js";
import { CliError } from "./exit.js";

/** How long `start` waits for the answer of a running emulator, in milliseconds. */
const HEALTH_MS = 2000;
/** The maximum size of that answer, in bytes: another program may listen there. */
const MAX_HEALTH_BYTES = 64 * 1024;

/** Adds the address of an emulator that runs at this one's to an error that it may be the cause of. */
export async function withRunning(error: unknown, { host, port }: Readonly<Config>): Promise<unknown> {
  const isTaken = error instanceof Error && ["ListenError", "StoreError"].includes(error.name);
  if (!isTaken || port === 0) return error;
  const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  // The running one may have been started with other settings than this one.
  for (const url of [`http://${authority}`, `https://${authority}`])
    if (await isAlive(url))
      return new CliError(`${error.message} An emulator is running at ${url}/_emulator/dashboard/`);
  return error;
}

/** Whether an emulator answers at a URL. Any certificate is accepted, because nothing secret is sent. */
async function isAlive(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(HEALTH_MS);
  const address = `${url}/_emulator/health`;
  try {
    const text = await new Promise<string>((resolve, reject) => {
      const sent = url.startsWith("https:")
        ? requestTls(address, { signal, agent: false, rejectUnauthorized: false })
        : requestPlain(address, { signal, agent: false });
      sent.once("response", (answer) => void textOf(answer, MAX_HEALTH_BYTES).then(resolve, reject));
      // Node tells of no error where the answer changes to another protocol (101).
      sent.once("upgrade", (_, socket) => {
        socket.destroy();
        reject(new Error("another protocol"));
      });
      sent.once("error", reject).end();
    });
    return (JSON.parse(text) as { status?: unknown } | null)?.status === "alive";
  } catch {
    return false;
  }
}
