import { encodeCommit } from "./log-lines.js";

/** A commit on its way to the file. However often it is tried, its line is made once for each ordinal. */
export class PendingCommit {
  #line = "";
  #n = 0;
  /** About how much it takes in memory. */
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
