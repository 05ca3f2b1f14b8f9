import type { components } from "../spec/control-types.gen.js";

type Schemas = components["schemas"];

/** OAuth 1.0a credentials, named as in the `conf.ini`. */
export type Credentials = Schemas["Credentials"];
/** An account of a sandbox with its credentials. */
export type Account = Schemas["SandboxAccount"];
/** A sandbox as the control plane describes it. */
export type SandboxInfo = Schemas["Sandbox"];
/** A recorded product request and its answer. */
export type Exchange = Schemas["Exchange"];
/** A fault with what it has done so far. */
export type FaultInfo = Schemas["Fault"];
/** A sandbox's clock. */
export type ClockState = Schemas["ClockState"];
/** What an advance did. */
export type AdvanceReport = Schemas["AdvanceReport"];
/** A sandbox's whole state as one document. */
export type SnapshotDocument = Schemas["SnapshotDocument"];
/** What is known of a saved snapshot. */
export type SnapshotInfo = Schemas["Snapshot"];
/** What happened to a Test Opportunity. */
export type Trace = Schemas["Trace"];
/** A sandbox at a glance: what is unfinished and why, and what each device does. */
export type Status = Schemas["Status"];
/** A starting state, as `fixtures/seeds/seed.schema.json` has it. */
export type SeedDocument = Record<string, unknown>;

/** What every sandbox can be made with; {@link StartOptions} has these for the one that an emulator starts with. */
export interface SandboxOptions {
  /** 1-63 lower-case letters, digits, `-` and `_`. Left out, one that is free. */
  name?: string;
  /** Name of a seed of the package (`demo`, `empty`), or a seed. Left out, what the emulator was started with. */
  seed?: string | SeedDocument;
  /** Same random seed, same calls: same ids and outcomes. Left out, one is drawn. */
  randomSeed?: string;
  /** `manual` stands still until it is advanced. Left out, what the emulator was started with. */
  clock?: "scaled" | "manual";
  /** How many times as fast as the wall's a scaled clock runs. */
  speed?: number;
  /** Where a manual clock begins. */
  clockStart?: string | Date;
  /** Whether it has virtual devices; true where left out. */
  lab?: boolean;
  /** Seconds of wall time until it is deleted by itself. Left out, it stays until it is closed. */
  expiresInS?: number;
}

/** Which exchanges are meant; all that is given has to hold. */
export interface ExchangeFilter {
  /** Operation of the product API, such as `listTestResults`. */
  operation?: string;
  /** Method in capitals. */
  method?: string;
  /** Path without query; `*` stands for any run of characters. */
  path?: string;
  /** HTTP status, or a class of them such as `"4xx"`. */
  status?: number | string;
  /** Agent that sent it. */
  agent?: string;
  /** E-mail address of the account that signed it. */
  account?: string;
  /** Id of a product. */
  product?: string;
  /** Id of a Test Opportunity. */
  opportunity?: string;
  /** Only after this exchange. */
  since?: number;
}

/** {@link ExchangeFilter} and how long to wait. */
export interface ExchangeWait extends ExchangeFilter {
  /** How many to wait for; 1 where left out. */
  count?: number;
  /** Milliseconds of wall time to wait, at most a minute; 10 seconds where left out. */
  timeoutMs?: number;
}

/** A wait of so many milliseconds of wall time: fixed, evenly between two, or around a mean. */
export type Latency = number | { min: number; max: number } | { mean: number; deviation: number };

/** What a fault does to a request. */
export type FaultEffect =
  /** Refuses it in the product's own error form; nothing is carried out. */
  | { status: number; message?: string; retryAfterS?: number }
  /** Answers later. */
  | { latencyMs: Latency }
  /** Cuts the connection before the request is carried out. */
  | { reset: true }
  /** Carries it out, and cuts the connection in the middle of the answer. */
  | { truncate: true }
  /** Sends the answer bit by bit over so long. */
  | { slowBodyMs: number }
  /** Answers a reading as the time before. */
  | { stale: true }
  /** Carries it out, and cuts the connection instead of answering. */
  | { loseAnswer: true }
  /** Stores a posted result so many milliseconds of the sandbox's clock later. */
  | { delayStoredMs: number };

/** A deliberate failure of the product API, and when it strikes. */
export interface FaultRule {
  /** For people. */
  name?: string;
  /** Which requests are meant; left out, all. */
  match?: {
    operation?: string;
    product?: string;
    agent?: string;
    account?: string;
    header?: { name: string; value: string };
    path?: string;
  };
  /** The nth to the mth of them since the fault was added; the first is 1. */
  calls?: { from?: number; to?: number };
  /** How likely it strikes one that is meant; 1 where left out. */
  probability?: number;
  effect: FaultEffect;
  /** It strikes so often at most. */
  times?: number;
}

/** A ready-made set of faults by its name. */
export interface FaultSet {
  set: string;
}
