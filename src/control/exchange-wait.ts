import { type WallClock } from "../clock/clock.js";
import { shownPath } from "../http/secrets.js";
import { type Exchange, isIdlePoll } from "../sandbox/exchange-log.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { ExchangeFilter } from "./exchange-filter.js";

/** How many kinds of exchanges that did not pass a message tells. */
const MAX_KINDS = 5;

/** What is waited for. */
export interface Wanted {
  filter: ExchangeFilter;
  count: number;
  timeoutMs: number;
}

/** How it ended: with those that passed, oldest first; `late` where they are too few. */
export interface Waited {
  found: Exchange[];
  late: "time" | "client" | "sandbox" | null;
}

/**
 * Resolves as soon as `count` exchanges pass, when the time is over, when `signal` says that the client went away, or
 * when the sandbox closes.
 */
export function waitForExchanges(
  { exchanges, bus }: Sandbox,
  { filter, count, timeoutMs }: Wanted,
  { signal, wall }: { signal: AbortSignal; wall: WallClock },
): Promise<Waited> {
  let found = exchanges.all().filter((exchange) => filter.passes(exchange));
  if (found.length >= count) return Promise.resolve({ found, late: null });
  return new Promise((resolve) => {
    const end = (late: Waited["late"]): void => {
      unwatch();
      disarm();
      signal.removeEventListener("abort", gone);
      bus.ended.removeEventListener("abort", closed);
      resolve({ found, late });
    };
    const gone = (): void => end("client");
    const closed = (): void => end("sandbox");
    const unwatch = exchanges.watch((exchange) => {
      if (exchange === null) found = [];
      else if (filter.passes(exchange)) found.push(exchange);
      if (found.length >= count) end(null);
    });
    const disarm = wall.setTimeout(() => end("time"), timeoutMs);
    signal.addEventListener("abort", gone);
    bus.ended.addEventListener("abort", closed);
    if (signal.aborted) gone();
    else if (bus.ended.aborted) closed();
  });
}

/**
 * What came instead: `GET /products 200 (3 times): operation listProducts`. The nearest first: those that break the
 * fewest filters, then the latest. The lab's idle polls are left out.
 */
export function insteadText(all: readonly Exchange[], filter: ExchangeFilter): string {
  const kinds = new Map<string, { text: string; times: number; mismatches: string[]; id: number }>();
  for (const exchange of all) {
    if (isIdlePoll(exchange)) continue;
    const mismatches = filter.mismatches(exchange);
    if (mismatches.length === 0) continue;
    const { method, path, response, id } = exchange;
    const text = `${method} ${shownPath(path).slice(0, 200)} ${response?.status ?? "cut"}`;
    const key = `${text}\n${mismatches.filter((why) => !why.startsWith("number ")).join()}`;
    const times = (kinds.get(key)?.times ?? 0) + 1;
    kinds.set(key, { text, times, mismatches, id });
  }
  if (kinds.size === 0) return "nothing else came";
  // One that would have passed, had it not come before, is as near as can be.
  const distance = ({ mismatches }: { mismatches: string[] }): number =>
    mismatches.reduce((sum, why) => sum + (why.startsWith("number ") ? 0.5 : 1), 0);
  const nearest = [...kinds.values()].sort((a, b) => distance(a) - distance(b) || b.id - a.id);
  const told = nearest
    .slice(0, MAX_KINDS)
    .map(
      ({ text, times, mismatches }) =>
        `${text}${times > 1 ? ` (${times} times)` : ""} (${mismatches.join(", ")})`,
    );
  const more = nearest.length > MAX_KINDS ? `, and ${nearest.length - MAX_KINDS} other kinds` : "";
  return `instead: ${told.join(", ")}${more}`;
}
