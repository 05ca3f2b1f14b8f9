import type { WallClock } from "../clock/clock.js";
import { boundedText } from "../text/bounded-text.js";

/** The maximum size of an answer to an agent (one Test Opportunity), in bytes. */
const MAX_LAB_ANSWER_BYTES = 16 * 1024 * 1024;

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A fetch with a timeout of `ms` of real time, which includes reading the answer's body. */
export function fetchWithTimeOut(fetch: Fetch, wall: WallClock, ms: number): Fetch {
  return async (url, init = {}) => {
    const timeOut = new AbortController();
    const disarm = wall.setTimeout(() => timeOut.abort(new Error(`no answer within ${ms / 1000} s`)), ms);
    try {
      const signals = init.signal ? [init.signal, timeOut.signal] : [timeOut.signal];
      const response = await fetch(url, { ...init, signal: AbortSignal.any(signals) });
      const { status, headers } = response;
      const body = await boundedText(response, MAX_LAB_ANSWER_BYTES);
      return new Response(body === "" ? null : body, { status, headers });
    } finally {
      disarm();
    }
  };
}
