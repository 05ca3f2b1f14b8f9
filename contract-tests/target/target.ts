import type { Credentials } from "../../src/oauth1/sign.js";
import type { Capability } from "./capability.js";

/** An account at the token endpoint. */
export interface Login {
  email: string;
  password: string;
  /** The one-time password, for two-factor accounts. */
  otp?: string;
}

/** Known accounts that the target bars, one for each reason (contract.md §3). */
export interface BarredAccounts {
  twoFactor: Login;
  suspended: Login;
  deactivated: Login;
  invalidated: Login;
}

/** A target: a URL and declared facts. */
export interface TargetOptions {
  /** May have a path: `https://lab.example.com/spi`. */
  url: string;
  credentials: Credentials;
  second?: Credentials;
  /** A product to use if the suite must not create its own. */
  product?: string;
  /** Name of an organization of the account. */
  organization?: string;
  login?: Login;
  barred?: BarredAccounts;
  /** The control plane of an emulator, and its bearer token. */
  control?: { url: string; token: string | null; sandbox?: string };
  /** Other agents finish opportunities: those of this platform; null: of any platform. */
  foreignAgents?: { platform: string | null };
  /** Whether only the suite uses the target (its own emulator). On other targets, it respects existing objects. */
  exclusive?: boolean;
  /** Whether it is known to keep its connections open, so that every request may use one that was used before. */
  keepsConnections?: boolean;
  /** Whether it ends with the run, so that the clean-up deletes only as much as its clauses need. */
  endsWithRun?: boolean;
  /** Capabilities declared as missing, regardless of a probe. */
  without?: readonly Capability[];
  profile: "full" | "read-only";
  /** How long to wait for agents and asynchronous work, in milliseconds. */
  patienceMs: number;
}

/** A target with known capabilities. */
export interface Target extends TargetOptions {
  /** Its capabilities. */
  capabilities: ReadonlySet<Capability>;
  /** Why it lacks the other capabilities. */
  lacks: ReadonlyMap<Capability, string>;
}
