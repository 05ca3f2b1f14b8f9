import type { ControlClient } from "./control-client.js";
import { EmulatorError } from "./errors.js";
import type { FaultInfo } from "./types.js";

/** A fault, or all faults of a set, in a sandbox. */
export class FaultHandle {
  /** The ids of its faults: one for a rule, several for a set. */
  readonly ids: readonly string[];
  readonly #client: ControlClient;
  readonly #sandbox: string;

  /** @internal */
  constructor(client: ControlClient, sandbox: string, ids: readonly string[]) {
    this.#client = client;
    this.#sandbox = sandbox;
    this.ids = ids;
  }

  /** The id of its (first) fault. */
  get id(): string {
    return this.ids[0]!;
  }

  /** How often it has been applied. */
  async fired(): Promise<number> {
    const faults = await this.show();
    return faults.reduce((sum, { fired }) => sum + fired, 0);
  }

  /** The current state of its faults. */
  show(): Promise<FaultInfo[]> {
    return Promise.all(
      this.ids.map((fault_id) =>
        this.#client.send("GET /_emulator/faults/{fault_id}", {
          path: { fault_id },
          query: { sandbox: this.#sandbox },
        }),
      ),
    );
  }

  /** Removes it. Faults that a reset removed already are ignored. */
  async remove(): Promise<void> {
    for (const fault_id of this.ids) {
      try {
        await this.#client.send("DELETE /_emulator/faults/{fault_id}", {
          path: { fault_id },
          query: { sandbox: this.#sandbox },
        });
      } catch (error) {
        if (!(error instanceof EmulatorError && error.status === 404)) throw error;
      }
    }
  }
}
