import { curlToSign } from "../request/curl.js";
import { type Place, requestCommand, type TerminalCommand } from "../request/request-command.js";
import type { Shown } from "./verdict.js";

/** Headers that clients set themselves, and headers with secrets. */
const LEFT_OUT =
  /^(?:host|connection|content-length|transfer-encoding|accept-encoding|user-agent|authorization|cookie|origin|referer|priority|sec-.*)$/;

/** The part of an exchange that the commands send again. */
type Sent = Pick<Shown, "request">;

/**
 * An exchange's request as a curl command without secrets, to be signed again. It goes to this emulator (`productUrl`),
 * whatever host the request named. Null if {@link cannotSend} says why.
 */
export function curlOf({ request }: Sent, productUrl: string): string | null {
  const body = bodyText(request);
  if (body === undefined) return null;
  const headers = Object.entries(request.headers).filter(([name]) => !LEFT_OUT.test(name));
  return curlToSign(
    { method: request.method, url: ownUrl(request.url, productUrl), headers, body },
    "authorization" in request.headers,
  );
}

/**
 * The same request through `spi-emulator request`, which signs it; null if that cannot send it. `account`: the e-mail of
 * the account that signed it; null: the sandbox's first.
 */
export function signedCommandOf(
  { request }: Sent,
  place: Place,
  account: string | null,
): TerminalCommand | null {
  const body = bodyText(request);
  if (body === undefined || !("authorization" in request.headers)) return null;
  const path = ownUrl(request.url, "");
  return requestCommand(place, { method: request.method, path, body, account });
}

/** Path and query of the request, under this emulator's address. */
const ownUrl = (url: string, productUrl: string): string =>
  productUrl + url.replace(/^[a-z]+:\/\/[^/?#]*/i, "");

/** Why no command can send the same request; null if one can. */
export function cannotSend({ request }: Sent): string | null {
  if (request.body_truncated) return "Its body is truncated, so no command can send the same request.";
  if (typeof request.body === "string" && request.body.includes("\0"))
    return "Its body contains U+0000, which no shell can pass on, so no command can send the same request.";
  return null;
}

/** The body as text; undefined if no command can send it. */
function bodyText(request: Shown["request"]): string | null | undefined {
  const { body, body_bytes } = request;
  if (cannotSend({ request }) !== null) return undefined;
  if (body_bytes === 0) return null;
  return typeof body === "string" ? body : JSON.stringify(body);
}
