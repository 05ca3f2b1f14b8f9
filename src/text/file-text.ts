import { Gathered } from "./gathered.js";
import { closeSync, openSync, readSync } from "node:fs";

const CHUNK = 1024 * 1024;

/**
 * The text of a file of at most `most` bytes, whatever its size is said to be: a device or a pipe has none.
 * @throws the error of the system, or a RangeError for a longer file
 */
export function textOfFile(file: string, most: number): string {
  const handle = openSync(file, "r");
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const gathered = new Gathered();
    for (;;) {
      const read = readSync(handle, chunk);
      if (read === 0) return gathered.whole().toString("utf8");
      if (gathered.size + read > most) throw new RangeError(`longer than ${Math.floor(most / CHUNK)} MiB`);
      // A pipe gives short pieces, which share no chunk.
      gathered.push(Buffer.from(chunk.subarray(0, read)));
    }
  } finally {
    closeSync(handle);
  }
}
