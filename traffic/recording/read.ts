import type { TrafficExchange } from "../exchange.js";
import { exchangeOf, headOf, type Recording, type RecordingHead, VERSION } from "./format.js";
import { linesOf } from "./lines.js";

/** A recording that cannot be read or written; the message is for the user. */
export class RecordingError extends Error {
  override name = "RecordingError";
}

/** The longest line of a recording, in bytes. The writer leaves bodies out of longer ones. */
export const MAX_LINE_BYTES = 96 * 1024 * 1024;
const MAX_HELD = 256 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;

/** A recording that is read exchange by exchange. */
export interface OpenRecording {
  head: RecordingHead;
  /** Each exchange as it is read, once. @throws RecordingError naming file and line */
  exchanges: Iterable<TrafficExchange>;
  /** Whether a last line that is not whole was left out; known when all exchanges were read. */
  readonly isTorn: boolean;
}

/** Opens a recording, of whatever size. @throws RecordingError if it is none */
export function openRecording(file: string): OpenRecording {
  const lines = linesOf(
    file,
    MAX_LINE_BYTES,
    (n) =>
      new RecordingError(
        n === 1
          ? notOne(file)
          : `${file}:${n}: a line of more than ${MAX_LINE_BYTES / MEBIBYTE} MiB; not an exchange of a recording`,
      ),
  );
  let head: RecordingHead;
  try {
    const first = lines.next();
    head = headIn(first.done === true ? "" : first.value.text, file);
  } catch (error) {
    // The file is closed.
    lines.return(undefined);
    if (error instanceof RecordingError) throw error;
    throw new RecordingError(`${file}: cannot be read: ${(error as Error).message}`);
  }
  let isTorn = false;
  function* exchanges(): Generator<TrafficExchange> {
    for (const { text, n, isWhole } of lines) {
      const exchange = exchangeOf(text);
      // A whole exchange without its line's end was written, too.
      if (exchange !== null) yield exchange;
      else if (isWhole) throw new RecordingError(`${file}:${n}: not an exchange of a recording`);
      else isTorn = true;
    }
  }
  return {
    head,
    exchanges: exchanges(),
    get isTorn() {
      return isTorn;
    },
  };
}

/**
 * Reads a whole recording. A last line that is not whole is left out. @throws RecordingError naming file and line
 * @param most the maximum number of characters of bodies in memory; the default limit of a recording is as large
 */
export function readRecording(file: string, most = MAX_HELD): Recording {
  const recording = openRecording(file);
  const exchanges: TrafficExchange[] = [];
  let held = 0;
  for (const exchange of recording.exchanges) {
    held += 1000 + exchange.path.length + lengthOf(exchange.body.text) + lengthOf(exchange.answer?.body.text);
    if (held > most)
      throw new RecordingError(
        `${file}: more than ${most / MEBIBYTE} MiB of exchanges, from number ${exchange.n} on; take a part with spi-emulator recording filter --to`,
      );
    exchanges.push(exchange);
  }
  return { head: recording.head, exchanges, isTorn: recording.isTorn };
}

const lengthOf = (text: string | null | undefined): number => text?.length ?? 0;

const notOne = (file: string): string =>
  `${file}: not a recording; accepted: a file of spi-emulator proxy --record, or of spi-emulator recording import`;

function headIn(line: string, file: string): RecordingHead {
  const head = headOf(line);
  if (head === null) throw new RecordingError(notOne(file));
  if (head.version > VERSION)
    throw new RecordingError(
      `${file}: version ${head.version} of the format; this program reads up to ${VERSION}`,
    );
  return head;
}
