import type { ServerResponse } from "node:http";
import { machineWall, monotonic } from "../clock/clock.js";

/** What requests do with a sandbox here. */
interface Use {
  underWay: number;
  /** Monotonic time of the last request. */
  last: number;
  idle: (() => void)[];
}

/** Which sandboxes of this replica requests use, and which are leaving it. */
export class Uses {
  readonly #uses = new Map<string, Use>();
  readonly #moves = new Map<string, Promise<void>>();
  #isGivenUp = false;

  /** Notes a request for a sandbox until it is answered. */
  note(name: string, outgoing: ServerResponse): void {
    const use = this.#use(name);
    use.underWay += 1;
    use.last = monotonic();
    outgoing.once("close", () => {
      use.underWay -= 1;
      if (use.underWay === 0) for (const end of use.idle.splice(0)) end();
    });
  }

  /** Milliseconds since the last request, 0 while one is under way. */
  quietMs(name: string): number {
    const use = this.#use(name);
    return use.underWay > 0 ? 0 : monotonic() - use.last;
  }

  isMoving(name: string): boolean {
    return this.#moves.has(name);
  }

  /** Resolves when the sandbox has left, if it is leaving. */
  async moved(name: string): Promise<void> {
    await this.#moves.get(name)?.catch(() => undefined);
  }

  /** Lets requests wait while a sandbox leaves. */
  async move(name: string, leave: () => Promise<void>): Promise<void> {
    const under = this.#moves.get(name);
    if (under !== undefined) return under;
    const moving = leave().finally(() => {
      this.#moves.delete(name);
      this.#uses.delete(name);
    });
    this.#moves.set(name, moving);
    await moving;
  }

  /** From now on nothing waits for requests that are under way. */
  giveUp(): void {
    this.#isGivenUp = true;
    for (const { idle } of this.#uses.values()) for (const end of idle.splice(0)) end();
  }

  /** Resolves when no request is under way, or after `ms`. */
  async idle(name: string, ms: number): Promise<void> {
    const use = this.#use(name);
    if (use.underWay === 0 || this.#isGivenUp || ms <= 0) return;
    await new Promise<void>((resolve) => {
      const disarm = machineWall().setTimeout(resolve, ms);
      use.idle.push(() => {
        disarm();
        resolve();
      });
    });
  }

  #use(name: string): Use {
    let use = this.#uses.get(name);
    if (use === undefined) this.#uses.set(name, (use = { underWay: 0, last: monotonic(), idle: [] }));
    return use;
  }
}
