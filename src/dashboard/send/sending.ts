import { wallTime } from "../../clock/clock.js";
import type { ActionDone, Form, View } from "../page.js";
import type { HttpRequest, Stamp } from "../request/http-request.js";
import { type Answer, answerOf } from "./answer.js";
import { type Draft, requestOf } from "./draft.js";

/** A request that is shown before it is sent, or with its answer. */
export interface Sending {
  request: HttpRequest;
  /** Whether it is signed. */
  isSigned: boolean;
  /** When it was signed, in seconds since 1970; null if it is not signed. */
  signedAt: number | null;
  /** Why it is shown again instead of being sent. */
  notice: string | null;
  answer: Answer | null;
}

/** The hidden field with the request that the visitor has seen. */
export const SEEN = "seen";

/** Age in seconds after which a request is signed again: the server's window less time to press a button. */
export const MAX_AGE_S = 270;

/**
 * Shows the request of a form, or sends it if the visitor has seen exactly this request. If the form has changed
 * since, or the signature is too old, the request is signed and shown again, so only requests that were shown are
 * sent.
 */
export async function showOrSend(view: View, form: Form, draft: Draft): Promise<ActionDone> {
  const request = requestOf(view, draft);
  const seen = form.text(SEEN);
  if (form.text("do") !== "send" || seen === "")
    return shown(view, draft, request, null, "This is the request. It is not sent yet.");
  const stamp = seenStamp(seen);
  const again = signed(view, draft, request, stamp ?? undefined);
  if (seenText(again) !== seen) {
    const why =
      "The form or the account’s credentials have changed since the request was shown. This is the new request.";
    return shown(view, draft, request, why, "Not sent: the request has changed.");
  }
  if (stamp !== null && wallTime() / 1000 - stamp.timestamp > MAX_AGE_S) {
    const why = "The signature was too old, so the request is signed again.";
    return shown(view, draft, request, why, "Not sent: signed again.");
  }
  const answer = await answerOf(view, again);
  return {
    message: `Sent. The answer is HTTP ${answer.status}.`,
    data: sendingOf(draft, again, { answer }),
  };
}

/** The request as the hidden field's text. */
export const seenText = (request: HttpRequest): string => JSON.stringify(request);

/** The stamp in the hidden field, which is untrusted input; null if there is none. */
function seenStamp(seen: string): Stamp | null {
  try {
    return stampOf(authorizationOf(JSON.parse(seen) as HttpRequest));
  } catch {
    return null;
  }
}

function shown(
  view: View,
  draft: Draft,
  request: HttpRequest,
  notice: string | null,
  message: string,
): ActionDone {
  return { message, data: sendingOf(draft, signed(view, draft, request), { notice }) };
}

const signed = (view: View, { email }: Draft, request: HttpRequest, stamp?: Stamp): HttpRequest =>
  email === null ? request : view.sign(request, email, stamp);

function sendingOf(
  { email }: Draft,
  request: HttpRequest,
  { notice = null, answer = null }: { notice?: string | null; answer?: Answer | null },
): Sending {
  const stamp = stampOf(authorizationOf(request));
  return { request, isSigned: email !== null, signedAt: stamp?.timestamp ?? null, notice, answer };
}

/** Nonce and time of a request's signature; null if it has none. */
function stampOf(authorization: string | undefined): Stamp | null {
  const nonce = /oauth_nonce="([\w-]{1,64})"/.exec(authorization ?? "")?.[1];
  const timestamp = /oauth_timestamp="(\d{1,12})"/.exec(authorization ?? "")?.[1];
  return nonce === undefined || timestamp === undefined ? null : { nonce, timestamp: Number(timestamp) };
}

const authorizationOf = ({ headers }: HttpRequest): string | undefined =>
  headers.find(([name]) => name === "Authorization")?.[1];
