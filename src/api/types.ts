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
/** A fault with its counters. */
export type FaultInfo = Schemas["Fault"];
/** A sandbox's clock. */
export type ClockState = Schemas["ClockState"];
/** The result of advancing a clock. */
export type AdvanceReport = Schemas["AdvanceReport"];
/** A sandbox's whole state as one document. */
export type SnapshotDocument = Schemas["SnapshotDocument"];
/** Properties of a saved snapshot. */
export type SnapshotInfo = Schemas["Snapshot"];
/** What happened to a Test Opportunity. */
export type Trace = Schemas["Trace"];
/** The status of a sandbox: unfinished opportunities with reasons, and the devices' activities. */
export type Status = Schemas["Status"];
/** A starting state, as defined by `fixtures/seeds/seed.schema.json`. */
export type SeedDocument = Record<string, unknown>;

/** Options of a sandbox; {@link StartOptions} includes them for the default sandbox. */
export interface SandboxOptions extends Omit<Camel<Schemas["SandboxInput"]>, "seed" | "clock"> {
  /** The name of a seed of the package (`demo`, `empty`), or a seed document. By default the emulator's. */
  seed?: string | SeedDocument;
  /** A `manual` clock stands still until it is advanced. By default the emulator's mode. */
  clock?: Schemas["ClockMode"];
  /** The speed of a scaled clock, as a multiple of real time. */
  speed?: Schemas["Speed"];
  /** The start time of a manual clock. */
  clockStart?: string | Date;
}

/** {@link ExchangeFilter}, with the number to wait for and the timeout. */
export type ExchangeWait = Camel<Schemas["ExchangeWait"]>;

/** A filter of exchanges; all given conditions must hold. */
export type ExchangeFilter = Omit<ExchangeWait, "count" | "timeoutMs">;

/** A delay in milliseconds of real time: fixed, uniform between two values, or normal around a mean. */
export type Latency = number | Record<"min" | "max", number> | Record<"mean" | "deviation", number>;

type Effects = Omit<Camel<Schemas["FaultEffect"]>, "latencyMs"> & { latencyMs?: Latency };
/** Fields that are valid only with `status`. */
type Refusing = "message" | "retryAfterS";

/** What a fault does to a request: one effect, and with `status` the refusal's details. */
export type FaultEffect = {
  [Kind in Exclude<keyof Effects, Refusing>]-?: Required<Pick<Effects, Kind>> &
    (Kind extends "status" ? Pick<Effects, Refusing> : unknown);
}[Exclude<keyof Effects, Refusing>];

/** A deliberate failure of the product API, and the requests that it applies to. */
export type FaultRule = Omit<Camel<Schemas["FaultRule"]>, "effect"> & { effect: FaultEffect };

/** A ready-made set of faults by its name. */
export interface FaultSet {
  set: string;
}
