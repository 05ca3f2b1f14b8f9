import { hash, randomBytes } from "node:crypto";

/**
 * Ids of one sandbox: UUIDs (D 257) that depend on the random seed and the number of ids drawn before, so that the
 * same seed and calls give the same ids, even after a restart.
 */
export class IdSource {
  constructor(
    private readonly randomSeed: string,
    private count = 0,
  ) {}

  /** Number of ids drawn so far; kept in the state (`SandboxMeta.ids_drawn`). */
  get drawn(): number {
    return this.count;
  }

  /** The next UUID (version 4 in form). */
  readonly next = (): string => {
    this.count += 1;
    return asUuid(hexDigest(this.randomSeed, "id", String(this.count)));
  };

  /**
   * The UUID of a thing that its parts name, such as the result of an opportunity. It draws nothing, so that what the
   * lab and the feed do at their own times does not change the ids of what clients make.
   */
  readonly of = (...parts: string[]): string => asUuid(hexDigest(this.randomSeed, "of", ...parts));
}

/**
 * A number from 0 (inclusive) to 1 (exclusive) that depends on the random seed and the draw's name, not on the order
 * of draws.
 */
export function draw(randomSeed: string, ...what: string[]): number {
  return digest(randomSeed, "draw", ...what).readUIntBE(0, 6) / 2 ** 48;
}

/** A new random seed for a sandbox. */
export function newRandomSeed(): string {
  return randomBytes(6).toString("hex");
}

/** A secret or a nonce: unguessable, so never from the random seed. `bytes` of entropy, as hexadecimal digits. */
export function newSecret(bytes = 16): string {
  if (used + bytes > pool.length) {
    pool = randomBytes(Math.max(POOL_BYTES, bytes));
    used = 0;
  }
  return pool.toString("hex", used, (used += bytes));
}

/** Random bytes are drawn in bulk, because each system call costs as much as hashing a request. */
const POOL_BYTES = 4096;
let pool = Buffer.alloc(0);
let used = 0;

function digest(...parts: string[]): Buffer {
  return hash("sha256", parts.join("\0"), "buffer");
}

/** As text, which costs half of what a buffer does. */
function hexDigest(...parts: string[]): string {
  return hash("sha256", parts.join("\0"), "hex");
}

/** A UUID of the first 32 digits, with version 4 and variant 1 in the places of two. */
function asUuid(hex: string): string {
  const variant = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return (
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-` +
    `${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  );
}
