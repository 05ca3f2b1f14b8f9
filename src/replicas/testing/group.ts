import { DEFAULTS, type Config } from "../../config.js";
import { type Emulator, runEmulator } from "../../emulator.js";
import { signedFetch } from "../../oauth1/sign.js";
import { newSecret } from "../../ids.js";
import { wallTime } from "../../clock/clock.js";
import { atFileEnd } from "../../testing/file-end.js";
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
export async function startReplica(store: string, change: Partial<Config> = {}): Promise<Emulator> {
  const config = { ...DEFAULTS, port: 0, dataDir: temporaryFolder(), store, lab: false, ...change };
  const emulator = await runEmulator(config);
  atFileEnd(() => emulator.close().catch(() => undefined));
  return emulator;
}

/** Sends a request to the control plane of a replica. */
export async function control(
  { url }: Pick<Emulator, "url">,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${url}/_emulator${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
}

/** Makes a sandbox through a replica. */
export async function newSandbox(by: Pick<Emulator, "url">, name: string, more: object = {}): Promise<Shown> {
  const { status, body } = await control(by, "POST", "/sandboxes", {
    name,
    lab: false,
    seed: "empty",
    ...more,
  });
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
