/** A number that mixes all bits of a product. */
const MIX = [0x9e3779b1, 0x85ebca6b] as const;

/**
 * The beginnings of some texts as numbers, 0 for the empty one. In typed arrays: objects for 100,000 of them took half a second
 * to make.
 */
export class TextStates {
  /** One more than the largest number. */
  readonly most: number;
  #size = 1;
  #longest = 0;
  readonly #before: Int32Array;
  readonly #code: Uint16Array;
  readonly #length: Int32Array;
  /** A hash table with at most half of its places taken: the states after a state and a character. */
  readonly #table: Int32Array;

  /** `characters`: of all texts together. */
  constructor(characters: number) {
    this.most = characters + 1;
    this.#before = new Int32Array(this.most);
    this.#code = new Uint16Array(this.most);
    this.#length = new Int32Array(this.most);
    this.#table = new Int32Array(2 ** (33 - Math.clz32(this.most)));
  }

  /** The number of the first `length` characters of a text. */
  add(text: string, length: number): number {
    let state = 0;
    this.#longest = Math.max(this.#longest, length);
    for (let at = 0; at < length; at++) {
      const code = text.charCodeAt(at);
      const place = this.#placeOf(state, code);
      const next = this.#table[place]!;
      if (next !== 0) {
        state = next;
        continue;
      }
      const made = this.#size++;
      this.#before[made] = state;
      this.#code[made] = code;
      this.#length[made] = at + 1;
      this.#table[place] = made;
      state = made;
    }
    return state;
  }

  /** The number of the beginning that is one character longer; 0 if there is none. */
  next(state: number, code: number): number {
    return this.#table[this.#placeOf(state, code)]!;
  }

  /** A beginning as the one before it and its last character. */
  of(state: number): { before: number; code: number } {
    return { before: this.#before[state]!, code: this.#code[state]! };
  }

  /** All but the empty one, the shortest first. */
  byLength(): Int32Array {
    const ends = new Int32Array(this.#longest + 1);
    for (let state = 1; state < this.#size; state++) ends[this.#length[state]!]! += 1;
    for (let length = 1; length < ends.length; length++) ends[length]! += ends[length - 1]!;
    const sorted = new Int32Array(this.#size - 1);
    for (let state = this.#size - 1; state > 0; state--) sorted[(ends[this.#length[state]!]! -= 1)] = state;
    return sorted;
  }

  #placeOf(state: number, code: number): number {
    const last = this.#table.length - 1;
    let hash = Math.imul(state ^ (code << 15), MIX[0]);
    hash = Math.imul(hash ^ (hash >>> 15) ^ code, MIX[1]);
    let place = (hash ^ (hash >>> 13)) & last;
    for (;;) {
      const found = this.#table[place]!;
      if (found === 0 || (this.#before[found] === state && this.#code[found] === code)) return place;
      place = (place + 1) & last;
    }
  }
}
