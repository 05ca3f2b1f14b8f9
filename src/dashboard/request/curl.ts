import type { HttpRequest } from "./http-request.js";

/**
 * Characters that act on a terminal when they are pasted (Ctrl-C, the end of a bracketed paste) or that hide text:
 * control characters except the line break, line and paragraph separators, direction marks.
 */
// eslint-disable-next-line no-control-regex
const UNSAFE = /([\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+)/;

/**
 * A word of a POSIX shell that stands for this exact text, which must not contain U+0000: no shell can pass it on.
 * Characters that are unsafe to paste are written as escapes.
 */
export function shellQuote(text: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text)) return text;
  const parts = text.split(UNSAFE).map((part, at) => {
    if (at % 2 === 1) return `"$(printf '${octal(part)}')"`;
    return part === "" ? "" : `'${part.replaceAll("'", String.raw`'\''`)}'`;
  });
  return parts.join("") || "''";
}

const octal = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");

/** The request as a curl command that prints the whole answer. */
export function curlCommand({ method, url, headers, body }: HttpRequest): string {
  const flags = ["-i"];
  // By default curl expands `[1-3]` and `{a,b}`, and removes `..` from a path.
  if (/[[\]{}]/.test(url)) flags.push("--globoff");
  if (/\/\.{1,2}(?:[/?#]|$)/.test(url)) flags.push("--path-as-is");
  if (method === "HEAD") flags.push("--head");
  else if (method !== (body === null ? "GET" : "POST")) flags.push("-X", shellQuote(method));
  const parts = [
    `curl ${flags.join(" ")} ${shellQuote(url)}`,
    ...headers.map(([name, value]) => `-H ${shellQuote(headerArgument(name, value))}`),
    ...(body === null ? [] : [`--data-raw ${shellQuote(body)}`]),
  ];
  return parts.join(" \\\n  ");
}

/** The shell variable for the signature in an unsigned command. */
const SIGNATURE = "$AUTHORIZATION";

/** The command with a shell variable for the signature, if the request needs one. */
export function curlToSign(request: HttpRequest, isSigned: boolean): string {
  const command = curlCommand(request);
  if (!isSigned) return command;
  const [first = "", ...rest] = command.split(" \\\n");
  return [first, `  -H "Authorization: ${SIGNATURE}"`, ...rest].join(" \\\n");
}

/** curl takes `Name:` for "do not send it", and `Name;` for an empty value. */
const headerArgument = (name: string, value: string): string =>
  value === "" ? `${name};` : `${name}: ${value}`;
