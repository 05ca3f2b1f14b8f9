import type { Account } from "../domain/records.js";
import type { Sandbox } from "./sandbox.js";

/** The name of the sandbox that always exists. */
export const DEFAULT_SANDBOX = "default";

/** Names and keys of sandboxes that have left that are remembered at most. */
const MOST_LEFT = 20_000;

/** This process does not carry a request out any more, and has done nothing; another one, or the next run, may do it. */
export class Unavailable extends Error {
  override name = "Unavailable";
}

/** A request came too late for this run of the emulator. */
export class EmulatorEnds extends Unavailable {
  override name = "EmulatorEnds";

  constructor() {
    super("the emulator ends; nothing was changed");
  }
}

/** A request came for a sandbox that is in another process by now. */
export class SandboxLeft extends Unavailable {
  override name = "SandboxLeft";

  constructor() {
    super("the sandbox has moved to another replica; nothing was done");
  }
}

/** The sandboxes of one emulator. A consumer key identifies one account of one sandbox. */
export class SandboxRegistry {
  readonly #sandboxes = new Map<string, Sandbox>();
  readonly #byConsumer = new Map<string, Sandbox>();
  /** Names and keys of sandboxes that other processes have now: requests that came before may still ask for them. */
  readonly #left = new Set<string>();

  /** Takes the place of the default sandbox while another process has that. */
  standIn: Sandbox | null = null;

  /** The sandbox of requests that are not signed: the token endpoint, and all with `--auth none`. */
  get main(): Sandbox {
    return this.#sandboxes.get(DEFAULT_SANDBOX) ?? this.standIn!;
  }

  /** The main sandbox, never its stand-in in a process that had it. @throws SandboxLeft */
  get openMain(): Sandbox {
    this.expectNotLeft(DEFAULT_SANDBOX);
    return this.main;
  }

  add(sandbox: Sandbox): void {
    this.#sandboxes.set(sandbox.name, sandbox);
    this.refresh(sandbox);
    for (const one of namesOf(sandbox)) this.#left.delete(one);
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

  /** Removes a sandbox that another process may open. */
  leave(sandbox: Sandbox): void {
    if (this.#sandboxes.get(sandbox.name) !== sandbox) return;
    this.remove(sandbox);
    for (const one of namesOf(sandbox)) this.#left.add(one);
    for (const one of this.#left) {
      if (this.#left.size <= MOST_LEFT) break;
      this.#left.delete(one);
    }
  }

  /** Call it for a name or a consumer key that is unknown. @throws SandboxLeft if its sandbox was here */
  expectNotLeft(nameOrKey: string): void {
    if (this.hasLeft(nameOrKey)) throw new SandboxLeft();
  }

  /** Whether the sandbox of a name or a consumer key was here, and is in another process now. */
  hasLeft(nameOrKey: string): boolean {
    return this.#left.has(nameOrKey);
  }

  /** Call it for a name or a consumer key that no process has any more: its sandbox was deleted. */
  forgetLeft(nameOrKey: string): void {
    this.#left.delete(nameOrKey);
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

/** The name and the consumer keys of a sandbox. */
const namesOf = ({ name, state }: Sandbox): string[] => [
  name,
  ...state.accounts().map(({ consumer_key }) => consumer_key),
];
