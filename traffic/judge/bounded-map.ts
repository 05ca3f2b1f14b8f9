/** A map that forgets what was set first when all of it becomes too large. */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, { value: Value; size: number }>();
  /** It goes on where it was: from the beginning it would pass each place that was left, again and again. */
  #oldest = this.#entries.entries();
  #size = 0;

  /** @param most the maximum of the sizes together */
  constructor(
    private readonly most: number,
    private readonly onDrop: (key: string) => void = () => undefined,
  ) {}

  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** `size`: about how many bytes the value takes. */
  set(key: string, value: Value, size: number): void {
    this.delete(key);
    this.#size += size;
    this.#entries.set(key, { value, size });
    while (this.#size > this.most && this.#entries.size > 0) {
      const { done, value: entry } = this.#oldest.next() as IteratorResult<[string, unknown], undefined>;
      if (done) {
        this.#oldest = this.#entries.entries();
        continue;
      }
      const [oldest] = entry;
      this.delete(oldest);
      this.onDrop(oldest);
    }
  }

  delete(key: string): void {
    this.#size -= this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
  }
}
