import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { TargetOptions } from "../../contract-tests/target/target.js";
import { startChild } from "../api/child.js";
import { type Config, DEFAULTS } from "../config.js";
import type { Emulator } from "../emulator.js";
import { parseCredentialsIni } from "../oauth1/credentials-file.js";
import type { Credentials } from "../oauth1/sign.js";
import type { Fetch } from "../http/server.js";
import { packageFile } from "../package-files.js";
import { textOfFile } from "../text/file-text.js";

/** The suite's own emulator, with all its facts. */
export interface OwnTarget {
  target: TargetOptions;
  /** Puts its content back to the beginning; credentials stay the same. */
  reset: () => Promise<void>;
  close: () => Promise<void>;
}

interface InProcess {
  /** Answers requests of the product API. */
  productFetch: Fetch;
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
): Promise<OwnTarget & InProcess> {
  // Loaded only here: the built program has its emulator in another process.
  const { runEmulator } = await import("../emulator.js");
  const emulator = await runEmulator(configOf(profile, lab));
  return { ...ownTarget(emulator, profile, lab), productFetch: emulator.productFetch };
}

/**
 * As {@link startOwnTarget}, in a process of its own, so that target and suite run at the same time. The program that
 * is not built has no other process to start: its emulator is in this one.
 */
export async function startTargetAside(profile: TargetOptions["profile"]): Promise<OwnTarget> {
  if (!isBuilt) return startOwnTarget(profile);
  const own = ownTarget(await startChild(configOf(profile, false)), profile, false);
  return { ...own, target: { ...own.target, keepsConnections: true, endsWithRun: true } };
}

/** Whether this is the built program, and not the sources. */
const isBuilt = fileURLToPath(import.meta.url).startsWith(packageFile("dist", sep));

const configOf = (profile: TargetOptions["profile"], lab: boolean): Config => ({
  ...DEFAULTS,
  port: 0,
  inMemory: true,
  lab,
  seed: profile === "read-only" ? "demo" : "contract",
  logLevel: "silent",
});

/** A running emulator as a target. */
function ownTarget(
  { url, credentialsFiles, close }: Pick<Emulator, "url" | "credentialsFiles" | "close">,
  profile: TargetOptions["profile"],
  lab: boolean,
): OwnTarget {
  const [first, second] = credentialsFiles.map(readIni);
  return {
    target: {
      url,
      credentials: first!,
      second: second!,
      ...(profile === "read-only" ? DEMO_SEED : CONTRACT_SEED),
      control: { url, token: null },
      exclusive: true,
      ...(lab ? { foreignAgents: { platform: LAB_PLATFORM } } : {}),
      profile,
      patienceMs: lab ? LAB_PATIENCE_MS : PATIENCE_MS,
    },
    async reset() {
      const { status } = await fetch(`${url}/_emulator/reset`, { method: "POST" });
      if (status !== 200) throw new Error(`the reset of the suite's emulator gets HTTP ${status}`);
    },
    close,
  };
}

const readIni = (file: string): Credentials => parseCredentialsIni(textOfFile(file), file);
