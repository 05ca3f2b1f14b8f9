import type { Credentials } from "./sign.js";

/**
 * The credentials file (`conf.ini`, D 112; its form: contract.md §3). Compatible with Python's ConfigParser in both
 * directions: `key = value` or `key: value`, whole-line comments with `#` or `;`, keys in any case, [DEFAULT] as a
 * fallback.
 */

const SECTION = "auth";
const DEFAULTS = "DEFAULT";
const KEYS = ["consumer_key", "consumer_secret", "token_key", "token_secret"] as const;

/** An accepted value: printable ASCII without spaces or `%`, which ConfigParser takes for interpolation. */
const VALUE = /^[!-$&-~]+$/;

/** A credentials file that cannot be read or written. The message names file, line, section and key, never a value. */
export class CredentialsFileError extends Error {
  override readonly name = "CredentialsFileError";
}

interface Entry {
  value: string;
  line: number;
}

/** Reads a credentials file's text. `fileName` is for messages. Throws {@link CredentialsFileError}. */
export function parseCredentialsIni(text: string, fileName: string): Credentials {
  const sections = readSections(text, fileName);
  const section = sections.get(SECTION);
  if (!section) {
    const others = [...sections.keys()].map((name) => `[${name}]`).join(", ");
    throw new CredentialsFileError(`${fileName}: no section [${SECTION}]${others && ` (found: ${others})`}`);
  }
  const entries = new Map([...(sections.get(DEFAULTS) ?? []), ...section]);
  const missing = KEYS.filter((key) => !entries.has(key));
  if (missing.length > 0) {
    const noun = missing.length === 1 ? "key" : "keys";
    throw new CredentialsFileError(
      `${fileName}: section [${SECTION}] lacks the ${noun} ${missing.join(", ")}`,
    );
  }
  return fromKeys((key) => {
    const { value, line } = entries.get(key)!;
    const problem = valueProblem(value);
    if (problem) throw new CredentialsFileError(`${fileName}:${line}: ${key} in [${SECTION}] ${problem}`);
    return value;
  });
}

/** Writes a credentials file's text, below a comment if one is given. Throws {@link CredentialsFileError}. */
export function formatCredentialsIni(credentials: Credentials, comment?: string): string {
  const remarks =
    comment === undefined ? [] : comment.split(/\r\n|[\r\n]/).map((line) => `# ${line}`.trimEnd());
  const lines = KEYS.map((key) => {
    const problem = valueProblem(credentials[key]);
    if (problem) throw new CredentialsFileError(`cannot write a credentials file: ${key} ${problem}`);
    return `${key} = ${credentials[key]}`;
  });
  return [...remarks, `[${SECTION}]`, ...lines, ""].join("\n");
}

function readSections(text: string, fileName: string): Map<string, Map<string, Entry>> {
  const sections = new Map<string, Map<string, Entry>>();
  let current: { name: string; entries: Map<string, Entry> } | undefined;
  let key: string | undefined;
  let indent = 0;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|[\r\n]/)
    .entries()) {
    const line = index + 1;
    const fail = (what: string): never => {
      throw new CredentialsFileError(`${fileName}:${line}: ${what}`);
    };
    const content = raw.trim();
    if (content === "" || /^[#;]/.test(content)) continue;
    const depth = raw.length - raw.trimStart().length;
    if (current && key !== undefined && depth > indent) {
      fail(`indented, so it goes on with ${key} in [${current.name}]; start the line at the left`);
    }
    indent = depth;
    const header = /^\[(.+)\]/.exec(content);
    if (header) {
      const name = header[1]!;
      if (sections.has(name)) fail(`section [${name}] is given twice`);
      current = { name, entries: new Map() };
      sections.set(name, current.entries);
      key = undefined;
      continue;
    }
    if (!current) return fail(`a section must come first: [${SECTION}]`);
    const delimiter = content.search(/[=:]/);
    if (delimiter < 1) return fail(`expected "key = value" in [${current.name}]`);
    key = content.slice(0, delimiter).trimEnd().toLowerCase();
    if (current.entries.has(key)) fail(`${key} is given twice in [${current.name}]`);
    current.entries.set(key, { value: content.slice(delimiter + 1).trim(), line });
  }
  return sections;
}

function valueProblem(value: string): string | undefined {
  if (VALUE.test(value)) return undefined;
  if (value === "") return "is empty";
  if (value.includes("%")) return "holds a '%', which Python's ConfigParser takes for interpolation";
  if (/\s[#;]/.test(value)) return "is followed by a comment; comments need a line of their own";
  return "holds a blank or a character that is not printable ASCII";
}

function fromKeys(read: (key: (typeof KEYS)[number]) => string): Credentials {
  return {
    consumer_key: read("consumer_key"),
    consumer_secret: read("consumer_secret"),
    token_key: read("token_key"),
    token_secret: read("token_secret"),
  };
}
