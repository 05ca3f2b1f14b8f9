/** A text up to this length is found by the engine, whose worst time grows with the product of both lengths. */
const SHORT = 8;

/**
 * Finds one text in others (Knuth, Morris and Pratt, 1977): the time grows with the length of the text that is searched. That
 * of `indexOf` also grows with what it looks for: 2,000 characters in a path of 15,000 took it 15 ms.
 */
export class TextSearch {
  /** By the number of characters that fit: how many still fit where the next one does not. Made when it is needed. */
  #fallback: Int32Array | null = null;

  constructor(readonly wanted: string) {}

  isIn(text: string): boolean {
    return this.indexIn(text, 0) >= 0;
  }

  /** Where it begins in a text, at the earliest at `from`; -1 for nowhere. */
  indexIn(text: string, from: number): number {
    const { wanted } = this;
    if (wanted.length <= SHORT) return text.indexOf(wanted, from);
    const fallback = (this.#fallback ??= fallbackOf(wanted));
    let fits = 0;
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      while (fits > 0 && wanted.charCodeAt(fits) !== code) fits = fallback[fits]!;
      if (wanted.charCodeAt(fits) === code) fits += 1;
      if (fits === wanted.length) return at + 1 - fits;
    }
    return -1;
  }
}

function fallbackOf(wanted: string): Int32Array {
  const fallback = new Int32Array(wanted.length + 1);
  let fits = 0;
  for (let at = 1; at < wanted.length; at++) {
    const code = wanted.charCodeAt(at);
    while (fits > 0 && wanted.charCodeAt(fits) !== code) fits = fallback[fits]!;
    if (wanted.charCodeAt(fits) === code) fits += 1;
    fallback[at + 1] = fits;
  }
  return fallback;
}
