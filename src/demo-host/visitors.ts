import { machineWall } from "../clock/clock.js";
import type { Config } from "../config.js";
import { newSecret } from "../ids.js";
import type { Logger } from "../log.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";
import { loadSeed, type Seed } from "../sandbox/seed.js";
import { ScaledClock } from "../clock/scaled-clock.js";
import { seedPersonalizer } from "./personal-seed.js";
import { RateLimiter } from "../http/rate-limiter.js";
import { type Visitor, VisitorBook } from "./visitor-book.js";
import { MAX_STREAMS, VISITOR_LIMITS } from "./visitor-limits.js";

/** How often the host looks for expired and idle visitors, in milliseconds. */
const SWEEP_MS = 15_000;
/** After this time without use, in milliseconds, the clock of a sandbox is held, so the sandbox costs nothing. */
const SLEEP_MS = 120_000;
/** A visitor with this age and idle time, in milliseconds, may be removed to make room for another. */
const MIN_AGE_MS = 600_000;
const REST_MS = 120_000;
/** An address gets at most this part of all places, and new places at a limited rate. */
const SHARE_OF_ADDRESS = 1 / 4;
const LEAST_OF_ADDRESS = 5;
const ARRIVALS = { perSecond: 1 / 30, burst: 25 };

/** A visitor with their sandbox. */
export interface Guest {
  visitor: Visitor;
  sandbox: Sandbox;
}

/** A new visitor with a sandbox and its cookie, or why there is no sandbox. */
export type Welcome =
  (Guest & { cookie: string }) | { refused: "full" | "address" | "hurry"; waitMs: number };

/** What {@link Visitors} needs. `now` is a monotonic time in milliseconds. */
export interface VisitorsOptions {
  config: Readonly<Config>;
  sandboxes: Sandboxes;
  log: Logger;
  now: () => number;
}

/** The visitors and their sandboxes: created on the first visit, held while unused, deleted when they expire. */
export class Visitors {
  readonly #options: VisitorsOptions;
  readonly #book: VisitorBook;
  readonly #arrivals: RateLimiter;
  /** Loaded once and never changed, so all visitors share it. */
  readonly #seed: Seed;
  #disarm: (() => void) | null = null;

  constructor(options: VisitorsOptions) {
    const { config, now } = options;
    this.#options = options;
    const { demoMaxSandboxes: most, demoLifetime: lifetimeMs, demoIdle: idleMs } = config;
    const mostOfAddress = Math.min(most, Math.max(LEAST_OF_ADDRESS, Math.ceil(most * SHARE_OF_ADDRESS)));
    this.#book = new VisitorBook(
      { most, mostOfAddress, lifetimeMs, idleMs, minAgeMs: MIN_AGE_MS, restMs: REST_MS },
      now,
    );
    this.#arrivals = new RateLimiter(ARRIVALS, now);
    this.#seed = loadSeed(config.seed);
  }

  /** The number of visitors. */
  get count(): number {
    return this.#book.size;
  }

  /** The visitor with this cookie. */
  find(cookie: string | undefined): Guest | null {
    return this.#guest(this.#book.find(cookie));
  }

  /** The visitor whose sandbox has this name. */
  named(name: string): Guest | null {
    return this.#guest(this.#book.named(name));
  }

  /** Gives a new visitor a sandbox if there is room. */
  async arrive(address: string): Promise<Welcome> {
    const hurryMs = this.#arrivals.take(address);
    if (hurryMs > 0) return { refused: "hurry", waitMs: hurryMs };
    const arrival = this.#book.arrive(address);
    if ("refused" in arrival) return arrival;
    const { visitor, cookie, leaves } = arrival;
    try {
      if (leaves) await this.#remove(leaves);
      return { visitor, cookie, sandbox: await this.#make(visitor) };
    } catch (error) {
      await this.#remove(visitor);
      throw error;
    }
  }

  /** Notes that the visitor uses the sandbox, and resumes it if it was held. */
  use({ visitor, sandbox: { clock, settings } }: Guest): void {
    visitor.usedAt = this.#options.now();
    const wanted = settings.clock.mode === "scaled" ? settings.clock.speed : 0;
    if (clock instanceof ScaledClock && clock.speed !== wanted) clock.setSpeed(wanted);
  }

  /** Reserves an event stream. Returns the function that releases it; null if the visitor has the maximum open. */
  takeStream(visitor: Visitor): (() => void) | null {
    if (visitor.streams >= MAX_STREAMS) return null;
    visitor.streams += 1;
    return () => {
      visitor.streams -= 1;
      visitor.usedAt = this.#options.now();
    };
  }

  /** Deletes expired sandboxes and holds unused ones. */
  async sweep(): Promise<void> {
    for (const visitor of this.#book.takeExpired()) await this.#remove(visitor);
    for (const visitor of this.#book.all()) {
      const clock = this.#guest(visitor)?.sandbox.clock;
      const quiet = visitor.streams === 0 && this.#options.now() - visitor.usedAt >= SLEEP_MS;
      if (quiet && clock instanceof ScaledClock && clock.speed > 0) clock.setSpeed(0);
    }
    if (this.#book.size === 0) this.close();
  }

  /** Stops the periodic sweep. */
  close(): void {
    this.#disarm?.();
    this.#disarm = null;
  }

  #guest(visitor: Visitor | null): Guest | null {
    const sandbox = visitor && this.#options.sandboxes.registry.get(visitor.name);
    return visitor && sandbox ? { visitor, sandbox } : null;
  }

  #make({ name }: Visitor): Promise<Sandbox> {
    const { sandboxes, config, log } = this.#options;
    this.#watch();
    log.debug({ sandbox: name, visitors: this.#book.size }, "a visitor came");
    return sandboxes.create({
      name,
      seed: config.seed,
      seedDocument: this.#seed,
      // The demo's own ids are the same everywhere: nobody should find another visitor's by knowing his own.
      randomSeed: newSecret(),
      clock: { mode: "scaled", speed: Math.min(config.speed, VISITOR_LIMITS.speed) },
      lab: config.lab,
      expiresInS: Math.ceil(config.demoLifetime / 1000),
      // Passwords of his own: an earlier visitor's sandbox may have had the same name.
      terms: { limits: VISITOR_LIMITS, isStrangers: true, seedFor: seedPersonalizer() },
    });
  }

  async #remove(visitor: Visitor): Promise<void> {
    const { sandboxes, log } = this.#options;
    this.#book.remove(visitor);
    if (sandboxes.registry.get(visitor.name)) await sandboxes.delete(visitor.name);
    log.debug({ sandbox: visitor.name, visitors: this.#book.size }, "a visitor left");
  }

  #watch(): void {
    if (this.#disarm !== null) return;
    const again = (): void => {
      this.#disarm = machineWall().setTimeout(() => {
        again();
        this.sweep().catch((error: unknown) =>
          this.#options.log.error({ error: String(error) }, "expired visitors could not be removed"),
        );
      }, SWEEP_MS);
    };
    again();
  }
}
