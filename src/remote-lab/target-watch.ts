import type { Logger } from "../log.js";
import { connectionErrorText } from "../text/connection-error.js";

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A problem of the target; null for none. */
type Trouble = { kind: "unreachable" | "failing" | "refused"; text: string } | null;

/** Time after which the same problem is reported again, in milliseconds of real time. */
const AGAIN_MS = 60_000;

/**
 * Reports problems of the target once in a while, because each of a hundred devices would report the same.
 */
export class TargetWatch {
  #trouble: Trouble = null;
  #since = 0;
  #toldAt = 0;

  constructor(
    private readonly options: {
      url: string;
      /** The name of an account's credentials, for messages about a 401. */
      credentialsOf: (account: string | null) => string;
      log: Logger;
      /** Real time in milliseconds. */
      now: () => number;
    },
  ) {}

  /** A fetch whose outcomes are watched. */
  watching(fetch: Fetch, account: string | null): Fetch {
    return async (url, init) => {
      try {
        const response = await fetch(url, init);
        this.#note(this.#troubleOf(response.status, account));
        return response;
      } catch (error) {
        if (init?.signal?.aborted !== true)
          this.#note({ kind: "unreachable", text: connectionErrorText(error) });
        throw error;
      }
    };
  }

  #troubleOf(status: number, account: string | null): Trouble {
    if (status === 401 || status === 403) {
      const text = `refuses the credentials of ${this.options.credentialsOf(account)}: HTTP ${status}`;
      return { kind: "refused", text };
    }
    return status >= 500 || status === 429 ? { kind: "failing", text: `answers HTTP ${status}` } : null;
  }

  #note(trouble: Trouble): void {
    const { url, log, now } = this.options;
    const before = this.#trouble;
    this.#trouble = trouble;
    if (trouble === null) {
      if (before !== null) log.info(`${url} answers again, after ${this.#seconds()} s`);
      return;
    }
    if (before === null) this.#since = now();
    if (before?.kind === trouble.kind && now() - this.#toldAt < AGAIN_MS) return;
    this.#toldAt = now();
    const since = before === null ? "" : ` (for ${this.#seconds()} s)`;
    if (trouble.kind === "refused")
      log.error(`${url} ${trouble.text}; devices try again from time to time${since}`);
    else {
      const what = trouble.kind === "unreachable" ? `cannot be reached: ${trouble.text}` : trouble.text;
      log.warn(`${url} ${what}; devices keep trying${since}`);
    }
  }

  #seconds(): number {
    return Math.round((this.options.now() - this.#since) / 1000);
  }
}
