import type { AdvanceBounds } from "../clock/advance.js";
import { MAX_SPEED } from "../clock/scaled-clock.js";
import type { TableName } from "../domain/records.js";
import { MAX_EVENTS } from "./event-bus.js";
import { MAX_EXCHANGE_BYTES, MAX_EXCHANGES } from "./exchange-log.js";
import { MAX_NONCES } from "./nonce-store.js";
import type { Seed } from "./seed.js";
import { MAX_NOTES } from "./trace-book.js";

/** A lab falls asleep when no client asked anything for so many milliseconds of wall time, unless the terms say less. */
export const QUIET_MS = 30_000;

/** How much a sandbox may hold and do. */
export interface SandboxLimits {
  /** Most records of a table; left out, there is no limit. */
  records: Readonly<Partial<Record<TableName, number>>>;
  /** Most bytes of all records together, as JSON. */
  bytes: number;
  /** Most exchanges that are kept, and most bytes of them. */
  exchanges: number;
  exchangeBytes: number;
  /** Most events of its bus that can be caught up with. */
  events: number;
  /** Most notes of what caused what. */
  notes: number;
  /** Most nonces that are remembered. */
  nonces: number;
  /** The fastest that its clock may run. */
  speed: number;
  /** How much one advance of its clock does; who asks again goes on. */
  advance: AdvanceBounds;
  /** Its lab may fall asleep when no client asked anything for so many milliseconds of wall time. */
  quietMs: number;
}

/** On what terms somebody has a sandbox. */
export interface SandboxTerms {
  limits: SandboxLimits;
  /** Whoever has it is a stranger to the others here: it is in memory only, and is told nothing of theirs. */
  isStrangers: boolean;
  /** What the sandbox of this name makes of a seed. */
  seedFor: (seed: Seed, sandbox: string) => Seed;
}

/** The terms of who runs the emulator. */
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
