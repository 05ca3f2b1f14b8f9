import { monotonic } from "../clock/clock.js";
import { sandboxShape } from "../control/shape.js";
import type { Logger } from "../log.js";
import { StoreError } from "../persistence/store.js";
import type { Database } from "../postgres/database.js";
import { release } from "../postgres/ownership.js";
import { noncesText } from "../sandbox/kept-nonces.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";
import type { DatabaseHome } from "./home.js";
import { askToOpen } from "./internal.js";
import type { Membership } from "./membership.js";
import { leastWork } from "./places.js";
import type { Uses } from "./uses.js";

/** Maximum wait for the requests of a sandbox that leaves, or of all that leave together, in milliseconds. */
const LEAVE_MS = 5000;
/** So long after its beginning, or after the last sandbox went, a hand-over of all is hopeless, in milliseconds. */
const HOPE_MS = 2 * LEAVE_MS;
/** How many sandboxes a message names. */
const NAMED = 20;
/** Sandboxes that leave at the same time. */
const AT_ONCE = 8;

/** What {@link Leaving} needs. */
export interface LeavingOptions {
  database: Database;
  sandboxes: Sandboxes;
  home: DatabaseHome;
  membership: Membership;
  uses: Uses;
  secret: string;
  log: Logger;
}

/** Sandboxes leave this replica: on purpose, with all that their next owner needs, or because others own them. */
export class Leaving {
  /** Until when the next sandbox has to go in a hand-over of all. */
  #hopeUntil = Infinity;
  #isGivenUp = false;
  /** Replicas that did not open what was handed over: no sandbox waits for them again. */
  readonly #unhelpful = new Set<string>();

  constructor(private readonly options: LeavingOptions) {}

  /** Hands all sandboxes over, until it is given up. @throws StoreError that names those whose last changes are lost */
  async handAllOver(): Promise<void> {
    const all = this.options.sandboxes.registry.all();
    const left = [...all];
    this.#hopeUntil = monotonic() + HOPE_MS;
    const until = monotonic() + LEAVE_MS;
    const work = async (): Promise<void> => {
      for (let sandbox = left.pop(); sandbox !== undefined && !this.#isGivenUp; sandbox = left.pop())
        await this.#handOver(sandbox, until);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (this.#isGivenUp) await this.dropAll();
    const lost = all.filter(({ isDurable }) => !isDurable);
    if (lost.length > 0) throw lossOf(lost);
  }

  /** Whether no sandbox has gone for so long that others will have to take them. */
  get isHopeless(): boolean {
    return monotonic() > this.#hopeUntil;
  }

  /** Waits for no request any more, and hands no further sandbox over. */
  giveUp(): void {
    this.#isGivenUp = true;
    this.options.uses.giveUp();
  }

  /** Closes a sandbox that others may open now. If this fails, they take it when this replica is gone. */
  async putAway({ name }: Pick<Sandbox, "name">, until = monotonic() + LEAVE_MS): Promise<void> {
    const { database, sandboxes, home, uses, log } = this.options;
    const epoch = home.epochOf(name);
    const sandbox = sandboxes.registry.get(name);
    if (epoch === undefined || sandbox === undefined) return;
    await uses.move(name, async () => {
      try {
        sandbox.bus.end();
        await uses.idle(sandbox, until - monotonic());
        const summary = summaryOf(sandbox);
        await sandboxes.letGo(sandbox);
        const nonces = noncesText(sandbox.nonces.save());
        await release(database, { name, epoch, summary, nonces });
        if (this.#hopeUntil < Infinity) this.#hopeUntil = monotonic() + HOPE_MS;
        log.debug({ sandbox: name }, "put away");
      } catch (error) {
        log.warn(
          { sandbox: name, error: String(error) },
          "a sandbox could not be handed over; others take it later",
        );
      } finally {
        home.forget(name, epoch);
      }
    });
  }

  /** Another replica owns a sandbox that is open here, or it must be read again: it is closed, and nothing of it is written. */
  moved(name: string, epoch: number): void {
    const { sandboxes, home, log } = this.options;
    const sandbox = sandboxes.registry.get(name);
    if (sandbox === undefined || home.epochOf(name) !== epoch) return;
    log.warn(
      { sandbox: name },
      "this sandbox is closed here: another replica has it, or it is read again from the database",
    );
    home.forget(name, epoch);
    void this.#drop(sandbox);
  }

  /** Closes all: others may own them. Those that are being opened are not served either. */
  async dropAll(): Promise<void> {
    const { sandboxes, home } = this.options;
    home.forgetAll();
    await Promise.all(sandboxes.registry.all().map((sandbox) => this.#drop(sandbox)));
  }

  async #handOver(sandbox: Sandbox, until: number): Promise<void> {
    const { membership, secret } = this.options;
    await this.putAway(sandbox, until);
    const other = sandbox.settings.lab ? leastWork(membership, { others: true }) : null;
    if (other === null || this.#isGivenUp || this.#unhelpful.has(other.id)) return;
    membership.noteWork(other.id);
    // Its agents go on at once; if this fails, with the next request.
    await askToOpen(other.url, secret, sandbox.name).catch(() => void this.#unhelpful.add(other.id));
  }

  async #drop(sandbox: Sandbox): Promise<void> {
    const { sandboxes } = this.options;
    sandboxes.registry.leave(sandbox);
    // Its commits are refused, as they must be.
    await sandboxes.letGo(sandbox, { isOwned: false }).catch(() => undefined);
  }
}

/** Changes whose clients got 503, and were told that their outcome is unknown. */
function lossOf(lost: readonly Sandbox[]): StoreError {
  const named = lost.slice(0, NAMED).map(({ name }) => name);
  const more = lost.length > NAMED ? ` and ${lost.length - NAMED} more` : "";
  return new StoreError(
    `The last changes of ${named.join(", ")}${more} may not be in the database, which did not take them in time; ` +
      "their clients were told so (503)",
  );
}

/** What lists show of a sandbox that is not open. */
export const summaryOf = (sandbox: Sandbox): string => JSON.stringify(sandboxShape(sandbox));
