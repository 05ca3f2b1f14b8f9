import { inTurns } from "../../clock/in-turns.js";

/** The `most` smallest of the texts that fit, in order, each once. The texts are gone through in turns. */
export async function smallest(
  texts: Iterable<string>,
  most: number,
  fits: (text: string) => boolean = () => true,
): Promise<string[]> {
  const kept: string[] = [];
  await inTurns(texts, (text) => {
    if ((kept.length === most && text >= kept[most - 1]!) || !fits(text)) return;
    const place = placeOf(kept, text);
    if (kept[place] === text) return;
    kept.splice(place, 0, text);
    if (kept.length > most) kept.pop();
  });
  return kept;
}

/** The place of the first text that is not smaller. */
function placeOf(sorted: readonly string[], text: string): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < text) from = middle + 1;
    else to = middle;
  }
  return from;
}
