import { encodeCommit } from "./log-lines.js";

/** A commit that is not durable yet. Its line is made once for each ordinal, even if the write is retried. */
export class PendingCommit {
  #line = "";
  #n = 0;
  /** Approximate size in memory, in bytes. */
  readonly bytes: number;

  constructor(
    /** The JSON text of the changes. */
    private readonly changes: string,
  ) {
    this.bytes = changes.length;
  }

  /** Its line as commit `n`. */
  line(n: number): string {
    if (this.#n !== n) {
      this.#line = encodeCommit(n, this.changes);
      this.#n = n;
    }
    return this.#line;
  }
}
