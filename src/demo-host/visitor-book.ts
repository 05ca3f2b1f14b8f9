import { createHash } from "node:crypto";
import { newSecret } from "../ids.js";
import { visitorName } from "./visitor-name.js";

/** Limits on the number of visitors and on their stay, in milliseconds. */
export interface BookLimits {
  /** Maximum number of concurrent visitors. */
  most: number;
  /** Maximum number of concurrent visitors from one address. */
  mostOfAddress: number;
  /** Maximum stay. */
  lifetimeMs: number;
  /** Maximum time without use. */
  idleMs: number;
  /** If all places are taken, a visitor of at least this age... */
  minAgeMs: number;
  /** ...who was idle for this time and has no open event stream is removed to make room. */
  restMs: number;
}

/** A visitor who has a sandbox. */
export interface Visitor {
  /** The name of the sandbox. It is not derived from the cookie. */
  readonly name: string;
  readonly address: string;
  readonly cameAt: number;
  usedAt: number;
  /** The number of open event streams. */
  streams: number;
}

/** A new visitor's place, or why there is none. */
export type Arrival =
  | { visitor: Visitor; cookie: string; leaves: Visitor | null }
  | { refused: "full" | "address"; waitMs: number };

/** Random bytes in a cookie. */
const COOKIE_BYTES = 24;

/** The current visitors. Only digests of cookies are kept, so the timing of a look-up reveals nothing about a cookie. */
export class VisitorBook {
  readonly #visitors = new Map<string, Visitor>();

  /** `now` is a monotonic time in milliseconds. */
  constructor(
    private readonly limits: BookLimits,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.#visitors.size;
  }

  all(): Visitor[] {
    return [...this.#visitors.values()];
  }

  /** The visitor with this cookie, unless their time is over. */
  find(cookie: string | undefined): Visitor | null {
    const visitor = cookie === undefined ? undefined : this.#visitors.get(digest(cookie));
    return visitor === undefined || this.#endOf(visitor) <= this.now() ? null : visitor;
  }

  /** The visitor whose sandbox has this name. */
  named(name: string): Visitor | null {
    return this.all().find((visitor) => visitor.name === name) ?? null;
  }

  /** Gives a new visitor a place. `leaves` is the visitor who was removed to make room. */
  arrive(address: string): Arrival {
    const here = this.all();
    const neighbours = here.filter((visitor) => visitor.address === address);
    if (neighbours.length >= this.limits.mostOfAddress)
      return { refused: "address", waitMs: this.#waitFor(neighbours, (visitor) => this.#endOf(visitor)) };
    let leaves: Visitor | null = null;
    if (here.length >= this.limits.most) {
      leaves = this.#whoMakesRoom(here);
      if (leaves === null)
        return { refused: "full", waitMs: this.#waitFor(here, (visitor) => this.#roomAt(visitor)) };
      this.remove(leaves);
    }
    const now = this.now();
    const cookie = newSecret(COOKIE_BYTES);
    const name = visitorName((taken) => this.named(taken) !== null);
    const visitor: Visitor = { name, address, cameAt: now, usedAt: now, streams: 0 };
    this.#visitors.set(digest(cookie), visitor);
    return { visitor, cookie, leaves };
  }

  remove(visitor: Visitor): void {
    for (const [key, one] of this.#visitors) if (one === visitor) this.#visitors.delete(key);
  }

  /** Removes and returns the visitors whose time is over. */
  takeExpired(): Visitor[] {
    const expired = this.all().filter((visitor) => this.#endOf(visitor) <= this.now());
    for (const visitor of expired) this.remove(visitor);
    return expired;
  }

  /** When the visitor's time is over if they do nothing until then. */
  #endOf({ cameAt, usedAt }: Visitor): number {
    return Math.min(cameAt + this.limits.lifetimeMs, usedAt + this.limits.idleMs);
  }

  /** When the visitor may be removed to make room if they do nothing until then. */
  #roomAt(visitor: Visitor): number {
    const { minAgeMs, restMs } = this.limits;
    if (visitor.streams > 0) return this.#endOf(visitor);
    return Math.min(this.#endOf(visitor), Math.max(visitor.cameAt + minAgeMs, visitor.usedAt + restMs));
  }

  /** The least recently active visitor who may be removed. */
  #whoMakesRoom(here: readonly Visitor[]): Visitor | null {
    const may = here.filter((visitor) => this.#roomAt(visitor) <= this.now());
    return may.sort((one, other) => one.usedAt - other.usedAt)[0] ?? null;
  }

  #waitFor(visitors: readonly Visitor[], at: (visitor: Visitor) => number): number {
    return Math.max(0, Math.min(...visitors.map(at)) - this.now());
  }
}

const digest = (cookie: string): string => createHash("sha256").update(cookie).digest("base64");
