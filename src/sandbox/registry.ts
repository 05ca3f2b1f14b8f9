import type { Account } from "../domain/records.js";
import type { Sandbox } from "./sandbox.js";

/** The name of the sandbox that always exists. */
export const DEFAULT_SANDBOX = "default";

/** The sandboxes of one emulator. A consumer key identifies one account of one sandbox. */
export class SandboxRegistry {
  readonly #sandboxes = new Map<string, Sandbox>();
  readonly #byConsumer = new Map<string, Sandbox>();

  /** Takes the place of the default sandbox while another process has that. */
  standIn: Sandbox | null = null;

  /** The sandbox of requests that are not signed: the token endpoint, and all with `--auth none`. */
  get main(): Sandbox {
    return this.#sandboxes.get(DEFAULT_SANDBOX) ?? this.standIn!;
  }

  add(sandbox: Sandbox): void {
    this.#sandboxes.set(sandbox.name, sandbox);
    this.refresh(sandbox);
  }

  /** Call it when a sandbox's accounts changed. Keys of removed accounts become unknown. */
  refresh(sandbox: Sandbox): void {
    for (const [key, owner] of this.#byConsumer) if (owner === sandbox) this.#byConsumer.delete(key);
    if (this.#sandboxes.get(sandbox.name) !== sandbox) return;
    for (const { consumer_key } of sandbox.state.accounts()) this.#byConsumer.set(consumer_key, sandbox);
  }

  remove(sandbox: Sandbox): void {
    this.#sandboxes.delete(sandbox.name);
    this.refresh(sandbox);
  }

  get(name: string): Sandbox | undefined {
    return this.#sandboxes.get(name);
  }

  all(): Sandbox[] {
    return [...this.#sandboxes.values()];
  }

  /** The account that a consumer key belongs to, and its sandbox. */
  byConsumer(key: string): { sandbox: Sandbox; account: Account } | undefined {
    const sandbox = this.#byConsumer.get(key);
    const account = sandbox?.state.accountByConsumer(key);
    return sandbox && account && { sandbox, account };
  }
}
