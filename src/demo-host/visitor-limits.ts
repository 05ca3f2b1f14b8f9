import type { Bounds } from "../http/server.js";
import { ORDINARY_TERMS, type SandboxLimits } from "../sandbox/terms.js";

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

/** The host's own sandbox, where requests are recorded that led to nobody's: strangers send them. */
export const HOST_LIMITS: SandboxLimits = { ...ORDINARY_TERMS.limits, exchangeBytes: 4 * 1024 * 1024 };

/**
 * What strangers get of the server: enough for a machine that is busy for a while. An event stream says something every
 * 15 s, and no answer takes longer than a minute to begin.
 */
export const FOR_STRANGERS: Readonly<Bounds> = {
  headMs: 20_000,
  requestMs: 40_000,
  lookMs: 5000,
  stallMs: 90_000,
  // Longer than proxies keep a connection to us that is idle (Caddy: two minutes), so that they end it and not we.
  keepAliveMs: 150_000,
  connections: 2000,
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
