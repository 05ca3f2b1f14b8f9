import type { Bounds } from "../http/server.js";
import { ORDINARY_TERMS, type SandboxLimits } from "../sandbox/terms.js";

/** Limits of a visitor's sandbox: at most about 5 MiB, so that a process with a hundred of them fits into 1 GiB. */
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
  advance: { timers: 20_000, wallMs: 1000 },
  quietMs: 2000,
};

/** Limits of the host's own sandbox, which records the requests that belong to no visitor. */
export const HOST_LIMITS: SandboxLimits = { ...ORDINARY_TERMS.limits, exchangeBytes: 4 * 1024 * 1024 };

/**
 * Bounds of a connection from an unknown client: enough for a machine that is busy for a while. An event stream sends
 * something every 15 s, and every response begins within a minute.
 */
export const FOR_STRANGERS: Readonly<Bounds> = {
  headMs: 20_000,
  requestMs: 40_000,
  lookMs: 5000,
  stallMs: 90_000,
  // Longer than proxies keep an idle connection (Caddy: two minutes), so that the proxy closes it, not the server.
  keepAliveMs: 150_000,
  connections: 2000,
  connectionsOfAddress: 500,
};

/** Maximum number of bytes of a request body. */
export const MAX_BODY_BYTES = 256 * 1024;
/** Maximum number of snapshots of a visitor, and of bytes in all of them. */
export const MAX_SNAPSHOTS = 3;
export const MAX_SNAPSHOT_BYTES = 2 * 1024 * 1024;
/** Maximum number of open event streams of a visitor. */
export const MAX_STREAMS = 8;
/** Maximum number of concurrent product API requests of a sandbox. */
export const MAX_IN_FLIGHT = 50;
/** Maximum number of concurrent requests of an address, event streams included. */
export const MAX_OPEN_OF_ADDRESS = 300;
