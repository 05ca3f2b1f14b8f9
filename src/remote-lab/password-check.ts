import { ConfigError } from "../config.js";
import { boundedText } from "../text/bounded-text.js";
import { isLoopbackName } from "../text/loopback.js";

/** The longest answer about the health of an emulator, in bytes. */
const MAX_HEALTH = 64 * 1024;

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * Asks a target, before the first request of an agent, whether it is an emulator whose passwords are public: a client who can log
 * in there can have this lab's kits run commands. On this machine that is worth a warning; elsewhere it is refused.
 */
export class PasswordCheck {
  #isDone = false;

  constructor(
    private readonly target: string,
    private readonly options: { fetch: Fetch; warn: (text: string) => void },
  ) {}

  /** Asks, unless the target answered already. If it is not reachable, it is asked again later. @throws ConfigError */
  async run(): Promise<void> {
    if (this.#isDone) return;
    const isPublic = await this.#ask();
    if (isPublic === true) {
      const what = `${this.target}: an account has a password of the packaged seeds, which is public, and kits of this lab run the commands of all who log in`;
      const advice = "give the accounts passwords of your own (start --seed FILE)";
      if (!isLoopbackName(new URL(this.target).hostname)) throw new ConfigError(`${what}; ${advice}`);
      this.options.warn(`${what}: ${advice}`);
    }
    this.#isDone = isPublic !== null;
  }

  /** A fetch that asks before. */
  before(fetch: Fetch): Fetch {
    return async (url, init) => {
      await this.run();
      return fetch(url, init);
    };
  }

  /** Null if the target cannot be reached. */
  async #ask(): Promise<boolean | null> {
    let response: Response;
    try {
      response = await this.options.fetch(`${this.target}/_emulator/health`);
    } catch {
      return null;
    }
    try {
      const health = Object(JSON.parse(await boundedText(response, MAX_HEALTH))) as {
        public_passwords?: unknown;
      };
      return health.public_passwords === true;
    } catch {
      // Not an emulator's answer.
      return false;
    }
  }
}
