import { hash } from "node:crypto";

/** Bytes of a block of SHA-1. */
const BLOCK = 64;
/** Bytes of the texts that are signed in a buffer which is there already. */
const SHORT = 4096;
/** Maximum number of cached keys. */
const MAX_KEYS = 1000;

/** The blocks that the two digests of a key begin with. */
interface Key {
  inner: Buffer;
  outer: Buffer;
}

const keys = new Map<string, Key>();
const innerBytes = Buffer.alloc(BLOCK + SHORT);
const outerBytes = Buffer.alloc(BLOCK + 20);

/**
 * HMAC-SHA1 (RFC 2104) of a text in UTF-8, in base64. Two digests at one go cost half of what `createHmac` costs for a
 * short text, because no native object is made.
 */
export function hmacSha1(secret: string, text: string): string {
  const { inner, outer } = keyOf(secret);
  outerBytes.set(outer);
  outerBytes.write(hash("sha1", message(inner, text), "binary"), BLOCK, "latin1");
  return hash("sha1", outerBytes, "base64");
}

/** The block and the text. */
function message(inner: Buffer, text: string): Buffer {
  // UTF-8 takes at most three bytes for a code unit.
  if (text.length * 3 > SHORT) return Buffer.concat([inner, Buffer.from(text, "utf8")]);
  innerBytes.set(inner);
  return innerBytes.subarray(0, BLOCK + innerBytes.write(text, BLOCK, "utf8"));
}

function keyOf(secret: string): Key {
  let key = keys.get(secret);
  if (key === undefined) {
    if (keys.size >= MAX_KEYS) keys.clear();
    keys.set(secret, (key = makeKey(Buffer.from(secret, "utf8"))));
  }
  return key;
}

function makeKey(secret: Buffer): Key {
  const bytes = secret.length > BLOCK ? hash("sha1", secret, "buffer") : secret;
  const key = { inner: Buffer.alloc(BLOCK, 0x36), outer: Buffer.alloc(BLOCK, 0x5c) };
  for (const [at, byte] of bytes.entries()) {
    key.inner[at] = byte ^ 0x36;
    key.outer[at] = byte ^ 0x5c;
  }
  return key;
}
