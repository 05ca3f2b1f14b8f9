import type { components } from "../spec/control-types.gen.js";
import type { Camel } from "./wire.js";

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
export interface SandboxOptions extends Omit<Camel<Schemas["SandboxInput"]>, "seed" | "clock"> {
  /** Name of a seed of the package (`demo`, `empty`), or a seed. Left out, what the emulator was started with. */
  seed?: string | SeedDocument;
  /** `manual` stands still until it is advanced. Left out, what the emulator was started with. */
  clock?: Schemas["ClockMode"];
  /** How many times as fast as the wall's a scaled clock runs. */
  speed?: Schemas["Speed"];
  /** Where a manual clock begins. */
  clockStart?: string | Date;
}

/** {@link ExchangeFilter} and how long to wait. */
export type ExchangeWait = Camel<Schemas["ExchangeWait"]>;

/** Which exchanges are meant; all that is given has to hold. */
export type ExchangeFilter = Omit<ExchangeWait, "count" | "timeoutMs">;

/** A wait of so many milliseconds of wall time: fixed, evenly between two, or around a mean. */
export type Latency = number | Record<"min" | "max", number> | Record<"mean" | "deviation", number>;

type Effects = Omit<Camel<Schemas["FaultEffect"]>, "latencyMs"> & { latencyMs?: Latency };
/** What goes with `status` only. */
type Refusing = "message" | "retryAfterS";

/** What a fault does to a request: one effect, and with `status` what the refusal says. */
export type FaultEffect = {
  [Kind in Exclude<keyof Effects, Refusing>]-?: Required<Pick<Effects, Kind>> &
    (Kind extends "status" ? Pick<Effects, Refusing> : unknown);
}[Exclude<keyof Effects, Refusing>];

/** A deliberate failure of the product API, and when it strikes. */
export type FaultRule = Omit<Camel<Schemas["FaultRule"]>, "effect"> & { effect: FaultEffect };

/** A ready-made set of faults by its name. */
export interface FaultSet {
  set: string;
}
