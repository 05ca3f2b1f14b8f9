import { readFileSync } from "node:fs";
import type { TargetOptions } from "../../contract-tests/target/target.js";
import { DEFAULTS } from "../config.js";
import { runEmulator } from "../emulator.js";
import { parseCredentialsIni } from "../oauth1/credentials-file.js";
import type { Credentials } from "../oauth1/sign.js";
import type { Fetch } from "../http/server.js";

/** The suite's own emulator, with all its facts. */
export interface OwnTarget {
  target: TargetOptions;
  /** Answers requests of the product API. */
  productFetch: Fetch;
  /** Puts its content back to the beginning; credentials stay the same. */
  reset: () => Promise<void>;
  close(): Promise<void>;
}

/** How long the suite waits for its own emulator, in milliseconds. */
const PATIENCE_MS = 5000;
/** How long the suite waits for the agents of its lab, in milliseconds. */
const LAB_PATIENCE_MS = 30_000;

type SeedFacts = Pick<TargetOptions, "organization" | "login" | "barred">;

/** The first account and the barred accounts of the seed `contract`. */
const CONTRACT_SEED = {
  organization: "first-org",
  login: { email: "first@example.com", password: "correct horse" },
  barred: {
    twoFactor: { email: "two-factor@example.com", password: "two factors", otp: "123456" },
    suspended: { email: "suspended@example.com", password: "suspended account" },
    deactivated: { email: "deactivated@example.com", password: "deactivated account" },
    invalidated: { email: "invalidated@example.com", password: "invalidated email" },
  },
} satisfies SeedFacts;
/** The first account of the seed `demo`, which has a history to read. */
const DEMO_SEED = {
  organization: "docs-org",
  login: { email: "customer@example.com", password: "correct horse" },
} satisfies SeedFacts;

/** Platform of some of the lab's devices. */
const LAB_PLATFORM = "pi2";

/**
 * Starts an emulator in this process, in memory and on a free port. It has no lab, because agents would pick the
 * suite's opportunities, unless `lab` is set. The seed is `contract`, or `demo` for the profile `read-only`.
 */
export async function startOwnTarget(
  profile: TargetOptions["profile"] = "full",
  { lab = false }: { lab?: boolean } = {},
): Promise<OwnTarget> {
  const isReadOnly = profile === "read-only";
  const config = {
    ...DEFAULTS,
    port: 0,
    inMemory: true,
    lab,
    seed: isReadOnly ? "demo" : "contract",
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
      ...(isReadOnly ? DEMO_SEED : CONTRACT_SEED),
      control: { url, token: null },
      exclusive: true,
      ...(lab ? { foreignAgents: { platform: LAB_PLATFORM } } : {}),
      profile,
      patienceMs: lab ? LAB_PATIENCE_MS : PATIENCE_MS,
    },
    productFetch: emulator.productFetch,
    async reset() {
      const { status } = await fetch(`${url}/_emulator/reset`, { method: "POST" });
      if (status !== 200) throw new Error(`the reset of the suite's emulator gets HTTP ${status}`);
    },
    close: () => emulator.close(),
  };
}

const readIni = (file: string): Credentials => parseCredentialsIni(readFileSync(file, "utf8"), file);
