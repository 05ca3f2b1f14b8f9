import type { Credentials } from "../../src/oauth1/sign.js";
import type { Capability } from "./capability.js";

/** An account at the token endpoint. */
export interface Login {
  email: string;
  password: string;
  /** The second factor, where it has one. */
  otp?: string;
}

/** Accounts that a target is known to bar, each in its own way (contract.md §3). */
export interface BarredAccounts {
  twoFactor: Login;
  suspended: Login;
  deactivated: Login;
  invalidated: Login;
}

/** What is judged: a URL and what was declared of it. */
export interface TargetOptions {
  /** May have a path of its own: `https://lab.example.com/spi`. */
  url: string;
  credentials: Credentials;
  second?: Credentials;
  /** A product to work below, where the suite may not make its own. */
  product?: string;
  /** Name of an organization of the account. */
  organization?: string;
  login?: Login;
  barred?: BarredAccounts;
  /** The control plane of an emulator, and its bearer token. */
  control?: { url: string; token: string | null; sandbox?: string };
  /** Agents of others finish what is advertised: those of this platform, or null for a Test Spec without one. */
  foreignAgents?: { platform: string | null };
  /** Nobody else uses it: the suite's own emulator. Elsewhere it minds what others have there. */
  exclusive?: boolean;
  /** Abilities that it is declared to lack, whatever a probe would find. */
  without?: readonly Capability[];
  profile: "full" | "read-only";
  /** How long to wait for what others do, in milliseconds. */
  patienceMs: number;
}

/** A target whose abilities are known. */
export interface Target extends TargetOptions {
  /** What it is able to do. */
  capabilities: ReadonlySet<Capability>;
  /** Why it lacks the others. */
  lacks: ReadonlyMap<Capability, string>;
}
