import { announce } from "./forms.js";
import { morphInto } from "./morph.js";
import { growingIn, isRead, isUsed, onReadingEnd } from "./reading.js";

/** Minimum time between two fetches of a region, in milliseconds. */
const EVERY_MS = 250;
/**
 * A hidden page closes its stream after this time, in milliseconds, because a browser has only six connections per
 * host.
 */
const HIDDEN_MS = 5000;
/** When a refused stream is opened again, in milliseconds: at first, and at most. */
const AGAIN_MS = 1000;
const MOST_AGAIN_MS = 30_000;
const OVER = "This page shows nothing new: you are logged out, or its sandbox was deleted. Reload the page.";

/** The pending fetch of a region. */
interface Fetching {
  under: boolean;
  again: boolean;
  /** Whether to fetch the held-back rows as well. */
  all: boolean;
}

const fetching = new WeakMap<Element, Fetching>();
let stream: EventSource | null = null;
let followed = "";
let againMs = AGAIN_MS;
/** Whether the page has no session any more. */
let isOver = false;

/** Keeps the live regions of the page as the server has them. */
export function startLive(): void {
  follow();
  document.addEventListener("dashboard:morphed", () => {
    isOver = false;
    follow();
  });
  onReadingEnd(() => {
    for (const region of regions()) if (lagsBehind(region)) void fetchRegion(region);
  });
  document.addEventListener("click", showNewer);
  let hiding = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(unfollow, HIDDEN_MS);
    else if (stream === null) {
      follow();
      refreshAll();
    }
  });
  // A page in the browser's back/forward cache must hold no connection, and its content is stale when it is shown
  // again.
  addEventListener("pagehide", unfollow);
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    follow();
    refreshAll();
  });
}

const regions = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-live]")];
const topicsOf = ({ dataset }: HTMLElement): string[] => (dataset["topics"] ?? "").split(" ");

/** Opens the stream of the topics of the page's regions, unless it is open already. */
function follow(): void {
  const topics = [...new Set(regions().flatMap(topicsOf))].sort();
  const { events } = document.body.dataset;
  if (isOver || events === undefined || topics.length === 0 || topics.join() === followed) return;
  stream?.close();
  followed = topics.join();
  const source = new EventSource(`${events}&topics=${followed}`);
  stream = source;
  let broken = false;
  source.addEventListener("open", () => {
    say("live");
    againMs = AGAIN_MS;
    // Events of the gap may arrive again, or not at all, so fetch the server's state.
    if (broken) refreshAll();
    broken = false;
  });
  source.addEventListener("error", () => {
    broken = true;
    say("broken");
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => stream === source && reopen(), againMs);
      againMs = Math.min(2 * againMs, MOST_AGAIN_MS);
    }
  });
  source.addEventListener("gap", refreshAll);
  for (const topic of topics) source.addEventListener(topic, () => refresh(topic));
}

function unfollow(): void {
  stream?.close();
  stream = null;
  followed = "";
}

/** Opens a refused stream again, which browsers do not do themselves. */
function reopen(): void {
  unfollow();
  follow();
  refreshAll();
}

/** Stops: nothing more is answered without a session. */
function end(): void {
  isOver = true;
  unfollow();
  say("broken");
  announce(OVER);
}

function say(state: "live" | "broken"): void {
  document.documentElement.dataset["stream"] = state;
}

function refresh(topic: string): void {
  for (const region of regions()) if (topicsOf(region).includes(topic)) void fetchRegion(region);
}

function refreshAll(): void {
  for (const region of regions()) void fetchRegion(region);
}

/** Fetches a region again: one request at a time, and one more afterwards for everything that happened meanwhile. */
async function fetchRegion(region: HTMLElement, { all = false } = {}): Promise<void> {
  const state = fetching.get(region) ?? { under: false, again: false, all: false };
  fetching.set(region, state);
  state.all ||= all;
  state.again = true;
  if (state.under) return;
  state.under = true;
  while (state.again && region.isConnected && !isOver) {
    state.again = false;
    const began = performance.now();
    await replace(region, state);
    const rest = EVERY_MS - (performance.now() - began);
    if (rest > 0) await new Promise((done) => setTimeout(done, rest));
  }
  state.under = false;
}

async function replace(region: HTMLElement, state: Fetching): Promise<void> {
  const url = region.dataset["live"];
  if (url === undefined) return;
  const { all } = state;
  state.all = false;
  const held = all ? undefined : heldIn(region);
  try {
    const more = held === undefined ? "" : `&held=${encodeURIComponent(held)}`;
    const answer = await fetch(url + more, { headers: { accept: "text/html" } });
    if (answer.status === 401) {
      end();
      return;
    }
    const html = await answer.text();
    // A form that was sent meanwhile may have changed the page's address.
    if (!answer.ok || !region.isConnected || region.dataset["live"] !== url) return;
    // The visitor began to read the list meanwhile, so nothing may move.
    if (!all && held === undefined && heldIn(region) !== undefined) state.again = true;
    else morphInto(region, html, { isRead: held !== undefined });
  } catch {
    // The server is away. When it is back the stream opens again, and all is fetched.
  }
}

/** Whether a region still holds rows back although nobody reads its list any more. */
function lagsBehind(region: Element): boolean {
  if (region.querySelector("[data-show-newer], [data-gone]") !== null && heldIn(region) === undefined)
    return true;
  return [...region.querySelectorAll("[data-waits]")].some((list) => !isUsed(list));
}

/** The item at the top of a region's list while the visitor reads it. */
function heldIn(region: Element): string | undefined {
  const list = growingIn(region);
  return list !== null && isRead(list) ? list.dataset["top"] : undefined;
}

/** Shows the held-back rows, and scrolls to the top of the list. */
function showNewer(event: MouseEvent): void {
  const asked = event.target instanceof Element ? event.target.closest("[data-show-newer]") : null;
  const region = asked?.closest<HTMLElement>("[data-live]");
  if (!asked || !region || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const list = growingIn(region);
  list?.scrollIntoView({ block: "start" });
  // Keyboard users continue at the list.
  if (event.detail === 0) list?.focus({ preventScroll: true });
  void fetchRegion(region, { all: true });
}
