import { wallTime } from "../../clock/clock.js";
import type { ActionDone, Form, View } from "../page.js";
import type { HttpRequest, Stamp } from "../request/http-request.js";
import { type Answer, answerOf } from "./answer.js";
import { type Draft, requestOf } from "./draft.js";

/** A request on its way: shown before it is sent, or with its answer. */
export interface Sending {
  request: HttpRequest;
  /** Whether it goes out signed. */
  isSigned: boolean;
  /** When it was signed, in seconds since 1970; null where it is not. */
  signedAt: number | null;
  /** Why it is shown again instead of being sent. */
  notice: string | null;
  answer: Answer | null;
}

/** The field that holds the request that the visitor has seen. */
export const SEEN = "seen";

/** Seconds after which a signature is made anew: the server's window with time to press a button. */
export const MAX_AGE_S = 270;

/**
 * Shows the request of a form, or sends it where the visitor has seen exactly this one. Where the form has changed since,
 * or the signature is too old, it is signed anew and shown again: what is sent is what was shown.
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
      "The form, or the account’s credentials, changed since it was shown: this is the request now.";
    return shown(view, draft, request, why, "Not sent: the request is another one now.");
  }
  if (stamp !== null && wallTime() / 1000 - stamp.timestamp > MAX_AGE_S) {
    const why = "The signature was too old to be taken, so it is signed anew.";
    return shown(view, draft, request, why, "Not sent: signed anew.");
  }
  const answer = await answerOf(view, again);
  return {
    message: `Sent. The answer is HTTP ${answer.status}.`,
    data: sendingOf(draft, again, { answer }),
  };
}

/** The request as the hidden field holds it. */
export const seenText = (request: HttpRequest): string => JSON.stringify(request);

/** What the hidden field says of it: anybody may have written that. */
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

/** Nonce and time of the signature of a request; null where there is none. */
function stampOf(authorization: string | undefined): Stamp | null {
  const nonce = /oauth_nonce="([\w-]{1,64})"/.exec(authorization ?? "")?.[1];
  const timestamp = /oauth_timestamp="(\d{1,12})"/.exec(authorization ?? "")?.[1];
  return nonce === undefined || timestamp === undefined ? null : { nonce, timestamp: Number(timestamp) };
}

const authorizationOf = ({ headers }: HttpRequest): string | undefined =>
  headers.find(([name]) => name === "Authorization")?.[1];
