/** A map that forgets what was set first when all of it becomes too large. */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, { value: Value; size: number }>();
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
    this.#size += size - (this.#entries.get(key)?.size ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, { value, size });
    for (const [oldest, entry] of this.#entries) {
      if (this.#size <= this.most) break;
      this.#entries.delete(oldest);
      this.#size -= entry.size;
      this.onDrop(oldest);
    }
  }

  delete(key: string): void {
    this.#size -= this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
  }
}
