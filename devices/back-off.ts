import type { Draw, Instant } from "./lab-clock.js";
import { MICROS } from "./lab-clock.js";

/** Bounds of one wait, in milliseconds of the lab's clock. */
export const MIN_WAIT = 1000;
export const MAX_WAIT = 60_000;
/** A `Retry-After` is honoured up to this; longer ones are cut, since they are more likely a mistake. */
export const MAX_RETRY_AFTER = 3_600_000;
/** The wait after 401 and 403: nothing gets better until somebody mends the credentials. */
export const REFUSED_WAIT = 300_000;

/**
 * Exponential back-off with jitter (D 138): half to all of 1 s, 2 s, 4 s... 60 s, and never sooner than the server
 * asked for. `attempt` counts from 0; `what` names the draw.
 */
export function backOff(
  attempt: number,
  retryAfter: number | undefined,
  draw: Draw,
  ...what: string[]
): number {
  const full = Math.min(MAX_WAIT, MIN_WAIT * 2 ** Math.min(attempt, 16));
  const wait = Math.round(full * (0.5 + draw(...what, String(attempt)) / 2));
  return Math.max(MIN_WAIT, wait, Math.min(retryAfter ?? 0, MAX_RETRY_AFTER));
}

/**
 * Milliseconds that `Retry-After` asks for: seconds, or a date, which counts from the answer's own `Date` where there
 * is one (the server's clock need not be ours). Undefined where it is absent or cannot be read.
 */
export function retryAfter(headers: Headers, now: Instant): number | undefined {
  const written = headers.get("retry-after")?.trim();
  if (written === undefined || written === "") return undefined;
  if (/^\d+$/.test(written)) return Number(written) * 1000;
  const until = Date.parse(written);
  if (Number.isNaN(until)) return undefined;
  const served = Date.parse(headers.get("date") ?? "");
  return Math.max(0, until - (Number.isNaN(served) ? now / MICROS : served));
}
