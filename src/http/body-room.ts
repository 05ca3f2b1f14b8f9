import { problem } from "./problem.js";
import type { Reply } from "./reply.js";

/** Maximum number of bytes of concurrent request bodies. */
export const BODIES_IN_FLIGHT = 128 * 1024 * 1024;
const RETRY_AFTER_SECONDS = "1";
const TOO_MUCH = "the emulator has more to do than it can answer soon";

/** Takes room for bytes of a request's body that have come; false if there is none. */
export type TakeRoom = (bytes: number) => boolean;

/** There was no room for the rest of a body, which is not read. Nothing was done. */
export class NoRoom extends Error {
  override name = "NoRoom";

  constructor() {
    super(TOO_MUCH);
  }
}

/** Refuses a request that cannot be answered soon. */
export function busy(headers: Record<string, string> = {}): Reply {
  return problem({
    id: "service-unavailable",
    message: `${TOO_MUCH}; nothing was done`,
    headers: { "retry-after": RETRY_AFTER_SECONDS, ...headers },
  });
}

/**
 * The room for concurrent request bodies. Only what has come takes room: a length that a client announces is a promise. An
 * address may hold as much as is free, so that there is always room for another one.
 */
export class BodyRoom {
  readonly #ofAddress = new Map<string, number>();
  #taken = 0;

  constructor(private readonly most = BODIES_IN_FLIGHT) {}

  /** Bytes of the current requests' bodies. */
  get taken(): number {
    return this.#taken;
  }

  take(address: string, bytes: number): boolean {
    const held = (this.#ofAddress.get(address) ?? 0) + bytes;
    if (held > this.most - this.#taken) return false;
    this.#add(address, bytes);
    return true;
  }

  free(address: string, bytes: number): void {
    this.#add(address, -bytes);
  }

  #add(address: string, bytes: number): void {
    const held = (this.#ofAddress.get(address) ?? 0) + bytes;
    this.#taken += bytes;
    if (held > 0) this.#ofAddress.set(address, held);
    else this.#ofAddress.delete(address);
  }
}
