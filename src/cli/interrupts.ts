import { sharedController } from "../clock/shared-signal.js";
import { UserSignals } from "./user-signals.js";

/** The user's signals to a run: the first stops the run, the second also its clean-up. */
export class Interrupts {
  readonly #run = sharedController();
  readonly #cleanUp = sharedController();
  readonly #signals: UserSignals;

  /** `now`: the time in milliseconds; tests replace it. */
  constructor(now?: () => number) {
    this.#signals = new UserSignals((_, count) => {
      if (count > 1) this.#cleanUp.abort(new Error("interrupted twice"));
      else this.#run.abort(new Error("interrupted"));
    }, now);
  }

  /** Aborts at the first signal. */
  get run(): AbortSignal {
    return this.#run.signal;
  }

  /** Aborts at the second signal. */
  get cleanUp(): AbortSignal {
    return this.#cleanUp.signal;
  }

  close(): void {
    this.#signals.close();
  }
}
