import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { FilePieces } from "./file-pieces.js";
import { Gathered } from "./gathered.js";

const CHUNK = 1024 * 1024;
/** Maximum number of bytes of a file that somebody writes by hand. */
const MAX_BYTES = 16 * CHUNK;

/**
 * The text of a file of at most `most` bytes, whatever its size is said to be: a device or a pipe has none. 0 is standard input.
 * @throws the error of the system, or a RangeError for a longer file or a pipe that stays silent
 */
export function textOfFile(file: string | 0, most = MAX_BYTES): string {
  const pieces = new FilePieces(file);
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const gathered = new Gathered();
    for (;;) {
      const read = pieces.read(chunk);
      if (read === 0) return gathered.whole().toString("utf8");
      if (gathered.size + read > most) throw new RangeError(`longer than ${Math.floor(most / CHUNK)} MiB`);
      // A pipe gives short pieces, which share no chunk.
      gathered.push(Buffer.from(chunk.subarray(0, read)));
    }
  } finally {
    pieces.close();
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
