import type { Context } from "hono";
import { machineWall } from "../clock/clock.js";
import type { Config } from "../config.js";
import { offsetTime } from "../domain/dates.js";
import { type DashboardSession, isPartOfPage, type SessionStrategy } from "../dashboard/session.js";
import { linkRoot } from "../dashboard/view.js";
import type { Admission, Tenancy } from "../http/tenancy.js";
import type { Logger } from "../log.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";
import type { Snapshots } from "../sandbox/snapshots.js";
import { ORDINARY_TERMS } from "../sandbox/terms.js";
import type { Bounds, Fetch } from "../http/server.js";
import { NewConnections } from "../http/new-connections.js";
import { Turns } from "../http/turns.js";
import { AddressGuard } from "./address-guard.js";
import { isPageView } from "./page-view.js";
import { sandboxOfAddress } from "./personal-seed.js";
import { BURST_S, RateLimiter } from "../http/rate-limiter.js";
import { minutes, refuse } from "./refusals.js";
import type { Visitor } from "./visitor-book.js";
import { mayNot, visitorControl } from "./visitor-control.js";
import { VisitorCookie } from "./visitor-cookie.js";
import { FOR_STRANGERS, HOST_LIMITS, MAX_BODY_BYTES, MAX_IN_FLIGHT } from "./visitor-limits.js";
import { visitorSnapshots } from "./visitor-snapshots.js";
import { type Guest, Visitors } from "./visitors.js";

const wall = machineWall();

/**
 * Rounds of the event loop between two pages. The first may have begun; a page waits longer while connections come, which behind a
 * page each would wait for all of them.
 */
const ROUNDS_BETWEEN_PAGES = { least: () => 2, most: 100 };

/** What {@link DemoHost} needs. */
export interface DemoHostOptions {
  config: Readonly<Config>;
  sandboxes: Sandboxes;
  control: Fetch;
  log: Logger;
  /** Monotonic time in milliseconds. Default: the machine's. */
  now?: () => number;
}

/** Gives each visitor of the dashboard a sandbox, and sends their requests there, within limits. */
export class DemoHost implements SessionStrategy, Tenancy {
  // Visitors never reach the default sandbox, only their own.
  readonly main = { seed: "empty", lab: false, terms: { ...ORDINARY_TERMS, limits: HOST_LIMITS } };
  readonly bounds: Readonly<Bounds>;
  readonly maxBodyBytes = MAX_BODY_BYTES;
  readonly visitors: Visitors;
  readonly guard: AddressGuard;
  readonly #options: DemoHostOptions;
  readonly #cookie: VisitorCookie;
  /** The path of the dashboard in links. */
  readonly #root: string;
  readonly #rate: RateLimiter;
  /** Log-ins to names that no sandbox has. Apart from the others', whose counts they would push out. */
  readonly #unknownRate: RateLimiter;
  readonly #connections = new NewConnections();
  readonly connected = this.#connections.note;
  /** Pages of the dashboard and new sandboxes, the dearest answers. */
  readonly #turns = new Turns(() => this.#connections.quietRound(ROUNDS_BETWEEN_PAGES));
  readonly #snapshots = new WeakMap<Visitor, Snapshots>();
  readonly #inFlight = new WeakMap<Sandbox, number>();

  constructor(options: DemoHostOptions) {
    const { config, sandboxes, log, now = () => wall.now() } = options;
    this.#options = options;
    // Behind a proxy all connections have its address.
    this.bounds =
      config.trustProxy === 0
        ? FOR_STRANGERS
        : { ...FOR_STRANGERS, connectionsOfAddress: FOR_STRANGERS.connections };
    this.visitors = new Visitors({ config, sandboxes, log, now });
    this.guard = new AddressGuard(config, now);
    this.#cookie = new VisitorCookie(config);
    this.#root = linkRoot(config.publicUrl);
    const { demoRate: perSecond } = config;
    const rate = { perSecond, burst: perSecond * BURST_S };
    this.#rate = new RateLimiter(rate, now);
    this.#unknownRate = new RateLimiter(rate, now);
    if (config.publicUrl !== null && config.trustProxy === 0) {
      const message =
        "--public-url without --trust-proxy: all visitors have the address of the proxy, and share its limits";
      log.warn({}, message);
    }
  }

  /** The session of a dashboard request: the visitor's, or that of a new visitor who opens a page. */
  async open(c: Context): Promise<DashboardSession | Response> {
    const guest = this.visitors.find(this.#cookie.read(c));
    if (guest === null) return this.#welcome(c);
    const waitMs = this.#rate.take(guest.visitor.name);
    if (waitMs > 0) {
      return refuse(c, this.#root, {
        status: 429,
        title: "Too fast",
        text: "You send requests too fast. Wait a moment.",
        waitMs,
      });
    }
    const length = Number(c.req.header("content-length") ?? (c.req.raw.body === null ? 0 : Infinity));
    if (length > MAX_BODY_BYTES)
      return c.text(`A form needs a Content-Length of at most ${MAX_BODY_BYTES} bytes.`, 413);
    this.visitors.use(guest);
    await this.#turns.take(this.#addressOf(c), guest.visitor.name);
    return this.#session(guest);
  }

  readonly front: Tenancy["front"] = (planes) => this.guard.front(planes);

  /** Admits a visitor's request unless there are too many. Log-ins of unknown clients take nothing of what a visitor may send. */
  readonly admit: Tenancy["admit"] = (sandbox, logIn): Admission => {
    const guest = this.visitors.named(sandbox.name);
    if (guest === null) return null;
    if (logIn !== null) {
      const { address } = guest.visitor;
      const isOwn = this.guard.addressOf(logIn.headers, logIn.bindings) === address;
      return this.#refuseLogIn(this.#rate, isOwn ? `own ${sandbox.name}` : sandbox.name);
    }
    const waitMs = this.#rate.take(sandbox.name);
    const inFlight = this.#inFlight.get(sandbox) ?? 0;
    if (waitMs > 0 || inFlight >= MAX_IN_FLIGHT) {
      const { demoRate } = this.#options.config;
      const most = waitMs > 0 ? `${demoRate} requests a second` : `${MAX_IN_FLIGHT} requests at once`;
      return { refused: `accepted on this host: at most ${most} per sandbox`, waitMs };
    }
    this.visitors.use(guest);
    this.#inFlight.set(sandbox, inFlight + 1);
    return { done: () => this.#inFlight.set(sandbox, (this.#inFlight.get(sandbox) ?? 1) - 1) };
  };

  readonly sandboxOfLogIn: Tenancy["sandboxOfLogIn"] = (email) => {
    const name = sandboxOfAddress(email() ?? "");
    if (name === undefined) return null;
    return this.visitors.named(name)?.sandbox ?? this.#refuseLogIn(this.#unknownRate, name);
  };

  close(): void {
    this.visitors.close();
  }

  #addressOf(c: Context): string {
    return this.guard.addressOf(c.req.raw.headers, c.env as object);
  }

  /**
   * Log-ins from the visitor's address are counted apart from all others, which so cannot keep the visitor out.
   * Nor does a log-in keep the sandbox from being deleted: who sends it is not known yet.
   */
  #refuseLogIn(rate: RateLimiter, name: string): { refused: string; waitMs: number } | null {
    const waitMs = rate.take(`${name} log-in`);
    const { demoRate } = this.#options.config;
    const refused = `accepted on this host: at most ${demoRate} log-ins a second per sandbox`;
    return waitMs > 0 ? { refused, waitMs } : null;
  }

  async #welcome(c: Context): Promise<DashboardSession | Response> {
    if (!isPageView(c)) {
      const text = "Open a page in a browser to get a sandbox. It is deleted after some time without use.";
      const status = c.req.method === "GET" && !isPartOfPage(c.req.url) ? 200 : 401;
      return refuse(c, this.#root, { status, title: "No sandbox", text, waitMs: null });
    }
    const address = this.#addressOf(c);
    await this.#turns.take(address);
    const welcome = await this.visitors.arrive(address);
    if ("refused" in welcome) {
      const { refused, waitMs } = welcome;
      const text = `${WHY[refused]} Come back in ${minutes(waitMs)}.`;
      return refuse(c, this.#root, { status: refused === "full" ? 503 : 429, title: "Full", text, waitMs });
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
      notice: `Only you can use this sandbox. It is deleted at ${until} UTC, or ${idle} after its last use.${login}`,
      greeting: [
        "SPI (Product Integration) is a service that tests snaps and images on real boards. The owner of a product " +
          "advertises a new revision; agents in labs pick the test opportunities that follow from it, run the tests on " +
          "their boards and post the results.",
        "This is an emulator of it with a virtual lab, for you to try. Advertise something, watch the boards work, read " +
          "the results, make a test fail, or call the API with your own client: the credentials are in the bar above.",
        `Your sandbox is called ${sandbox.name}. Only you can use it. It is deleted at ${until} UTC, or ${idle} after its last use.`,
      ],
      logOut: null,
    };
  }
}

/** Why a new visitor gets no sandbox. */
const WHY = {
  full: "All sandboxes are taken.",
  address: "All sandboxes for your address are taken.",
  hurry: "Many new visitors came from your address.",
} as const;
