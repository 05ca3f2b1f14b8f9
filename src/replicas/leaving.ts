import { sandboxShape } from "../control/shape.js";
import type { Logger } from "../log.js";
import type { Database } from "../postgres/database.js";
import { release } from "../postgres/ownership.js";
import { noncesText } from "../sandbox/kept-nonces.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";
import type { DatabaseHome } from "./home.js";
import { ask } from "./internal.js";
import type { Membership } from "./membership.js";
import { leastWork } from "./places.js";
import type { Uses } from "./uses.js";

/** Maximum wait for the requests of a sandbox that leaves, in milliseconds. */
const LEAVE_MS = 5000;
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
  constructor(private readonly options: LeavingOptions) {}

  /** Hands all sandboxes over. */
  async handAllOver(): Promise<void> {
    const left = this.options.sandboxes.registry.all();
    const work = async (): Promise<void> => {
      for (let sandbox = left.pop(); sandbox !== undefined; sandbox = left.pop())
        await this.#handOver(sandbox);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  /** Closes a sandbox that others may open now. If this fails, they take it when this replica is gone. */
  async putAway({ name }: Pick<Sandbox, "name">): Promise<void> {
    const { database, sandboxes, home, uses, log } = this.options;
    const epoch = home.epochOf(name);
    const sandbox = sandboxes.registry.get(name);
    if (epoch === undefined || sandbox === undefined) return;
    await uses.move(name, async () => {
      try {
        sandbox.bus.end();
        await uses.idle(name, LEAVE_MS);
        const summary = summaryOf(sandbox);
        await sandboxes.letGo(sandbox);
        const nonces = noncesText(sandbox.nonces.save());
        await release(database, { name, epoch, summary, nonces });
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

  /** Another replica owns a sandbox that is open here, so it is closed; nothing of it can be written. */
  moved(name: string, epoch: number): void {
    const { sandboxes, home, log } = this.options;
    const sandbox = sandboxes.registry.get(name);
    if (sandbox === undefined || home.epochOf(name) !== epoch) return;
    log.warn({ sandbox: name }, "another replica has this sandbox now; it is closed here");
    home.forget(name, epoch);
    void this.#drop(sandbox);
  }

  /** Closes all: others may own them. Those that are being opened are not served either. */
  async dropAll(): Promise<void> {
    const { sandboxes, home } = this.options;
    home.forgetAll();
    await Promise.all(sandboxes.registry.all().map((sandbox) => this.#drop(sandbox)));
  }

  async #handOver(sandbox: Sandbox): Promise<void> {
    const { membership, secret } = this.options;
    await this.putAway(sandbox);
    const other = sandbox.settings.lab ? leastWork(membership, { others: true }) : null;
    if (other === null) return;
    membership.noteWork(other.id);
    // Its agents go on at once; if this fails, with the next request.
    await ask(other.url, secret, `open?sandbox=${sandbox.name}`, "POST").catch(() => undefined);
  }

  async #drop(sandbox: Sandbox): Promise<void> {
    const { sandboxes } = this.options;
    sandboxes.registry.leave(sandbox);
    // Its commits are refused, as they must be.
    await sandboxes.letGo(sandbox).catch(() => undefined);
  }
}

/** What lists show of a sandbox that is not open. */
export const summaryOf = (sandbox: Sandbox): string => JSON.stringify(sandboxShape(sandbox));
