import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { Gathered } from "./gathered.js";

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

/**
 * The bytes of a file. A pipe or a device has no end, or waits for one who writes.
 * @throws the error of the system, or a RangeError for what is no file, or for one of more than `most` bytes
 */
export function bytesOfRegular(file: string, most: number): Buffer {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw new RangeError("not a file");
    const { size } = stat;
    if (size > most) throw new RangeError(`longer than ${Math.floor(most / CHUNK)} MiB`);
    // One that grows meanwhile has changed again.
    const bytes = Buffer.alloc(size);
    let read = 0;
    for (let more = 1; more > 0 && read < size; read += more)
      more = readSync(handle, bytes, read, size - read, null);
    return bytes.subarray(0, read);
  } finally {
    closeSync(handle);
  }
}
