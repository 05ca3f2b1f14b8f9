import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

/** A body as it passed through. */
export interface RawBody {
  /** The whole length in bytes. */
  bytes: number;
  /** The body, or its beginning. */
  kept: Buffer;
  /** Its `Content-Encoding`; empty for none. */
  encoding: string;
}

const DECODERS: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/** A small body would become one of more bytes than asked for. */
export class BodyTooLong extends Error {
  override name = "BodyTooLong";
}

/** The text of a body, of at most `most` bytes if it is encoded; null if it is none. @throws BodyTooLong */
export function decodedText(
  { bytes, kept, encoding }: RawBody,
  most: number,
): { text: string | null; isCut: boolean } {
  const isCut = bytes > kept.length;
  const plain = plainBytes(kept, { encoding: encoding.trim().toLowerCase(), isCut, most });
  if (plain === null) return { text: null, isCut };
  try {
    // The last character of a cut text may be cut as well.
    return {
      text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain, { stream: isCut }),
      isCut,
    };
  } catch {
    return { text: null, isCut };
  }
}

function plainBytes(
  kept: Buffer,
  { encoding, isCut, most }: { encoding: string; isCut: boolean; most: number },
): Buffer | null {
  if (encoding === "" || encoding === "identity") return kept;
  const decode = DECODERS[encoding];
  if (decode === undefined || isCut) return null;
  try {
    return decode(kept, { maxOutputLength: most });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw new BodyTooLong();
    return null;
  }
}
