import type { HttpRequest } from "./http-request.js";

/** A word of a POSIX shell that stands for exactly this text, which must not hold U+0000: no shell can pass it on. */
export function shellQuote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The request as a curl command that prints the whole answer. */
export function curlCommand({ method, url, headers, body }: HttpRequest): string {
  const flags = ["-i"];
  // Left to itself, curl expands `[1-3]` and `{a,b}`, and takes `..` out of a path.
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

/** What stands for the signature in a command that is to be signed. */
const SIGNATURE = "$AUTHORIZATION";

/** The command with a place for the signature, where it wants one: a shell puts its variable there. */
export function curlToSign(request: HttpRequest, isSigned: boolean): string {
  const command = curlCommand(request);
  if (!isSigned) return command;
  const [first = "", ...rest] = command.split(" \\\n");
  return [first, `  -H "Authorization: ${SIGNATURE}"`, ...rest].join(" \\\n");
}

/** curl takes `Name:` for "do not send it", and `Name;` for an empty value. */
const headerArgument = (name: string, value: string): string =>
  value === "" ? `${name};` : `${name}: ${value}`;
