/**
 * Whether a text fits a pattern in which `*` stands for any number of characters. Runs in bounded time for any input.
 */
export function globFits(pattern: string, text: string): boolean {
  const pieces = pattern.split("*");
  if (pieces.length === 1) return pattern === text;
  const [first, last] = [pieces.shift()!, pieces.pop()!];
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}

/** Whether a name fits one of some patterns, separated by commas. */
export function globMatcher(globs: string): (name: string) => boolean {
  const patterns = globs.split(",").map((glob) => glob.trim());
  return (name) => patterns.some((pattern) => globFits(pattern, name));
}
