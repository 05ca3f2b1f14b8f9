import { type WallClock } from "../clock/clock.js";
import { inSteps } from "../clock/in-turns.js";
import type { Steps } from "../domain/steps.js";
import { shownPath } from "../http/secrets.js";
import { type Exchange, isIdlePoll } from "../sandbox/exchange-log.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { comparedIn, type ExchangeFilter } from "./exchange-filter.js";

/** Maximum number of kinds of mismatched exchanges that a message lists. */
const MAX_KINDS = 5;

/** Maximum number of waits in one sandbox: each exchange is compared with all of them. */
export const MAX_WAITS = 200;

/** The exchanges to wait for. */
export interface Wanted {
  filter: ExchangeFilter;
  count: number;
  timeoutMs: number;
}

/**
 * The result of a wait: the numbers of the matching exchanges, oldest first, which may be dropped meanwhile; `late` says why they
 * are too few.
 */
export interface Waited {
  found: number[];
  late: "time" | "client" | "sandbox" | null;
}

/**
 * Resolves when `count` exchanges match, when the time is over, when `signal` aborts because the client disconnected,
 * or when the sandbox closes.
 */
export async function waitForExchanges(
  { exchanges, bus }: Sandbox,
  { filter, count, timeoutMs }: Wanted,
  { signal, wall }: { signal: AbortSignal; wall: WallClock },
): Promise<Waited> {
  let found: number[] = [];
  let [isCleared, isEnough] = [false, (): void => undefined];
  // It watches first, because others may have a turn while it goes through those that are kept.
  const unwatch = exchanges.watch((exchange) => {
    if (exchange === null) [found, isCleared] = [[], true];
    else if (filter.passes(exchange)) found.push(exchange.id);
    if (found.length >= count) isEnough();
  });
  const earlier = await inSteps(filter.among(exchanges.all()));
  if (!isCleared) found.unshift(...earlier.map(({ id }) => id));
  if (found.length >= count) {
    unwatch();
    return { found, late: null };
  }
  return new Promise((resolve) => {
    const end = (late: Waited["late"]): void => {
      unwatch();
      disarm();
      signal.removeEventListener("abort", disconnected);
      bus.ended.removeEventListener("abort", closed);
      resolve({ found, late });
    };
    const disconnected = (): void => end("client");
    const closed = (): void => end("sandbox");
    isEnough = () => end(null);
    const disarm = wall.setTimeout(() => end("time"), timeoutMs);
    signal.addEventListener("abort", disconnected);
    bus.ended.addEventListener("abort", closed);
    if (signal.aborted) disconnected();
    else if (bus.ended.aborted) closed();
  });
}

/**
 * What came instead: `GET /products 200 (3 times): operation listProducts`. The closest first: fewest mismatched
 * filters, then the latest. The lab's idle polls are left out.
 */
export function* insteadText(all: readonly Exchange[], filter: ExchangeFilter): Steps<string> {
  const kinds = new Map<string, { text: string; times: number; mismatches: string[]; id: number }>();
  for (const exchange of all) {
    if (isIdlePoll(exchange)) continue;
    yield comparedIn(exchange);
    const mismatches = filter.mismatches(exchange);
    if (mismatches.length === 0) continue;
    const { method, path, response, id } = exchange;
    const text = `${method} ${shownPath(path).slice(0, 200)} ${response?.status ?? "cut"}`;
    const key = `${text}\n${mismatches.filter((why) => !why.startsWith("number ")).join()}`;
    const times = (kinds.get(key)?.times ?? 0) + 1;
    kinds.set(key, { text, times, mismatches, id });
  }
  if (kinds.size === 0) return "nothing else came";
  // An exchange that only came too early is the closest.
  const distance = ({ mismatches }: { mismatches: string[] }): number =>
    mismatches.reduce((sum, why) => sum + (why.startsWith("number ") ? 0.5 : 1), 0);
  const nearest = [...kinds.values()].sort((a, b) => distance(a) - distance(b) || b.id - a.id);
  const listed = nearest
    .slice(0, MAX_KINDS)
    .map(
      ({ text, times, mismatches }) =>
        `${text}${times > 1 ? ` (${times} times)` : ""} (${mismatches.join(", ")})`,
    );
  const more = nearest.length > MAX_KINDS ? `, and ${nearest.length - MAX_KINDS} other kinds` : "";
  return `instead: ${listed.join(", ")}${more}`;
}
