import process from "node:process";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The user's signals to a run: the first stops the run, the second also its clean-up. */
export class Interrupts {
  readonly #run = new AbortController();
  readonly #cleanUp = new AbortController();
  readonly #listener = (): void => {
    if (this.#run.signal.aborted) this.#cleanUp.abort(new Error("interrupted twice"));
    else this.#run.abort(new Error("interrupted"));
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#listener);
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
    for (const signal of SIGNALS) process.off(signal, this.#listener);
  }
}
