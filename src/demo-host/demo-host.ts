import type { IncomingMessage } from "node:http";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { machineWall } from "../clock.js";
import type { Config } from "../config.js";
import { offsetTime } from "../domain/dates.js";
import type { DashboardSession, SessionStrategy } from "../dashboard/session.js";
import type { Env } from "../http/context.js";
import { problem } from "../http/problem.js";
import type { Strangers } from "../http/strangers.js";
import type { Logger } from "../log.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";
import { loadSeed, type Seed } from "../sandbox/seed.js";
import type { Snapshots } from "../sandbox/snapshots.js";
import { ScaledClock } from "../scaled-clock.js";
import type { Fetch } from "../server.js";
import { clientAddress } from "./client-address.js";
import { isPageView } from "./page-view.js";
import { sandboxOfAddress, seedPersonalizer } from "./personal-seed.js";
import { RateLimiter } from "./rate-limiter.js";
import { minutes, refuse } from "./refusals.js";
import { type Visitor, VisitorBook } from "./visitor-book.js";
import { mayNot, visitorControl } from "./visitor-control.js";
import { MAX_BODY_BYTES, MAX_IN_FLIGHT, MAX_STREAMS, VISITOR_LIMITS } from "./visitor-limits.js";
import { visitorSnapshots } from "./visitor-snapshots.js";

/** How often it is looked who has gone, and who sleeps, in milliseconds. */
const SWEEP_MS = 15_000;
/** A sandbox that nobody used for so long stands still: its clock is held, so it costs nothing. */
const SLEEP_MS = 120_000;
/** One who has been here so long, and did nothing for so long, makes room for others. */
const MIN_AGE_MS = 600_000;
const REST_MS = 120_000;
/** One address gets at most a part of all places, and new ones only so fast. */
const SHARE_OF_ADDRESS = 1 / 4;
const LEAST_OF_ADDRESS = 5;
const ARRIVALS = { perSecond: 1 / 30, burst: 25 };
/** A visitor may do so much at once; an address, which may be that of many, so many times as much. */
const BURST_S = 4;
const ADDRESS_FACTOR = 3;
/** Where a supervisor asks: never refused. */
const PROBE = /^\/_emulator\/(health|ready)$/;

const wall = machineWall();
const monotonic = (): number => wall.now();

/** What a demo host is put over. */
export interface DemoHostOptions {
  config: Readonly<Config>;
  sandboxes: Sandboxes;
  control: Fetch;
  log: Logger;
  /** Milliseconds that never go back; the machine's unless given. */
  now?: () => number;
}

/** Gives each visitor of the dashboard a sandbox of their own, within limits, and takes it back in time. */
export class DemoHost implements SessionStrategy, Strangers {
  readonly maxBodyBytes = MAX_BODY_BYTES;
  readonly personalSeed = seedPersonalizer();
  readonly #options: DemoHostOptions;
  readonly #now: () => number;
  readonly #book: VisitorBook;
  readonly #ofVisitor: RateLimiter;
  readonly #ofAddress: RateLimiter;
  readonly #arrivals: RateLimiter;
  /** Read once; never changed, so that all visitors can share it. */
  readonly #seed: Seed;
  readonly #snapshots = new WeakMap<Visitor, Snapshots>();
  readonly #inFlight = new WeakMap<Sandbox, number>();
  #disarm: (() => void) | null = null;

  constructor(options: DemoHostOptions) {
    const { config } = options;
    this.#options = options;
    const now = (this.#now = options.now ?? monotonic);
    const { demoMaxSandboxes: most, demoRate, demoLifetime: lifetimeMs, demoIdle: idleMs } = config;
    const mostOfAddress = Math.min(most, Math.max(LEAST_OF_ADDRESS, Math.ceil(most * SHARE_OF_ADDRESS)));
    this.#book = new VisitorBook(
      { most, mostOfAddress, lifetimeMs, idleMs, minAgeMs: MIN_AGE_MS, restMs: REST_MS },
      now,
    );
    const rate = (factor: number) => ({ perSecond: demoRate * factor, burst: demoRate * factor * BURST_S });
    this.#ofVisitor = new RateLimiter(rate(1), now);
    this.#ofAddress = new RateLimiter(rate(ADDRESS_FACTOR), now);
    this.#arrivals = new RateLimiter(ARRIVALS, now);
    this.#seed = loadSeed(config.seed);
    if (config.publicUrl !== null && config.trustProxy === 0) {
      const message =
        "--public-url without --trust-proxy: all visitors have the address of the proxy, and share its limits";
      options.log.warn({}, message);
    }
  }

  /** How many visitors there are. */
  get visitors(): number {
    return this.#book.size;
  }

  /** Keeps away who comes too often, before anything else is done for them. */
  front(all: Fetch): Fetch {
    return (request, bindings) => {
      const { pathname } = new URL(request.url);
      if (PROBE.test(pathname)) return all(request, bindings);
      const waitMs = this.#ofAddress.take(this.#addressOf(request.headers, bindings));
      if (waitMs > 0) return tooMany(waitMs);
      if (pathname === "/robots.txt") return new Response("User-agent: *\nDisallow: /\n");
      return all(request, bindings);
    };
  }

  /** The session of a request to the dashboard: the visitor's, or a newcomer's where somebody looks at a page. */
  async open(c: Context): Promise<DashboardSession | Response> {
    const visitor = this.#book.find(getCookie(c, this.#cookie));
    const sandbox = visitor && this.#options.sandboxes.registry.get(visitor.name);
    if (!visitor || !sandbox) return this.#welcome(c);
    const waitMs = this.#ofVisitor.take(visitor.name);
    if (waitMs > 0) {
      return refuse(c, { status: 429, title: "Too fast", text: "You ask too often. Wait a moment.", waitMs });
    }
    const length = Number(c.req.header("content-length") ?? (c.req.raw.body === null ? 0 : Infinity));
    if (length > MAX_BODY_BYTES)
      return c.text(`A form may have ${MAX_BODY_BYTES} bytes, and its length must be told.`, 413);
    this.#use(visitor, sandbox);
    return this.#session(visitor, sandbox);
  }

  /** A visitor's request of the product API goes ahead, unless there are too many. The lab's own always do. */
  readonly admit: MiddlewareHandler<Env> = async (c, next) => {
    const sandbox = c.get("sandbox");
    const visitor = this.#book.named(sandbox.name);
    if (visitor === null || (c.env as Env["Bindings"] | undefined)?.lab === true) return next();
    const waitMs = this.#ofVisitor.take(visitor.name);
    const inFlight = this.#inFlight.get(sandbox) ?? 0;
    if (waitMs > 0 || inFlight >= MAX_IN_FLIGHT) {
      const { demoRate } = this.#options.config;
      const most = waitMs > 0 ? `${demoRate} requests a second` : `${MAX_IN_FLIGHT} requests at once`;
      const headers = { "Retry-After": String(Math.max(1, Math.ceil(waitMs / 1000))) };
      return problem(c, {
        id: "too-many-requests",
        message: `accepted on this host: ${most} of one sandbox`,
        headers,
      });
    }
    this.#use(visitor, sandbox);
    this.#inFlight.set(sandbox, inFlight + 1);
    try {
      await next();
    } finally {
      this.#inFlight.set(sandbox, (this.#inFlight.get(sandbox) ?? 1) - 1);
    }
  };

  sandboxOfEmail(email: string): Sandbox | null {
    const visitor = this.#book.named(sandboxOfAddress(email) ?? "");
    return (visitor && this.#options.sandboxes.registry.get(visitor.name)) ?? null;
  }

  /** Takes back the sandboxes whose time is over, and has those sleep that nobody uses. */
  async sweep(): Promise<void> {
    for (const visitor of this.#book.takeExpired()) await this.#remove(visitor);
    for (const visitor of this.#book.all()) {
      const sandbox = this.#options.sandboxes.registry.get(visitor.name);
      const quiet = visitor.streams === 0 && this.#now() - visitor.usedAt >= SLEEP_MS;
      if (quiet && sandbox?.clock instanceof ScaledClock && sandbox.clock.speed > 0)
        sandbox.clock.setSpeed(0);
    }
    if (this.#book.size === 0) this.close();
  }

  /** Looks after visitors no more. */
  close(): void {
    this.#disarm?.();
    this.#disarm = null;
  }

  get #cookie(): string {
    return this.#isSecure ? "__Host-spi-visitor" : "spi-visitor";
  }

  get #isSecure(): boolean {
    return this.#options.config.publicUrl?.startsWith("https:") === true;
  }

  async #welcome(c: Context): Promise<DashboardSession | Response> {
    if (!isPageView(c)) {
      const text =
        "A sandbox is made when a page is opened in a browser, and goes when it was not used for a while.";
      return refuse(c, {
        status: c.req.method === "GET" ? 200 : 401,
        title: "No sandbox",
        text,
        waitMs: null,
      });
    }
    const address = this.#addressOf(c.req.raw.headers, c.env as object);
    const hurryMs = this.#arrivals.take(address);
    if (hurryMs > 0) return this.#full(c, "Many new visitors came from your address.", hurryMs, 429);
    const arrival = this.#book.arrive(address);
    if ("refused" in arrival) {
      const isFull = arrival.refused === "full";
      const why = isFull ? "All sandboxes are taken." : "All sandboxes for your address are taken.";
      return this.#full(c, why, arrival.waitMs, isFull ? 503 : 429);
    }
    const { visitor, cookie, leaves } = arrival;
    try {
      if (leaves) await this.#remove(leaves);
      const sandbox = await this.#make(visitor);
      this.#keepCookie(c, cookie);
      return this.#session(visitor, sandbox);
    } catch (error) {
      await this.#remove(visitor);
      throw error;
    }
  }

  #make({ name }: Visitor): Promise<Sandbox> {
    const { sandboxes, config, log } = this.#options;
    this.#watch();
    log.debug({ sandbox: name, visitors: this.#book.size }, "a visitor came");
    return sandboxes.create({
      name,
      seed: config.seed,
      seedDocument: this.#seed,
      clock: { mode: "scaled", speed: Math.min(config.speed, VISITOR_LIMITS.speed) },
      lab: config.lab,
      expiresInS: Math.ceil(config.demoLifetime / 1000),
      limits: VISITOR_LIMITS,
    });
  }

  async #remove(visitor: Visitor): Promise<void> {
    const { sandboxes, log } = this.#options;
    this.#book.remove(visitor);
    this.#ofVisitor.forget(visitor.name);
    if (sandboxes.registry.get(visitor.name)) await sandboxes.delete(visitor.name);
    log.debug({ sandbox: visitor.name, visitors: this.#book.size }, "a visitor left");
  }

  /** Somebody is there: what slept goes on. */
  #use(visitor: Visitor, { clock, settings }: Sandbox): void {
    visitor.usedAt = this.#now();
    const wanted = settings.clock.mode === "scaled" ? settings.clock.speed : 0;
    if (clock instanceof ScaledClock && clock.speed !== wanted) clock.setSpeed(wanted);
  }

  #session(visitor: Visitor, sandbox: Sandbox): DashboardSession {
    const { control, config } = this.#options;
    const snapshots = this.#snapshots.get(visitor) ?? visitorSnapshots();
    this.#snapshots.set(visitor, snapshots);
    const until = offsetTime((sandbox.settings.expires_at ?? 0) * 1000).slice(11, 16);
    const idle = minutes(config.demoIdle);
    const [account] = sandbox.state.accounts();
    const login = account === undefined ? "" : ` Log-in: ${account.email}, password ${account.password}.`;
    return {
      sandbox,
      carry: {},
      others: [],
      mayNot,
      control: visitorControl(control, { sandbox, snapshots }),
      takeStream: () => this.#takeStream(visitor),
      notice: `Yours alone until ${until} UTC, or ${idle} after its last use.${login}`,
      logOut: null,
    };
  }

  #takeStream(visitor: Visitor): (() => void) | null {
    if (visitor.streams >= MAX_STREAMS) return null;
    visitor.streams += 1;
    return () => {
      visitor.streams -= 1;
      visitor.usedAt = this.#now();
    };
  }

  #keepCookie(c: Context, cookie: string): void {
    setCookie(c, this.#cookie, cookie, {
      path: "/",
      httpOnly: true,
      // A link to the demo, from wherever, leads a visitor to the sandbox that they have.
      sameSite: "Lax",
      secure: this.#isSecure,
      maxAge: Math.ceil(this.#options.config.demoLifetime / 1000),
    });
  }

  #full(c: Context, why: string, waitMs: number, status: 429 | 503): Response | Promise<Response> {
    const text = `${why} Come back in ${minutes(waitMs)}.`;
    return refuse(c, { status, title: "Full", text, waitMs });
  }

  #addressOf(headers: Headers, bindings: object | undefined): string {
    const { incoming } = (bindings ?? {}) as { incoming?: IncomingMessage };
    const { trustProxy } = this.#options.config;
    return clientAddress(incoming?.socket.remoteAddress, headers.get("x-forwarded-for"), trustProxy);
  }

  #watch(): void {
    if (this.#disarm !== null) return;
    const again = (): void => {
      this.#disarm = machineWall().setTimeout(() => {
        again();
        this.sweep().catch((error: unknown) =>
          this.#options.log.error({ error: String(error) }, "visitors not swept"),
        );
      }, SWEEP_MS);
    };
    again();
  }
}

function tooMany(waitMs: number): Response {
  const message = "too many requests of your address; wait and try again";
  return new Response(JSON.stringify({ id: "too-many-requests", message, url: null }), {
    status: 429,
    headers: {
      "content-type": "application/json",
      "retry-after": String(Math.max(1, Math.ceil(waitMs / 1000))),
    },
  });
}
