/** Control characters, and the separators and directions that move or hide text. */
const CONTROL = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Those of them that are no control characters. */
const MARKS = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** As JSON escapes it, so that JSON remains the same JSON. */
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Text whose separators and directions are escapes. */
export const withSeenMarks = (text: string): string => text.replace(MARKS, escaped);

/** One line of text: nothing in it can move a terminal's cursor or look like another line. */
export const harmlessLine = (text: string): string => text.replace(CONTROL, escaped);

/** Text of several lines, of which each after the first is indented: none looks like a line of another. */
export const hanging = (text: string, indent: string): string =>
  text.split("\n").map(harmlessLine).join(`\n${indent}`);

/** A command of GitHub's runner at the beginning of a line: `::error::`, after characters that it does not see. One way to read each. */
const COMMAND = /^((?:(?!\n)[\s\p{Cf}])*)(:)(?=:)/gmu;
/** An older form, which CI systems also find within a line: `##[error]`, `##vso[task.setvariable]`, `##teamcity[]`. */
const BRACKET_COMMAND = /#(?=#\w{0,40}\[)/g;

/** Text of several lines: its line ends and tabs remain. `inCi`: nothing in it is a command of a CI system. */
export function harmless(text: string, { inCi = false }: { inCi?: boolean } = {}): string {
  const safe = text.replace(CONTROL, (character, at: number) =>
    character === "\n" || character === "\t" || (character === "\r" && text[at + 1] === "\n")
      ? character
      : escaped(character),
  );
  if (!inCi) return safe;
  return safe
    .replace(COMMAND, (_, before: string, sign: string) => before + escaped(sign))
    .replace(BRACKET_COMMAND, escaped);
}
