import type { WallClock } from "../clock/clock.js";

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A fetch that gives up after `ms` of wall time; the answer's body counts, it is read before the answer is given. */
export function fetchWithTimeOut(fetch: Fetch, wall: WallClock, ms: number): Fetch {
  return async (url, init = {}) => {
    const timeOut = new AbortController();
    const disarm = wall.setTimeout(() => timeOut.abort(new Error(`no answer within ${ms / 1000} s`)), ms);
    try {
      const signals = init.signal ? [init.signal, timeOut.signal] : [timeOut.signal];
      const response = await fetch(url, { ...init, signal: AbortSignal.any(signals) });
      const { status, headers } = response;
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, { status, headers });
    } finally {
      disarm();
    }
  };
}
