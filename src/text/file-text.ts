import { closeSync, openSync, readSync } from "node:fs";

const CHUNK = 1024 * 1024;

/**
 * The text of a file of at most `most` bytes, whatever its size is said to be: a device or a pipe has none.
 * @throws the error of the system, or a RangeError for a longer file
 */
export function textOfFile(file: string, most: number): string {
  const handle = openSync(file, "r");
  try {
    const parts: Buffer[] = [];
    let bytes = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const read = readSync(handle, chunk);
      if (read === 0) return Buffer.concat(parts).toString("utf8");
      bytes += read;
      if (bytes > most) throw new RangeError(`longer than ${Math.floor(most / CHUNK)} MiB`);
      parts.push(chunk.subarray(0, read));
    }
  } finally {
    closeSync(handle);
  }
}
