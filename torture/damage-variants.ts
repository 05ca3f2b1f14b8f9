import type { Base, Variant } from "./damage-base.js";
import type { Random } from "./random.js";

/** Distance in bytes between the first cuts. */
const STRIDE = 16;

/** The file cut at every byte: without a mark, with an earlier one, and with that of a clean stop. */
export function* truncations(
  { state, ends, fullMark, earlyMark, earlyBytes }: Base,
  step: number,
): Generator<Variant> {
  const marks: [string, string | null, number][] = [
    ["no mark", null, 0],
    ["an earlier mark", earlyMark, earlyBytes],
    ["the mark of a clean stop", fullMark, state.length],
  ];
  // Coarse first, so that a run that lacks time still covers the whole file.
  for (let offset = 0; offset < STRIDE * step; offset += step)
    for (const [name, mark, covered] of marks)
      for (let length = offset; length < state.length; length += STRIDE * step) {
        const commits = Math.max(0, ends.filter((end) => end <= length).length - 1);
        yield {
          what: `cut at byte ${length}, ${name}`,
          content: state.subarray(0, length),
          mark,
          commits: length < covered ? null : commits,
        };
      }
}

/** One bit of the state file flipped. */
export function* flips({ state, fullMark }: Base, count: number, random: Random): Generator<Variant> {
  for (let n = 0; n < count; n++) {
    const [at, bit] = [random.below(state.length), random.below(8)];
    const content = Buffer.from(state);
    content[at]! ^= 1 << bit;
    yield {
      what: `bit ${bit} of byte ${at} flipped`,
      content,
      mark: fullMark,
      commits: null,
    };
  }
}

/** Lines swapped, doubled, removed and blank; two files mixed; without a mark, so that only lines tell. */
export function* lines({ state, ends }: Base, random: Random): Generator<Variant> {
  const all = ends.map((end, index) => state.subarray(index === 0 ? 0 : ends[index - 1], end));
  const variant = (what: string, changed: readonly Buffer[]): Variant => ({
    what,
    content: Buffer.concat(changed),
    mark: null,
    commits: null,
  });
  for (const [n, line] of all.entries()) {
    yield variant(`line ${n + 1} doubled`, all.toSpliced(n, 0, line));
    yield variant(`a blank line before line ${n + 1}`, all.toSpliced(n, 0, Buffer.from("\n")));
    if (n < all.length - 1) {
      yield variant(`line ${n + 1} removed`, all.toSpliced(n, 1));
      yield variant(`lines ${n + 1} and ${n + 2} swapped`, all.toSpliced(n, 2, all[n + 1]!, line));
    }
    const other = random.below(all.length);
    if (other !== n) yield variant(`line ${n + 1} replaced by line ${other + 1}`, all.with(n, all[other]!));
  }
}

/** NUL bytes as a power failure leaves them, at the end (dropped) and in the middle (refused). */
export function* nuls({ state, ends, fullMark }: Base, step: number): Generator<Variant> {
  const commits = ends.length - 1;
  for (const count of [1, 2, 511, 512, 4096, 100_000])
    for (const mark of [null, fullMark]) {
      const content = Buffer.concat([state, Buffer.alloc(count)]);
      yield { what: `${count} NUL bytes at the end`, content, mark, commits };
    }
  const last = ends.at(-2)!;
  for (let length = last + 1; length < state.length - 1; length += step) {
    const content = Buffer.concat([state.subarray(0, length), Buffer.alloc(64)]);
    yield {
      what: `NUL bytes after an interrupted line of ${length - last} bytes`,
      content,
      mark: null,
      commits: commits - 1,
    };
  }
  for (const end of ends.slice(0, -1)) {
    const content = Buffer.from(state);
    content.fill(0, end, end + 16);
    yield {
      what: `NUL bytes at byte ${end}`,
      content,
      mark: null,
      commits: null,
    };
  }
}
