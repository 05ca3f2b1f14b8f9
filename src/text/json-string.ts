const BACKSLASH = 0x5c;

/** The index of the closing quote of a JSON string that starts at `start`; the length of the text if there is none. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === BACKSLASH) before -= 1;
    // After an odd number of backslashes the quote belongs to the string.
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}
