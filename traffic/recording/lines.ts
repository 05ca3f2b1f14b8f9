import { FilePieces } from "../../src/text/file-pieces.js";

/** A part of a file that is read at a time, in bytes. */
const CHUNK = 1024 * 1024;

/** A line, with its number from 1. */
export interface FileLine {
  text: string;
  n: number;
  /** Whether it has an end; the last one may have none. */
  isWhole: boolean;
}

/**
 * The lines of a file, read as they are asked for, so that a file of any size costs the memory of one line.
 * @throws the error of the system, or a RangeError for a pipe that stays silent; `tooLong` if a line is longer than `most` bytes
 */
export function* linesOf(file: string, most: number, tooLong: (n: number) => Error): Generator<FileLine> {
  const pieces = new FilePieces(file);
  try {
    const chunk = Buffer.alloc(CHUNK);
    let parts: Buffer[] = [];
    let bytes = 0;
    let n = 1;
    for (let read = pieces.read(chunk); read > 0; read = pieces.read(chunk)) {
      let from = 0;
      for (let end = chunk.indexOf(10, from); end >= 0 && end < read; end = chunk.indexOf(10, from)) {
        bytes += end - from;
        if (bytes > most) throw tooLong(n);
        parts.push(chunk.subarray(from, end));
        yield { text: Buffer.concat(parts).toString("utf8"), n, isWhole: true };
        [parts, bytes, from] = [[], 0, end + 1];
        n += 1;
      }
      bytes += read - from;
      if (bytes > most) throw tooLong(n);
      if (from < read) parts.push(Buffer.from(chunk.subarray(from, read)));
    }
    if (bytes > 0) yield { text: Buffer.concat(parts).toString("utf8"), n, isWhole: false };
  } finally {
    pieces.close();
  }
}
