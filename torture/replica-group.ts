import type { Credentials } from "../src/oauth1/sign.js";
import { type Answer, type Call, Client } from "./client.js";
import { newFolder } from "./clean-up.js";
import { type Emulator, startEmulator } from "./emulator.js";
import { pause } from "./part.js";
import type { Random } from "./random.js";

/** Wait before another replica is tried, in milliseconds. */
const AGAIN_MS = 50;

/** Several replicas over one database, of which some may be dead at a time. */
export class ReplicaGroup {
  readonly #alive: { emulator: Emulator; client: Client }[] = [];
  readonly #folder = newFolder();
  #started = 0;

  constructor(
    private readonly store: string,
    private readonly random: Random,
  ) {}

  async start(): Promise<void> {
    const data = `${this.#folder.path}/replica-${(this.#started += 1)}`;
    const args = ["--data-dir", data, "--store", this.store, "--no-lab", "--log-level", "warn"];
    const emulator = await startEmulator(args);
    // Whoever does not answer may have passed the request on: sent again, it could be carried out twice.
    const client = new Client(emulator.url, null, 64, {}, false);
    this.#alive.push({ emulator, client });
  }

  /** Takes a random replica out of use, and gives it to be killed. */
  choose(): Emulator {
    const [chosen] = this.#alive.splice(this.random.below(this.#alive.length), 1);
    return chosen!.emulator;
  }

  /** Begins a measurement: how long the processes that are alive, and the run itself, wait for a core. */
  waiting(): () => number {
    const all = this.#alive.map(({ emulator }) => emulator.waiting());
    return () => Math.max(0, ...all.map((waited) => waited()));
  }

  /** Sends a request to a random living replica. */
  call(method: string, path: string, call: Call & { credentials: Credentials | null }): Promise<Answer> {
    return this.random.pick(this.#alive).client.call(method, path, call);
  }

  /** Sends it until it is answered with success. @throws Error for a refusal other than 503 */
  async json<T>(method: string, path: string, call: Call & { credentials: Credentials | null }): Promise<T> {
    for (;;) {
      const { status, text } = await this.call(method, path, call);
      if (status >= 200 && status < 300) return (text === "" ? null : JSON.parse(text)) as T;
      if (status !== 503 && status !== 0) throw new Error(`${method} ${path}: HTTP ${status} ${text}`);
      await pause(AGAIN_MS);
    }
  }

  async stop(): Promise<void> {
    for (const { emulator, client } of this.#alive.splice(0)) {
      client.close();
      await emulator.kill("SIGTERM");
    }
    this.#folder.remove();
  }
}
