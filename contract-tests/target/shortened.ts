/** Maximum length of a text about something left, in characters. */
const MAX_LENGTH = 200;
/** So much more is read and never shown: where a text is cut, it may hold a part of a secret that nobody knows by that. */
const UNSHOWN_END = 1000;

/** The beginning of a text without secrets. */
export function shortened(text: string, redact: (text: string) => string): string {
  const isCut = text.length > MAX_LENGTH + UNSHOWN_END;
  const all = redact(isCut ? text.slice(0, MAX_LENGTH + UNSHOWN_END) : text);
  // Without secrets it may be shorter.
  const end = Math.max(0, Math.min(MAX_LENGTH, isCut ? all.length - UNSHOWN_END : all.length));
  return end < all.length ? `${all.slice(0, end)}...` : all;
}
