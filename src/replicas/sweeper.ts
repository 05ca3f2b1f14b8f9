import { machineWall, wallPause } from "../clock/clock.js";
import type { Logger } from "../log.js";
import type { Database } from "../postgres/database.js";
import { expiredSandboxes } from "../postgres/ownership.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";
import type { Leaving } from "./leaving.js";
import type { Uses } from "./uses.js";

/** How long a sandbox without requests stays open, and how often that is looked at, in milliseconds. */
export interface RestTimes {
  restAfterMs: number;
  sweepMs: number;
}

const REST_TIMES: RestTimes = { restAfterMs: 10 * 60_000, sweepMs: 30_000 };
/** Expired sandboxes that one sweep deletes. */
const EXPIRED = 20;

/** What a {@link Sweeper} needs. */
export interface SweeperOptions {
  database: Database;
  sandboxes: Sandboxes;
  uses: Uses;
  leaving: Leaving;
  log: Logger;
  /** The id of this replica. */
  me: () => string;
  /** Opens a sandbox here if nobody has it. */
  find: (name: string) => Promise<boolean>;
  /** Default: ten minutes, looked at twice a minute. */
  times?: RestTimes | undefined;
}

/** Puts away what nobody uses, and deletes expired sandboxes that no other replica has. */
export class Sweeper {
  readonly #times: RestTimes;
  #disarm = (): void => undefined;
  #stopped = false;

  constructor(private readonly options: SweeperOptions) {
    this.#times = options.times ?? REST_TIMES;
  }

  start(): void {
    this.#disarm = machineWall().setTimeout(() => {
      void this.#sweep()
        .catch((error: unknown) => this.options.log.warn({ error: String(error) }, "a sweep failed"))
        .finally(() => this.#stopped || this.start());
    }, this.#times.sweepMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#disarm();
  }

  async #sweep(): Promise<void> {
    const { database, sandboxes, uses, leaving, log, me, find } = this.options;
    for (const sandbox of sandboxes.registry.all()) {
      if (sandbox.bus.watchers > 0 || sandbox.lab?.asleep === false) continue;
      if (uses.quietMs(sandbox) > this.#times.restAfterMs) await leaving.putAway(sandbox);
    }
    for (const name of await expiredSandboxes(database, me(), EXPIRED)) {
      try {
        await find(name);
        const sandbox = sandboxes.registry.get(name);
        if (sandbox === undefined) continue;
        // A client may have deleted it meanwhile, and made another one of its name.
        const [isExpired] = await expiredSandboxes(database, me(), 1, name);
        if (isExpired !== undefined && sandboxes.registry.get(name) === sandbox) await sandboxes.delete(name);
      } catch (error) {
        // The others expire all the same.
        log.warn({ sandbox: name, error: String(error) }, "an expired sandbox cannot be removed");
      }
      await wallPause(0);
    }
  }
}
