import type { ControlClient } from "./control-client.js";
import { EmulatorError } from "./errors.js";
import type { FaultInfo } from "./types.js";

/** A fault, or all faults of a set, that was added to a sandbox. */
export class FaultHandle {
  /** Ids of its faults in the sandbox; one for a rule, several for a set. */
  readonly ids: readonly string[];
  readonly #client: ControlClient;
  readonly #sandbox: string;

  /** @internal */
  constructor(client: ControlClient, sandbox: string, ids: readonly string[]) {
    this.#client = client;
    this.#sandbox = sandbox;
    this.ids = ids;
  }

  /** Id of its (first) fault. */
  get id(): string {
    return this.ids[0]!;
  }

  /** How often it has struck. */
  async fired(): Promise<number> {
    const faults = await this.show();
    return faults.reduce((sum, { fired }) => sum + fired, 0);
  }

  /** Its faults as they are now. */
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

  /** Takes it away again; one that a reset took away already is no error. */
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
