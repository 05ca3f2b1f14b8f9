import { createHash } from "node:crypto";
import { newSecret } from "../ids.js";

/** How many visitors there may be, and for how long. Milliseconds. */
export interface BookLimits {
  /** Maximum number of concurrent visitors. */
  most: number;
  /** Most visitors of one address at once. */
  mostOfAddress: number;
  /** How long a visitor may stay in all. */
  lifetimeMs: number;
  /** How long a visitor may do nothing. */
  idleMs: number;
  /** When all places are taken, one who has been here so long... */
  minAgeMs: number;
  /** ...and did nothing for so long, and watches nothing, makes room for the next. */
  restMs: number;
}

/** One who has a sandbox. */
export interface Visitor {
  /** Of the sandbox. It has nothing to do with the cookie. */
  readonly name: string;
  readonly address: string;
  readonly cameAt: number;
  usedAt: number;
  /** How many event streams are open. */
  streams: number;
}

/** A newcomer's place, or why there is none. */
export type Arrival =
  | { visitor: Visitor; cookie: string; leaves: Visitor | null }
  | { refused: "full" | "address"; waitMs: number };

/** Bytes of chance in a cookie and in a name. */
const COOKIE_BYTES = 24;
const NAME_BYTES = 8;

/** Who visits. Cookies are not kept, only their digests: what is looked up by a digest tells nothing by its timing. */
export class VisitorBook {
  readonly #visitors = new Map<string, Visitor>();

  /** `now` tells milliseconds that never go back. */
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

  /** The visitor of a cookie, unless the time is over. */
  find(cookie: string | undefined): Visitor | null {
    const visitor = cookie === undefined ? undefined : this.#visitors.get(digest(cookie));
    return visitor === undefined || this.#endOf(visitor) <= this.now() ? null : visitor;
  }

  /** The visitor whose sandbox has this name. */
  named(name: string): Visitor | null {
    return this.all().find((visitor) => visitor.name === name) ?? null;
  }

  /** Gives a newcomer a place. `leaves` is the one who made room: no longer in the book. */
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
    const name = `visitor-${newSecret(NAME_BYTES)}`;
    const visitor: Visitor = { name, address, cameAt: now, usedAt: now, streams: 0 };
    this.#visitors.set(digest(cookie), visitor);
    return { visitor, cookie, leaves };
  }

  remove(visitor: Visitor): void {
    for (const [key, one] of this.#visitors) if (one === visitor) this.#visitors.delete(key);
  }

  /** Takes out those whose time is over. */
  takeExpired(): Visitor[] {
    const expired = this.all().filter((visitor) => this.#endOf(visitor) <= this.now());
    for (const visitor of expired) this.remove(visitor);
    return expired;
  }

  /** When the visitor's time is over, if nothing is done until then. */
  #endOf({ cameAt, usedAt }: Visitor): number {
    return Math.min(cameAt + this.limits.lifetimeMs, usedAt + this.limits.idleMs);
  }

  /** When the visitor would make room for another, if nothing is done until then. */
  #roomAt(visitor: Visitor): number {
    const { minAgeMs, restMs } = this.limits;
    if (visitor.streams > 0) return this.#endOf(visitor);
    return Math.min(this.#endOf(visitor), Math.max(visitor.cameAt + minAgeMs, visitor.usedAt + restMs));
  }

  /** The least recently used of those who may have to go. */
  #whoMakesRoom(here: readonly Visitor[]): Visitor | null {
    const may = here.filter((visitor) => this.#roomAt(visitor) <= this.now());
    return may.sort((one, other) => one.usedAt - other.usedAt)[0] ?? null;
  }

  #waitFor(visitors: readonly Visitor[], at: (visitor: Visitor) => number): number {
    return Math.max(0, Math.min(...visitors.map(at)) - this.now());
  }
}

const digest = (cookie: string): string => createHash("sha256").update(cookie).digest("base64");
