import type { Context, MiddlewareHandler } from "hono";
import { machineWall } from "../clock/clock.js";
import type { Config } from "../config.js";
import { offsetTime } from "../domain/dates.js";
import type { DashboardSession, SessionStrategy } from "../dashboard/session.js";
import type { Env } from "../http/context.js";
import { problem } from "../http/problem.js";
import type { Strangers } from "../http/multi-tenant.js";
import type { Logger } from "../log.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";
import type { Snapshots } from "../sandbox/snapshots.js";
import type { Fetch } from "../http/server.js";
import { AddressGuard } from "./address-guard.js";
import { isPageView } from "./page-view.js";
import { sandboxOfAddress, seedPersonalizer } from "./personal-seed.js";
import { BURST_S, RateLimiter } from "./rate-limiter.js";
import { minutes, refuse } from "./refusals.js";
import type { Visitor } from "./visitor-book.js";
import { mayNot, visitorControl } from "./visitor-control.js";
import { VisitorCookie } from "./visitor-cookie.js";
import { MAX_BODY_BYTES, MAX_IN_FLIGHT } from "./visitor-limits.js";
import { visitorSnapshots } from "./visitor-snapshots.js";
import { type Guest, Visitors } from "./visitors.js";

const wall = machineWall();

/** What a demo host is put over. */
export interface DemoHostOptions {
  config: Readonly<Config>;
  sandboxes: Sandboxes;
  control: Fetch;
  log: Logger;
  /** Milliseconds that never go back; the machine's unless given. */
  now?: () => number;
}

/** Gives each visitor of the dashboard a sandbox of their own, and leads their requests there, within limits. */
export class DemoHost implements SessionStrategy, Strangers {
  readonly maxBodyBytes = MAX_BODY_BYTES;
  readonly personalSeed = seedPersonalizer();
  readonly visitors: Visitors;
  readonly guard: AddressGuard;
  readonly #options: DemoHostOptions;
  readonly #cookie: VisitorCookie;
  readonly #rate: RateLimiter;
  readonly #snapshots = new WeakMap<Visitor, Snapshots>();
  readonly #inFlight = new WeakMap<Sandbox, number>();

  constructor(options: DemoHostOptions) {
    const { config, sandboxes, log, now = () => wall.now() } = options;
    this.#options = options;
    this.visitors = new Visitors({ config, sandboxes, log, now });
    this.guard = new AddressGuard(config, now);
    this.#cookie = new VisitorCookie(config);
    const { demoRate: perSecond } = config;
    this.#rate = new RateLimiter({ perSecond, burst: perSecond * BURST_S }, now);
    if (config.publicUrl !== null && config.trustProxy === 0) {
      const message =
        "--public-url without --trust-proxy: all visitors have the address of the proxy, and share its limits";
      log.warn({}, message);
    }
  }

  /** The session of a request to the dashboard: the visitor's, or a newcomer's where somebody looks at a page. */
  async open(c: Context): Promise<DashboardSession | Response> {
    const guest = this.visitors.find(this.#cookie.read(c));
    if (guest === null) return this.#welcome(c);
    const waitMs = this.#rate.take(guest.visitor.name);
    if (waitMs > 0) {
      return refuse(c, { status: 429, title: "Too fast", text: "You ask too often. Wait a moment.", waitMs });
    }
    const length = Number(c.req.header("content-length") ?? (c.req.raw.body === null ? 0 : Infinity));
    if (length > MAX_BODY_BYTES)
      return c.text(`A form may have ${MAX_BODY_BYTES} bytes, and its length must be told.`, 413);
    this.visitors.use(guest);
    return this.#session(guest);
  }

  /** A visitor's request of the product API goes ahead, unless there are too many. The lab's own always do. */
  readonly admit: MiddlewareHandler<Env> = async (c, next) => {
    const sandbox = c.get("sandbox");
    const guest = this.visitors.named(sandbox.name);
    if (guest === null || (c.env as Env["Bindings"] | undefined)?.lab === true) return next();
    const waitMs = this.#rate.take(sandbox.name);
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
    this.visitors.use(guest);
    this.#inFlight.set(sandbox, inFlight + 1);
    try {
      await next();
    } finally {
      this.#inFlight.set(sandbox, (this.#inFlight.get(sandbox) ?? 1) - 1);
    }
  };

  sandboxOfEmail(email: string): Sandbox | null {
    return this.visitors.named(sandboxOfAddress(email) ?? "")?.sandbox ?? null;
  }

  async #welcome(c: Context): Promise<DashboardSession | Response> {
    if (!isPageView(c)) {
      const text =
        "A sandbox is made when a page is opened in a browser, and goes when it was not used for a while.";
      const status = c.req.method === "GET" ? 200 : 401;
      return refuse(c, { status, title: "No sandbox", text, waitMs: null });
    }
    const welcome = await this.visitors.arrive(this.guard.addressOf(c.req.raw.headers, c.env as object));
    if ("refused" in welcome) {
      const { refused, waitMs } = welcome;
      const text = `${WHY[refused]} Come back in ${minutes(waitMs)}.`;
      return refuse(c, { status: refused === "full" ? 503 : 429, title: "Full", text, waitMs });
    }
    this.#cookie.keep(c, welcome.cookie);
    return this.#session(welcome);
  }

  #session({ visitor, sandbox }: Guest): DashboardSession {
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
      takeStream: () => this.visitors.takeStream(visitor),
      notice: `Yours alone until ${until} UTC, or ${idle} after its last use.${login}`,
      logOut: null,
    };
  }
}

/** Why a newcomer gets no sandbox. */
const WHY = {
  full: "All sandboxes are taken.",
  address: "All sandboxes for your address are taken.",
  hurry: "Many new visitors came from your address.",
} as const;
