import { readFileSync } from "node:fs";
import type { TrafficExchange } from "../exchange.js";
import { exchangeOf, headOf, type Recording, type RecordingHead, VERSION } from "./format.js";

/** A recording that cannot be read or written; the message is for the user. */
export class RecordingError extends Error {
  override name = "RecordingError";
}

/** Reads a recording. A last line that is not whole is left out. @throws RecordingError naming file and line */
export function readRecording(file: string): Recording {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new RecordingError(`${file}: cannot be read: ${(error as Error).message}`);
  }
  return parseRecording(text, file);
}

/** As {@link readRecording}, of a text. `name` is for messages. @throws RecordingError */
export function parseRecording(text: string, name: string): Recording {
  const lines = text.split("\n");
  const rest = lines.pop()!;
  const head = headIn(lines.shift() ?? rest, name);
  const exchanges: TrafficExchange[] = [];
  for (const [index, line] of lines.entries()) {
    const exchange = exchangeOf(line);
    if (exchange === null) throw new RecordingError(`${name}:${index + 2}: not an exchange of a recording`);
    exchanges.push(exchange);
  }
  // A whole exchange without its line's end was written, too.
  const last = rest === "" || (lines.length === 0 && headOf(rest) !== null) ? null : exchangeOf(rest);
  if (last !== null) exchanges.push(last);
  return { head, exchanges, isTorn: rest !== "" && last === null && headOf(rest) === null };
}

function headIn(line: string, name: string): RecordingHead {
  const head = headOf(line);
  if (head === null)
    throw new RecordingError(
      `${name}: not a recording; accepted: a file of spi-emulator proxy --record, or of spi-emulator recording import`,
    );
  if (head.version > VERSION)
    throw new RecordingError(
      `${name}: version ${head.version} of the format; this program reads up to ${VERSION}`,
    );
  return head;
}
