import { ActionRefused, type Form, type View } from "../page.js";
import type { HttpRequest } from "../request/http-request.js";

/** A request to the product API that a visitor makes up. */
export interface Draft {
  method: string;
  /** With its query, from the root of the product API. */
  path: string;
  /** Exactly as it is sent; null for none. */
  body: string | null;
  /** The account that signs; null for a request that is not signed. */
  email: string | null;
}

/** What stands for "not signed" in a form. */
export const UNSIGNED = "-";

/** Who signs, as a form says it. @throws ActionRefused */
export function signerOf(view: View, form: Form): string | null {
  const email = form.text("account");
  if (email === UNSIGNED) return null;
  const account = view.sandbox.state.accountByEmail(email);
  if (!account) throw new ActionRefused(`This sandbox has no account ${email}.`);
  return account.email;
}

/** The request of a draft, without a signature. @throws ActionRefused where it would leave the product API */
export function requestOf({ productUrl }: View, { method, path, body }: Draft): HttpRequest {
  // What is signed and shown is what is sent: in the form that the URL has on its way.
  const { href } = new URL(`${productUrl}${path}`);
  if (!path.startsWith("/") || !href.startsWith(`${productUrl}/`))
    throw new ActionRefused("That path leads out of the product API.");
  const hasBody = body !== null && method !== "GET" && method !== "HEAD";
  return {
    method,
    url: href,
    headers: hasBody ? [["Content-Type", "application/json"]] : [],
    body: hasBody ? body : null,
  };
}

/** Text of a many-lined field: browsers without scripts send CRLF for a line's end. */
export const plainLines = (text: string): string => text.replaceAll("\r\n", "\n");
