import { closeSync, existsSync, fstatSync, fsyncSync, statSync, writeSync } from "node:fs";
import { openPrivate } from "../../src/text/private-file.js";
import type { Body, TrafficExchange } from "../exchange.js";
import { MAX_LINE_BYTES, RecordingError } from "./read.js";
import { lineOf, type RecordingHead, VERSION } from "./format.js";

/** A recording ends when its file would become larger, in bytes. */
export const MAX_RECORDING_BYTES = 256 * 1024 * 1024;

/** Options of a recording that is written. */
export interface WriterOptions {
  target: string;
  by: string;
  /** Default: {@link MAX_RECORDING_BYTES}. */
  maxBytes?: number;
}

/**
 * Writes one line for each exchange, at once: when `add` returns, the line is with the system, so that a killed process
 * loses no exchange that was added. Readable by its owner only, because traffic may be private even without secrets.
 */
export class RecordingWriter {
  readonly #file: number;
  readonly #maxBytes: number;
  #bytes = 0;
  #isFull = false;
  #written = 0;

  /** Creates the file. @throws RecordingError if it exists */
  constructor(
    readonly path: string,
    { target, by, maxBytes = MAX_RECORDING_BYTES }: WriterOptions,
  ) {
    if (existsSync(path) && statSync(path).size > 0)
      throw new RecordingError(`${path}: there is a file already; a recording is not written over another`);
    this.#file = openPrivate(path, "a");
    this.#maxBytes = maxBytes;
    const head: RecordingHead = {
      ...{ format: "spi-recording", version: VERSION, started: new Date().toISOString() },
      ...{ target, by },
    };
    this.#write(`${JSON.stringify(head)}\n`);
  }

  /** The number of exchanges that were written. */
  get written(): number {
    return this.#written;
  }

  /** Whether the file has reached its maximum size, so that nothing more is written. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Adds an exchange; false if the recording is full. */
  add(exchange: TrafficExchange, operation: string | null): boolean {
    const line = boundedLine(exchange, operation);
    if (this.#isFull || this.#bytes + Buffer.byteLength(line) > this.#maxBytes) {
      this.#isFull = true;
      return false;
    }
    this.#write(line);
    this.#written += 1;
    return true;
  }

  /** Flushes to the disk and closes the file. */
  close(): void {
    // A pipe or a device has nothing to flush.
    if (fstatSync(this.#file).isFile()) fsyncSync(this.#file);
    closeSync(this.#file);
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    this.#bytes += bytes.length;
  }
}

/** The line of an exchange; without its bodies if it would be longer than a reader takes. */
function boundedLine(exchange: TrafficExchange, operation: string | null): string {
  const line = `${lineOf(exchange, operation)}\n`;
  if (Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
  const left = ({ bytes }: Body): Body => ({ bytes, text: null, isCut: true });
  const { answer, body } = exchange;
  const short = { ...exchange, body: left(body), answer: answer && { ...answer, body: left(answer.body) } };
  return `${lineOf(short, operation)}\n`;
}
