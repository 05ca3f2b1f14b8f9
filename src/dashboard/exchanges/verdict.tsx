import type { components } from "../../spec/control-types.gen.js";
import type { IconName } from "../components/icon.js";
import { Mark, type Tone } from "../components/status.js";
import type { Html } from "../page.js";

/** An exchange as the control plane shows it: without secrets. */
export type Shown = components["schemas"]["Exchange"];

/** What tells whether an exchange fits the spec. */
export interface Judged {
  operation_id: string | null;
  response: object | null;
  validation: { request: { length: number }; response: { length: number } };
}

/** Whether an exchange fits the spec, in a word or two. */
export function Verdict({ of }: { of: Judged }): Html {
  const [word, icon, tone] = verdictOf(of);
  return <Mark word={word} icon={icon} tone={tone} />;
}

function verdictOf({ validation, operation_id, response }: Judged): [string, IconName, Tone] {
  if (validation.response.length > 0) return ["breaks the spec", "alert", "bad"];
  if (validation.request.length > 0) return ["invalid request", "cross", "warn"];
  if (operation_id === null) return ["no operation", "off", "warn"];
  if (response === null) return ["no answer", "off", "warn"];
  return ["valid", "check", "good"];
}

/** The status code, with the tone of its class. */
export function HttpStatus({ of: { response } }: { of: { response: { status: number } | null } }): Html {
  if (response === null) return <Mark word="cut" icon="off" tone="warn" />;
  const { status } = response;
  const [icon, tone]: [IconName, Tone] =
    status >= 500 ? ["alert", "bad"] : status >= 400 ? ["cross", "warn"] : ["check", "good"];
  return <Mark word={String(status)} icon={icon} tone={tone} />;
}

/** Why the request was refused, as one text; null if it was not. */
export function reasonOf({ refusal }: Shown): string | null {
  if (refusal === null) return null;
  return refusal.detail ?? (refusal.message === "" ? refusal.id : refusal.message);
}

/** `12 ms`, `0.4 ms`. */
export const durationText = (ms: number): string => `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
