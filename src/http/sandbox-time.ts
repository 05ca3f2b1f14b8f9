import { MICROS } from "../clock/clock.js";
import type { NonceUse } from "../sandbox/nonce-digest.js";
import { NonceStore } from "../sandbox/nonce-store.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import type { Sandbox } from "../sandbox/sandbox.js";

/**
 * Verification by the clock of the sandbox (`--oauth-clock sandbox`), for clients whose own clock is faked. What was used
 * in this time has nonces of its own, which are forgotten by this clock; they are not kept for the next start.
 */
export class SandboxTime {
  readonly #nonces = new WeakMap<Sandbox, NonceStore>();

  constructor(private readonly registry: SandboxRegistry) {}

  /** The time of the consumer's sandbox, in milliseconds since 1970; null if the consumer is unknown. */
  now(consumerKey: string): number | null {
    const found = this.registry.byConsumer(consumerKey);
    return found ? found.sandbox.clock.now() / MICROS : null;
  }

  /** Records a use; false if the nonce was used before. */
  use(sandbox: Sandbox, nonce: NonceUse): boolean {
    let store = this.#nonces.get(sandbox);
    if (!store) this.#nonces.set(sandbox, (store = new NonceStore()));
    return store.use(nonce, Math.floor(sandbox.clock.now() / MICROS / 1000));
  }
}
