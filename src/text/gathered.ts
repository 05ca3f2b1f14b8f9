/** Pieces of this many bytes are kept as they came; shorter ones are copied together. */
const PAGE = 16 * 1024;
const NONE = Buffer.alloc(0);

/**
 * The pieces of a body in memory. A sender chooses how short they are, and an object for a piece of one byte takes two
 * hundred: so short pieces share pages, and a body takes about its own size.
 */
export class Gathered {
  readonly #pieces: Uint8Array[] = [];
  #page = NONE;
  #used = 0;
  #size = 0;

  /** Number of bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** How many objects hold them, for tests. */
  get objects(): number {
    return this.#pieces.length + (this.#used > 0 ? 1 : 0);
  }

  /** Adds a piece, which must not change afterwards. */
  push(piece: Uint8Array): void {
    const isFirst = this.#size === 0;
    this.#size += piece.length;
    // The first one is mostly the only one.
    if (isFirst || piece.length >= PAGE) {
      this.#endPage();
      if (piece.length > 0) this.#pieces.push(piece);
      return;
    }
    if (this.#used + piece.length > this.#page.length) {
      this.#endPage();
      this.#page = Buffer.allocUnsafe(PAGE);
    }
    this.#page.set(piece, this.#used);
    this.#used += piece.length;
  }

  /** All bytes, in pieces. */
  pieces(): readonly Uint8Array[] {
    this.#endPage();
    return this.#pieces;
  }

  /** All bytes. */
  whole(): Buffer {
    this.#endPage();
    const [first = NONE] = this.#pieces;
    if (this.#pieces.length > 1) return Buffer.concat(this.#pieces, this.#size);
    return Buffer.from(first.buffer, first.byteOffset, first.byteLength);
  }

  /** Puts the page away, without what is not used of it. */
  #endPage(): void {
    if (this.#used === 0) return;
    this.#pieces.push(this.#used > PAGE / 2 ? this.#page.subarray(0, this.#used) : this.#copied());
    this.#page = NONE;
    this.#used = 0;
  }

  #copied(): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.#used);
    this.#page.copy(copy, 0, 0, this.#used);
    return copy;
  }
}
