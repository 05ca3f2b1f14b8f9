import type { WallClock } from "../clock/clock.js";

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
      const body = await response.arrayBuffer();
      return new Response(body.byteLength === 0 ? null : body, { status, headers });
    } finally {
      disarm();
    }
  };
}
