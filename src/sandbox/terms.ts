import type { AdvanceBounds } from "../clock/advance.js";
import { MAX_SPEED } from "../domain/records.js";
import type { TableName } from "../domain/records.js";
import { MAX_EVENTS } from "./event-bus.js";
import { MAX_EXCHANGE_BYTES, MAX_EXCHANGES } from "./exchange-log.js";
import { MAX_NONCES } from "./nonce-store.js";
import type { Seed } from "./seed.js";
import { MAX_NOTES } from "./trace-book.js";

/** Default wall time without client requests, in milliseconds, after which a lab pauses. */
export const QUIET_MS = 30_000;

/** Limits of a sandbox. */
export interface SandboxLimits {
  /** Maximum number of records by table. Default: unlimited. */
  records: Readonly<Partial<Record<TableName, number>>>;
  /** Maximum number of bytes of all records, as JSON. */
  bytes: number;
  /** Maximum number of kept exchanges, and of their bytes; as much again is kept of answers for stale ones. */
  exchanges: number;
  exchangeBytes: number;
  /** Maximum number of past events that a subscriber can catch up on. */
  events: number;
  /** Maximum number of notes in the trace book. */
  notes: number;
  /** Maximum number of remembered nonces. */
  nonces: number;
  /** Maximum speed of its clock. */
  speed: number;
  /** Limits of one advance of its clock; a client continues with another request. */
  advance: AdvanceBounds;
  /** Wall time without client requests, in milliseconds, after which its lab may pause. */
  quietMs: number;
}

/** The terms of a sandbox's owner. */
export interface SandboxTerms {
  limits: SandboxLimits;
  /** Whether the owner is a visitor of a shared host: the sandbox is in memory only and learns nothing about others. */
  isStrangers: boolean;
  /** Changes a seed for the sandbox of this name. */
  seedFor: (seed: Seed, sandbox: string) => Seed;
  /** The password of an account from a snapshot or a seed, in the sandbox of this name. Default: its own. */
  passwordOf?: (account: { email: string; password: string }, sandbox: string) => string;
}

/** The terms of the operator. */
export const ORDINARY_TERMS: SandboxTerms = {
  limits: {
    records: {},
    bytes: Infinity,
    exchanges: MAX_EXCHANGES,
    exchangeBytes: MAX_EXCHANGE_BYTES,
    events: MAX_EVENTS,
    notes: MAX_NOTES,
    nonces: MAX_NONCES,
    speed: MAX_SPEED,
    advance: { timers: 100_000, wallMs: 5000 },
    quietMs: QUIET_MS,
  },
  isStrangers: false,
  seedFor: (seed) => seed,
};
