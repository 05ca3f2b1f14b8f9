import { ActionRefused, type Form, type View } from "../page.js";
import type { HttpRequest } from "../request/http-request.js";

/** A request to the product API that a visitor composes. */
export interface Draft {
  method: string;
  /** The path with its query, from the root of the product API. */
  path: string;
  /** The body exactly as sent; null for none. */
  body: string | null;
  /** The account that signs; null for a request that is not signed. */
  email: string | null;
}

/** The value for "not signed" in a form. */
export const UNSIGNED = "-";

/** The signing account of a form. @throws ActionRefused */
export function signerOf(view: View, form: Form): string | null {
  const email = form.text("account");
  if (email === UNSIGNED) return null;
  const account = view.sandbox.state.accountByEmail(email);
  if (!account) throw new ActionRefused(`This sandbox has no account ${email}.`);
  return account.email;
}

/** The request of a draft, without a signature. @throws ActionRefused if its path is outside the product API */
export function requestOf({ productUrl }: View, { method, path, body }: Draft): HttpRequest {
  // Normalise the URL as fetch does, so that the signed and shown URL is the one that is sent.
  const { href } = new URL(`${productUrl}${path}`);
  if (!path.startsWith("/") || !href.startsWith(`${productUrl}/`))
    throw new ActionRefused("This path is outside the product API.");
  const hasBody = body !== null && method !== "GET" && method !== "HEAD";
  return {
    method,
    url: href,
    headers: hasBody ? [["Content-Type", "application/json"]] : [],
    body: hasBody ? body : null,
  };
}

/** The text of a multi-line field with LF line ends: browsers without scripts send CRLF. */
export const plainLines = (text: string): string => text.replaceAll("\r\n", "\n");
