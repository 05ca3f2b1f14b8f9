/** The length of a UUID. */
export const UUID_WIDTH = 36;
const HYPHEN = 0x2d;
/** By byte: 1 for a hexadecimal digit in lower case. */
const IS_DIGIT = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[0-9a-f]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

const encoder = new TextEncoder();
let bytes = new Uint8Array(UUID_WIDTH * 128);

/** Whether a text is nothing but UUIDs in lower case. Bytes are compared faster than a text's characters. */
export function areUuids(joined: string): boolean {
  const { length } = joined;
  if (length % UUID_WIDTH !== 0) return false;
  if (bytes.length < length) bytes = new Uint8Array(length);
  // Each byte of a character beyond ASCII is above 127 and no digit. Where there is none, the bytes are the characters.
  if (encoder.encodeInto(joined, bytes).read !== length) return false;
  for (let from = 0; from < length; from += UUID_WIDTH) if (!isUuidAt(from)) return false;
  return true;
}

function isUuidAt(from: number): boolean {
  return (
    areDigits(from, from + 8) &&
    bytes[from + 8] === HYPHEN &&
    areDigits(from + 9, from + 13) &&
    bytes[from + 13] === HYPHEN &&
    areDigits(from + 14, from + 18) &&
    bytes[from + 18] === HYPHEN &&
    areDigits(from + 19, from + 23) &&
    bytes[from + 23] === HYPHEN &&
    areDigits(from + 24, from + UUID_WIDTH)
  );
}

function areDigits(from: number, to: number): boolean {
  let digits = 1;
  for (let place = from; place < to; place++) digits &= IS_DIGIT[bytes[place]!]!;
  return digits === 1;
}
