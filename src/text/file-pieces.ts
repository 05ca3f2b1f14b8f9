import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import process from "node:process";

/** How long a pipe may be silent, in milliseconds: somebody may type a password before something comes. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 10;
/** A pipe of this name is open already: where nothing is in it, nothing more comes. */
const OPEN_FILE = /^(?:\/dev\/(?:stdin$|fd\/)|\/proc\/)/;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * A file that is read piece by piece. A pipe is waited for, but not without end: nothing else runs meanwhile, not even what
 * a signal starts, so that signals have their default reactions.
 */
export class FilePieces {
  readonly #handle: number;
  readonly #isPipe: boolean;
  #hasBegun: boolean;

  /**
   * @param file its path, or the number of an open file, which is waited for as long as it takes
   * @throws the error of the system
   */
  constructor(
    private readonly file: string | number,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    // Opened otherwise, a pipe would wait for one who writes.
    this.#handle =
      typeof file === "number" ? file : openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    this.#hasBegun = typeof file === "string" && OPEN_FILE.test(file);
    this.#isPipe = typeof file === "string" && fstatSync(this.#handle).isFIFO();
  }

  /**
   * Reads the next piece; 0 at the end.
   * @throws the error of the system, or a RangeError for a pipe that stays silent
   */
  read(chunk: Buffer): number {
    return this.#isPipe || typeof this.file === "number"
      ? interruptible(() => this.#wait(chunk))
      : this.#wait(chunk);
  }

  close(): void {
    if (typeof this.file === "string") closeSync(this.#handle);
  }

  #wait(chunk: Buffer): number {
    for (let waited = 0; ; waited += LOOK_MS) {
      const read = this.#tryToRead(chunk);
      if (read !== null) return read;
      if (typeof this.file === "string" && waited >= this.patienceMs)
        throw new RangeError(`nothing came through this pipe for ${this.patienceMs / 1000} s`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
    }
  }

  /** Null if nothing is there yet. */
  #tryToRead(chunk: Buffer): number | null {
    try {
      const read = readSync(this.#handle, chunk);
      // The end of a pipe, or nobody has begun to write.
      if (read === 0 && this.#isPipe && !this.#hasBegun) return null;
      this.#hasBegun = true;
      return read;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EAGAIN") return null;
      throw error;
    }
  }
}

/** Does something during which a signal ends the process, as it would without listeners. */
function interruptible<T>(work: () => T): T {
  const taken = SIGNALS.map((signal) => ({ signal, listeners: process.rawListeners(signal) }));
  for (const { signal } of taken) process.removeAllListeners(signal);
  try {
    return work();
  } finally {
    for (const { signal, listeners } of taken)
      for (const listener of listeners) process.on(signal, listener as NodeJS.SignalsListener);
  }
}
