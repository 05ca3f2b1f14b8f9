import { readFileSync } from "node:fs";
import type { BarredAccounts, TargetOptions } from "../../contract-tests/target.js";
import { DEFAULTS } from "../config.js";
import { runEmulator } from "../emulator.js";
import { parseCredentialsIni } from "../oauth1/credentials-file.js";
import type { Credentials } from "../oauth1/sign.js";
import type { Fetch } from "../server.js";

/** An emulator of the suite's own, of which it knows everything. */
export interface OwnTarget {
  target: TargetOptions;
  /** What answers requests of the product API. */
  productFetch: Fetch;
  close(): Promise<void>;
}

/** How long the suite waits for what its own emulator does, in milliseconds. */
const PATIENCE_MS = 5000;

/** What the seed `contract` says of its first account, and of those that are barred. */
export const FIRST = { email: "first@example.com", password: "correct horse" };
export const ORGANIZATION = "first-org";
export const BARRED: BarredAccounts = {
  twoFactor: { email: "two-factor@example.com", password: "two factors", otp: "123456" },
  suspended: { email: "suspended@example.com", password: "suspended account" },
  deactivated: { email: "deactivated@example.com", password: "deactivated account" },
  invalidated: { email: "invalidated@example.com", password: "invalidated email" },
};

/** Starts an emulator in this process: in memory, on a free port, without a lab, with the seed `contract`. */
export async function startOwnTarget(profile: TargetOptions["profile"] = "full"): Promise<OwnTarget> {
  const config = {
    ...DEFAULTS,
    port: 0,
    inMemory: true,
    lab: false,
    seed: "contract",
    logLevel: "silent",
  } as const;
  const emulator = await runEmulator(config);
  const { url, credentialsFiles } = emulator;
  const [first, second] = credentialsFiles.map(readIni);
  return {
    target: {
      url,
      credentials: first!,
      second: second!,
      organization: ORGANIZATION,
      login: FIRST,
      barred: BARRED,
      control: { url, token: null },
      exclusive: true,
      profile,
      patienceMs: PATIENCE_MS,
    },
    productFetch: emulator.productFetch,
    close: () => emulator.close(),
  };
}

const readIni = (file: string): Credentials => parseCredentialsIni(readFileSync(file, "utf8"), file);
