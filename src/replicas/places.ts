import type { Logger } from "../log.js";
import type { Database } from "../postgres/database.js";
import { claim, locate } from "../postgres/ownership.js";
import { declareGone } from "../postgres/replica-rows.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";
import type { DatabaseHome } from "./home.js";
import type { Membership } from "./membership.js";
import { SharedWork } from "../sandbox/shared-work.js";

/** Where a sandbox is. */
export type Place =
  /** It is open in this replica. */
  | { kind: "here" }
  /** Another replica has it, or is to take it. */
  | { kind: "there"; owner: string; url: string }
  /** There is no sandbox of this name. */
  | { kind: "none" }
  /** Not at this time. */
  | { kind: "nowhere"; why: string };

const HERE: Place = { kind: "here" };
/** How often others may be quicker before a request is told to try again. */
const ATTEMPTS = 3;

/** Options of {@link Places}. */
export interface PlacesOptions {
  database: Database;
  sandboxes: Sandboxes;
  home: DatabaseHome;
  membership: Membership;
  log: Logger;
  /** Whether this replica takes no more sandboxes. */
  isDraining: () => boolean;
}

/** Finds the owners of sandboxes, and makes this replica the owner of those that have none. */
export class Places {
  readonly #searches = new SharedWork<Place>();

  constructor(private readonly options: PlacesOptions) {}

  /** Finds a sandbox; opens it here if nobody has it. @throws StoreError if it cannot be opened */
  find(name: string): Promise<Place> {
    return this.#searches.run(name, () => this.#find(name));
  }

  async #find(name: string): Promise<Place> {
    const { database, membership } = this.options;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = this.#placeHere(name);
      if (before !== null) return before;
      const found = await locate(database, name);
      // It may have been made here meanwhile.
      const since = this.#placeHere(name);
      if (since !== null) return since;
      if (found === null) return { kind: "none" };
      const { owner, url, isHeld } = found;
      if (owner !== null && owner !== membership.id) {
        if (isHeld) return url === null ? starting(name) : { kind: "there", owner, url };
        const before = membership.leasesTellUntil;
        if (before === null) return { kind: "nowhere", why: "the database's clock was set a moment ago" };
        await declareGone(database, owner, before);
      }
      if (this.options.isDraining()) return this.#elsewhere();
      if (await this.#open(name)) return HERE;
    }
    return { kind: "nowhere", why: `sandbox ${name} is being taken by another replica` };
  }

  /** Null if this replica does not have it. */
  #placeHere(name: string): Place | null {
    const { sandboxes, membership } = this.options;
    if (!membership.isHeld) return { kind: "nowhere", why: "this replica has lost its lease; it renews it" };
    if (sandboxes.registry.get(name) !== undefined) return HERE;
    return sandboxes.isReserved(name)
      ? { kind: "nowhere", why: `sandbox ${name} is being created or deleted` }
      : null;
  }

  /** Takes a sandbox and opens it. False if another replica was quicker. */
  async #open(name: string): Promise<boolean> {
    const { database, sandboxes, home, membership, log } = this.options;
    const me = membership.id;
    const taken = await claim(database, name, me);
    // Declared gone meanwhile: what it took may be another's.
    if (taken === null || membership.id !== me) return false;
    home.note(name, taken);
    try {
      if ((await sandboxes.open(name)) === null) {
        // Its creation was never finished.
        await home.remove(name);
        return false;
      }
    } catch (error) {
      home.forget(name, taken.epoch);
      throw error;
    }
    const isUnclean = taken.notBefore !== null;
    log.info(
      { sandbox: name, epoch: taken.epoch },
      isUnclean ? "taken from a replica that is gone" : "opened",
    );
    return true;
  }

  #elsewhere(): Place {
    const other = leastWork(this.options.membership, { others: true });
    return other === null
      ? { kind: "nowhere", why: "this replica stops, and there is no other" }
      : { kind: "there", owner: other.id, url: other.url };
  }
}

const starting = (name: string): Place => ({
  kind: "nowhere",
  why: `sandbox ${name} is in a replica that is starting`,
});

/** The replica with the least work that takes sandboxes; null if there is none. `others`: not this one. */
export function leastWork(
  membership: Membership,
  { others = false }: { others?: boolean } = {},
): { id: string; url: string } | null {
  let least: { id: string; url: string; work: number } | null = null;
  for (const { id, url, isAlive, draining, work } of membership.replicas) {
    if (url === null || !isAlive || draining || (others && id === membership.id)) continue;
    if (least === null || work < least.work) least = { id, url, work };
  }
  return least;
}
