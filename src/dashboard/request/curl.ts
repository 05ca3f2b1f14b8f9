import { shellQuote } from "../../text/shell-quote.js";
import type { HttpRequest } from "./http-request.js";

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
