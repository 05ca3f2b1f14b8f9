import type { SandboxLimits } from "../sandbox/limits.js";

/** What a visitor's sandbox may hold: about 5 MiB at the very most, so that a hundred fit into 1 GiB with all else. */
export const VISITOR_LIMITS: SandboxLimits = {
  records: {
    accounts: 20,
    tokens: 50,
    products: 50,
    test_specs: 100,
    advertisements: 500,
    opportunities: 500,
    feed: 20,
  },
  bytes: 2 * 1024 * 1024,
  exchanges: 200,
  exchangeBytes: 1024 * 1024,
  events: 500,
  notes: 5000,
  nonces: 10_000,
  speed: 120,
  quietMs: 2000,
};

/** Most bytes of a request's body. */
export const MAX_BODY_BYTES = 256 * 1024;
/** Most snapshots of a visitor, and most bytes of all of them. */
export const MAX_SNAPSHOTS = 3;
export const MAX_SNAPSHOT_BYTES = 2 * 1024 * 1024;
/** Most streams of events that a visitor has open. */
export const MAX_STREAMS = 8;
/** Most requests of the product API that a sandbox is at work on. */
export const MAX_IN_FLIGHT = 50;
/** Most requests of an address that are under way at once, streams among them. */
export const MAX_OPEN_OF_ADDRESS = 300;
