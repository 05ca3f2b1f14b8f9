/** Keeps the first and the last part of a stream of any length, in constant memory. */
export class BoundedOutput {
  readonly #head: Buffer;
  readonly #tail: Buffer;
  #total = 0;

  /** `limit`: total number of bytes to keep. */
  constructor(limit: number) {
    this.#head = Buffer.alloc(Math.ceil(limit / 2));
    this.#tail = Buffer.alloc(Math.floor(limit / 2));
  }

  write(chunk: Buffer): void {
    let rest = chunk;
    if (this.#total < this.#head.length) {
      const copied = rest.copy(this.#head, this.#total);
      this.#total += copied;
      rest = rest.subarray(copied);
    }
    const size = this.#tail.length;
    // Of a chunk longer than the tail keep only the end.
    const skipped = Math.max(0, rest.length - size);
    this.#total += skipped;
    rest = rest.subarray(skipped);
    while (rest.length > 0) {
      const copied = rest.copy(this.#tail, (this.#total - this.#head.length) % size);
      this.#total += copied;
      rest = rest.subarray(copied);
    }
  }

  /** Number of bytes that were left out. */
  get cut(): number {
    return Math.max(0, this.#total - this.#head.length - this.#tail.length);
  }

  /** The kept output, with a line in place of the omitted part. */
  text(): string {
    const head = this.#head.toString("utf8", 0, Math.min(this.#total, this.#head.length));
    const after = this.#total - this.#head.length;
    if (after <= 0) return head;
    const size = this.#tail.length;
    if (after <= size) return Buffer.concat([this.#head, this.#tail.subarray(0, after)]).toString("utf8");
    const start = after % Math.max(1, size);
    const tail = Buffer.concat([this.#tail.subarray(start), this.#tail.subarray(0, start)]).toString("utf8");
    return `${head}\n[... ${this.cut} bytes left out ...]\n${tail}`;
  }
}
