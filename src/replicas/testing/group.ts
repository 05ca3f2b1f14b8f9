import { expect } from "vitest";
import { DEFAULTS, type Config } from "../../config.js";
import { type Emulator, runEmulator } from "../../emulator.js";
import { signedFetch } from "../../oauth1/sign.js";
import { newSecret } from "../../ids.js";
import { wallTime } from "../../clock/clock.js";
import type { RestTimes } from "../sweeper.js";
import { atFileEnd } from "../../testing/file-end.js";
import { type StartedEmulator, startProcess } from "../../testing/emulator-process.js";
import { temporaryFolder } from "../../testing/temporary-folder.js";
import type { TestPostgres } from "../../testing/postgres.js";

/** A sandbox as the control plane shows it, as far as the tests read it. */
export interface Shown {
  name: string;
  replica?: string | null;
  accounts: { email: string; credentials: Emulator["credentials"] }[];
  counts: { products: number };
}

/** A new database for a group of replicas. */
export const newStore = (postgres: TestPostgres): Promise<string> => postgres.newDatabase();

/** Starts a replica in this process; it is closed when the test file ends. */
export async function startReplica(
  store: string,
  change: Partial<Config> = {},
  rest?: RestTimes,
): Promise<Emulator> {
  const config = { ...DEFAULTS, port: 0, dataDir: temporaryFolder(), store, lab: false, ...change };
  const emulator = await runEmulator(config, undefined, rest);
  atFileEnd(() => emulator.close().catch(() => undefined));
  return emulator;
}

/** Starts a replica as a process of its own, so that it can be killed or stopped. */
export const startReplicaProcess = (
  store: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<StartedEmulator> =>
  startProcess(["--data-dir", temporaryFolder(), "--store", store, "--log-level", "warn", ...args], { env });

/** Sends a request to the control plane of a replica. */
export async function control(
  { url }: Pick<Emulator, "url">,
  method: string,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${url}/_emulator${path}`, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...more },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
}

/** Makes a sandbox through a replica. */
export async function newSandbox(
  by: Pick<Emulator, "url">,
  name: string,
  more: object = {},
  headers: Record<string, string> = {},
): Promise<Shown> {
  const wish = { name, lab: false, seed: "empty", ...more };
  const { status, body } = await control(by, "POST", "/sandboxes", wish, headers);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body as Shown;
}

/** Sends a signed request to a replica for a sandbox. */
export function signed(
  { url }: Pick<Emulator, "url">,
  { accounts }: Pick<Shown, "accounts">,
  path: string,
  init?: RequestInit,
): Promise<Response> {
  const send = signedFetch(accounts[0]!.credentials, { fetch, now: wallTime, nonce: () => newSecret(8) });
  return send(`${url}${path}`, init);
}

/** Makes a product of a sandbox through a replica. */
export const makeProduct = (by: Pick<Emulator, "url">, sandbox: Shown, name: string): Promise<Response> =>
  signed(by, sandbox, "/products", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, release: "15.04-core", snaps: [] }),
  });

/** How a request ended, in one word; "wrong" is neither an answer nor 503 with Retry-After. */
export type Ending = "made" | "refused" | "unknown" | "wrong";

/** Makes a product and says how that ended. */
export async function tryProduct(by: Pick<Emulator, "url">, sandbox: Shown, name: string): Promise<Ending> {
  let answer: Response;
  try {
    answer = await makeProduct(by, sandbox, name);
  } catch {
    return "unknown";
  }
  const text = await answer.text();
  if (answer.status === 201) return "made";
  if (answer.status !== 503 || answer.headers.get("retry-after") === null) return "wrong";
  return /nothing was (done|changed)/.test(text) ? "refused" : "unknown";
}

/** The names of a sandbox's products as soon as it answers. */
export async function productsOf(by: Pick<Emulator, "url">, sandbox: Shown): Promise<string[]> {
  let names: string[] | null = null;
  await expect
    .poll(async () => {
      const answer = await signed(by, sandbox, "/products").catch(() => null);
      if (answer?.status !== 200) return answer?.status;
      const { products } = (await answer.json()) as { products: { name: string }[] };
      names = products.map(({ name }) => name);
      return 200;
    })
    .toBe(200);
  return names!;
}

/** Checks that what was acknowledged is there, nothing twice, and nothing that was refused. */
export function expectKept(names: readonly string[], endings: ReadonlyMap<string, Ending>): void {
  expect(names).toHaveLength(new Set(names).size);
  for (const [name, ending] of endings) {
    expect([name, ending]).not.toEqual([name, "wrong"]);
    if (ending === "made") expect(names).toContain(name);
    if (ending === "refused") expect(names).not.toContain(name);
  }
}

/** Makes products, one after the other, until it is stopped; resolves with how each ended. */
export function load(by: readonly Pick<Emulator, "url">[], sandbox: Shown, prefix: string) {
  const endings = new Map<string, Ending>();
  let isOver = false;
  const work = async (): Promise<void> => {
    for (let n = 0; !isOver; n++) {
      const name = `${prefix}.${n}`;
      endings.set(name, await tryProduct(by[n % by.length]!, sandbox, name));
    }
  };
  const running = work();
  const made = (): number => [...endings.values()].filter((ending) => ending === "made").length;
  return {
    made,
    endings: endings as ReadonlyMap<string, Ending>,
    /** Resolves when so many more products are made. */
    more: (count: number) => {
      const before = made();
      return expect.poll(made).toBeGreaterThanOrEqual(before + count);
    },
    async stop(): Promise<Map<string, Ending>> {
      isOver = true;
      await running;
      return endings;
    },
  };
}
