import { harmless } from "../../src/text/harmless.js";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that XML does not allow even escaped: control characters, lone surrogates, two non-characters. */
const NOT_XML =
  // eslint-disable-next-line no-control-regex -- it looks for control characters
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Escapes any text for use as text or attribute in HTML or XML. Control characters and marks that turn or break a line are seen, and
 * nothing is a command of a CI runner, whose log may show the report.
 */
export function escaped(text: string): string {
  return harmless(text.replace(NOT_XML, "\ufffd"), { inCi: true }).replace(
    /[&<>"']/g,
    (character) => ENTITIES[character]!,
  );
}
