import { boundedText, MAX_ANSWER_BYTES } from "../text/bounded-text.js";
import { CliError, EXIT } from "./exit.js";
import { indented } from "../text/indented.js";
import { jsonOrNone } from "../text/json-or-none.js";
import { withoutUser } from "../text/without-user.js";
import { connectionErrorText, isConnectionRefused } from "../text/connection-error.js";

/** An answer, formatted for the user. */
export interface Received {
  status: number;
  /** Indented JSON, or the unchanged text; empty if there is no body. */
  text: string;
  json: unknown;
  /** The target of a redirect; null for any other answer. */
  location: string | null;
}

/** Waits for an answer of at most `most` bytes. If the target cannot be reached: one line and exit code 3. */
export async function receive(
  url: string,
  send: () => Promise<Response>,
  most = MAX_ANSWER_BYTES,
): Promise<Received> {
  let response: Response;
  let text: string;
  try {
    response = await send();
    text = await boundedText(response, most);
  } catch (error) {
    throw new CliError(`${url} cannot be reached: ${causeOf(error)}`, EXIT.unreachable);
  }
  const { status } = response;
  const location = status >= 300 && status < 400 ? response.headers.get("location") : null;
  const json = jsonOrNone(text);
  return { status, json, text: json === undefined ? text : indented(json), location };
}

const causeOf = (error: unknown): string =>
  connectionErrorText(error) +
  (isConnectionRefused(error) ? "; is the emulator running? (spi-emulator start)" : "");

/** @throws CliError if the URL is not http or https, or has a user: messages show it */
export function checkUrl(name: string, url: string): string {
  const { username, password } = new URL(checkAddress(name, url));
  if (username === "" && password === "") return url;
  throw new CliError(`${name}: got ${JSON.stringify(withoutUser(url))}; accepted: a URL without user`);
}

/** Like {@link checkUrl}, for a URL that may have a user. @throws CliError */
export function checkAddress(name: string, url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new CliError(`${name}: got ${JSON.stringify(withoutUser(url))}; accepted: an http or https URL`);
}
