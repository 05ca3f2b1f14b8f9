import type { ServerResponse } from "node:http";
import { machineWall, monotonic } from "../clock/clock.js";
import type { Sandbox } from "../sandbox/sandbox.js";

/** What requests do with a sandbox here. */
interface Use {
  underWay: number;
  /** Monotonic time of the last request. */
  last: number;
  idle: Set<() => void>;
}

/** A sandbox that is open here, or was. */
type Used = Pick<Sandbox, "name">;

/** Which sandboxes of this replica requests use, and which are leaving it. */
export class Uses {
  /** Nothing is kept of a sandbox that is gone. */
  readonly #uses = new WeakMap<Used, Use>();
  readonly #moves = new Map<string, Promise<void>>();
  /** Ends the waits for requests that are under way. */
  readonly #waits = new Set<() => void>();
  #isGivenUp = false;

  /** Notes a request for a sandbox until it is answered. */
  note(sandbox: Used, outgoing: ServerResponse): void {
    const use = this.#use(sandbox);
    use.underWay += 1;
    use.last = monotonic();
    outgoing.once("close", () => {
      use.underWay -= 1;
      if (use.underWay === 0) for (const end of use.idle) end();
    });
  }

  /** Milliseconds since the last request, 0 while one is under way. */
  quietMs(sandbox: Used): number {
    const use = this.#use(sandbox);
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
    const moving = leave().finally(() => this.#moves.delete(name));
    this.#moves.set(name, moving);
    await moving;
  }

  /** From now on nothing waits for requests that are under way. */
  giveUp(): void {
    this.#isGivenUp = true;
    for (const end of this.#waits) end();
  }

  /** Resolves when no request is under way, or after `ms`. */
  async idle(sandbox: Used, ms: number): Promise<void> {
    const { underWay, idle } = this.#use(sandbox);
    if (underWay === 0 || this.#isGivenUp || ms <= 0) return;
    await new Promise<void>((resolve) => {
      const disarm = machineWall().setTimeout(() => end(), ms);
      const end = (): void => {
        disarm();
        idle.delete(end);
        this.#waits.delete(end);
        resolve();
      };
      idle.add(end);
      this.#waits.add(end);
    });
  }

  #use(sandbox: Used): Use {
    let use = this.#uses.get(sandbox);
    if (use === undefined)
      this.#uses.set(sandbox, (use = { underWay: 0, last: monotonic(), idle: new Set() }));
    return use;
  }
}
