import process from "node:process";
import { wallTime } from "../clock/clock.js";
import { endEarly } from "./end-early.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * How long a second SIGINT is the same one, in milliseconds: with Ctrl-C the terminal sends one to every process of the
 * group, and npm forwards its own to the program within some milliseconds.
 */
const SAME_MS = 1000;

/**
 * Calls `act` for each signal of the user, with the number of signals so far. Until {@link close}, the signals do not end
 * the process by themselves.
 */
export class UserSignals {
  #count = 0;
  #lastInterrupt = -Infinity;
  readonly #listener = (signal: NodeJS.Signals): void => {
    if (signal === "SIGINT") {
      const at = this.now();
      const isSame = at - this.#lastInterrupt < SAME_MS;
      this.#lastInterrupt = at;
      if (isSame) return;
    }
    this.#count += 1;
    this.act(signal, this.#count);
  };

  constructor(
    private readonly act: (signal: NodeJS.Signals, count: number) => void,
    private readonly now: () => number = wallTime,
  ) {
    for (const signal of SIGNALS) {
      process.on(signal, this.#listener);
      process.off(signal, endEarly);
    }
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener);
  }
}
