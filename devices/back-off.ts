import type { Draw, Instant } from "./lab-clock.js";
import { MICROS } from "./lab-clock.js";

/** Bounds of one wait, in milliseconds of the lab's clock. */
export const MIN_WAIT = 1000;
export const MAX_WAIT = 60_000;
/** Maximum `Retry-After` that is honoured; longer values are probably mistakes and are shortened. */
export const MAX_RETRY_AFTER = 3_600_000;
/** The wait after 401 and 403, which persist until somebody fixes the credentials. */
export const REFUSED_WAIT = 300_000;

/**
 * Exponential back-off with jitter (D 138): half to all of 1 s, 2 s, 4 s... 60 s, and never less than the server
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
 * The wait that `Retry-After` asks for, in milliseconds. A date counts from the answer's own `Date`, if there is one,
 * because the server's clock may differ. Undefined if it is absent or invalid.
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
