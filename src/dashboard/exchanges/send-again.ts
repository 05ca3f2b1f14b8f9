import { curlToSign, shellQuote } from "../request/curl.js";
import type { Shown } from "./verdict.js";

/** Headers that clients set themselves, and headers with secrets. */
const LEFT_OUT =
  /^(?:host|connection|content-length|transfer-encoding|accept-encoding|user-agent|authorization|cookie|origin|referer|priority|sec-.*)$/;

/**
 * An exchange's request as a curl command without secrets, which needs a new signature; null if its body is
 * truncated.
 */
export function curlOf({ request }: Shown): string | null {
  const body = bodyText(request);
  if (body === undefined) return null;
  const headers = Object.entries(request.headers).filter(([name]) => !LEFT_OUT.test(name));
  return curlToSign(
    { method: request.method, url: request.url, headers, body },
    "authorization" in request.headers,
  );
}

/** The same request through `spi-emulator request`, which signs it; null if that command cannot send it. */
export function signedCommandOf({ request }: Shown): string | null {
  const body = bodyText(request);
  if (body === undefined || !("authorization" in request.headers)) return null;
  const data = body === null ? "" : ` --data ${shellQuote(body)}`;
  return `npx spi-emulator request -X ${shellQuote(request.method)} conf.ini ${shellQuote(request.url)}${data}`;
}

/** The body as text; undefined if it is truncated. */
function bodyText({ body, body_bytes, body_truncated }: Shown["request"]): string | null | undefined {
  if (body_truncated) return undefined;
  if (body_bytes === 0) return null;
  return typeof body === "string" ? body : JSON.stringify(body);
}
