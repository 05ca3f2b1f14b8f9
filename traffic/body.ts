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
/** A small body may become a very large one: how large at most, in bytes, and for each byte that came beyond the first MiB. */
const MAX_DECODED_BYTES = 32 * 1024 * 1024;
const DECODED_ANYWAY = 1024 * 1024;
const DECODED_OF_ONE = 100;

/** The text of a body; null if it is none. */
export function decodedText({ bytes, kept, encoding }: RawBody): { text: string | null; isCut: boolean } {
  const isCut = bytes > kept.length;
  const plain = plainBytes(kept, encoding.trim().toLowerCase(), isCut);
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

function plainBytes(kept: Buffer, encoding: string, isCut: boolean): Buffer | null {
  if (encoding === "" || encoding === "identity") return kept;
  const decode = DECODERS[encoding];
  if (decode === undefined || isCut) return null;
  try {
    const most = DECODED_ANYWAY + DECODED_OF_ONE * kept.length;
    return decode(kept, { maxOutputLength: Math.min(most, MAX_DECODED_BYTES) });
  } catch {
    return null;
  }
}
