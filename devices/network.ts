import type { AgentState } from "./agent-state.js";
import { MAX_WAIT } from "./back-off.js";
import type { Behaviour } from "./behaviours/index.js";
import { MICROS, type Instant, type LabClock } from "./lab-clock.js";
import type { InterruptibleSleep } from "./interruptible-sleep.js";

/** What a device's network needs from its agent. */
export interface NetworkOptions {
  clock: LabClock;
  sleeper: InterruptibleSleep;
  state: AgentState;
  behaviours: readonly Behaviour[];
}

/** A device's network, which is disconnected by hand or by the offline windows of its behaviours. */
export class Network {
  #cut = false;
  #startedAt: number;

  constructor(private readonly options: NetworkOptions) {
    this.#startedAt = options.clock.now();
  }

  /** Starts the time from which offline windows count. */
  start(): void {
    this.#startedAt = this.options.clock.now();
  }

  isOnline(): boolean {
    return !this.#cut && this.#windowLeft() === 0;
  }

  /** When the current offline window ends; null if there is none, or if it was disconnected by hand. */
  offlineUntil(): Instant | null {
    const left = this.#windowLeft();
    return this.#cut || left === 0 ? null : this.options.clock.now() + left * MICROS;
  }

  takeOffline(): void {
    this.#cut = true;
    this.options.sleeper.wake();
  }

  bringOnline(): void {
    this.#cut = false;
    this.options.sleeper.wake();
  }

  /** Waits until the device is online; false if the agent is stopped first. `pending`: a result is waiting. */
  async untilOnline(pending: boolean): Promise<boolean> {
    const { sleeper, state } = this.options;
    if (this.isOnline()) return true;
    state.set({ activity: "offline", next_poll_at: null });
    state.emit({ kind: "offline", why: this.#cut ? "taken offline" : "offline window of the profile" });
    while (!this.isOnline()) {
      if (sleeper.stopping) return false;
      if (this.#cut) await sleeper.sleep("idle", MAX_WAIT, true);
      else await sleeper.sleep("idle", this.#windowLeft(), !pending);
    }
    state.set({ activity: "idle" });
    state.emit({ kind: "online" });
    return true;
  }

  /** Milliseconds until no offline window applies; 0 if none applies. */
  #windowLeft(): number {
    const ms = (this.options.clock.now() - this.#startedAt) / MICROS;
    return Math.max(0, ...this.options.behaviours.map((behaviour) => behaviour.offlineFor?.(ms) ?? 0));
  }
}
