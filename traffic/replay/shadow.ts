import type { TrafficExchange } from "../exchange.js";
import { Backstage } from "./backstage.js";
import { Replayer, type Step } from "./replayer.js";
import type { Stage } from "./stage.js";

/** Options of a shadow. */
export interface ShadowOptions {
  stage: Stage;
  /** How long a recorded state may take, in milliseconds of the stage's clock. */
  patienceMs: number;
  onStep: (step: Step) => void;
  /** Called when exchanges begin to be left out, because more come than the stage answers. */
  onSkip: () => void;
  /** An error of this program; the shadow goes on. */
  onError: (error: unknown) => void;
  /** So many exchanges wait; more are left out. Default: 1000. */
  maxWaiting?: number;
}

const MAX_WAITING = 1000;
/** The bodies of all exchanges that wait, in characters. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

/**
 * Asks a stage what clients ask a deployment, while they do, and compares. It never holds up the traffic: what comes too fast
 * is left out, and made up for when a later answer shows it.
 */
export class Shadow {
  readonly #replayer: Replayer;
  #backstage!: Backstage;
  readonly #waiting: TrafficExchange[] = [];
  #characters = 0;
  #skipped = 0;
  #isSkipping = false;
  #isOver = false;
  #running: Promise<void> | null = null;

  constructor(private readonly options: ShadowOptions) {
    const { stage, patienceMs } = options;
    const prompter = (of: Replayer): Backstage => (this.#backstage = new Backstage(of, null));
    this.#replayer = new Replayer({ stage, patienceMs, prompter });
  }

  /** The number of exchanges that were left out. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Takes an exchange; returns at once. Exchanges have to come in the order of their answers. */
  take(exchange: TrafficExchange): void {
    const { maxWaiting = MAX_WAITING, onSkip } = this.options;
    const size = sizeOf(exchange);
    if (
      this.#isOver ||
      this.#waiting.length >= maxWaiting ||
      (this.#waiting.length > 0 && this.#characters + size > MAX_CHARACTERS)
    ) {
      this.#skipped += 1;
      this.#backstage.leftOut(exchange);
      if (!this.#isSkipping) onSkip();
      this.#isSkipping = true;
      return;
    }
    this.#isSkipping = false;
    this.#waiting.push(exchange);
    this.#characters += size;
    this.#running ??= this.#run();
  }

  /** Resolves when all that was taken is compared. Aborting leaves out the rest. */
  async end(signal?: AbortSignal): Promise<void> {
    const leave = (): void => {
      this.#skipped += this.#waiting.length;
      this.#waiting.length = 0;
      this.#isOver = true;
    };
    if (signal?.aborted) leave();
    else signal?.addEventListener("abort", leave, { once: true });
    await this.#running;
    this.#isOver = true;
  }

  async #run(): Promise<void> {
    for (;;) {
      // The traffic has its turn before each exchange.
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#characters -= sizeOf(next);
      try {
        this.options.onStep(await this.#replayer.step(next));
      } catch (error) {
        this.options.onError(error);
      }
    }
    this.#characters = 0;
    this.#running = null;
  }
}

const sizeOf = ({ body, answer }: TrafficExchange): number =>
  (body.text?.length ?? 0) + (answer?.body.text?.length ?? 0);
