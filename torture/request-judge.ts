import type { Answer } from "./client.js";
import type { Draft } from "./mutate.js";
import type { Promised } from "./part.js";
import type { Operation, Spec } from "./spec.js";

/** Promises about every answer. */
export interface AnswerPromises {
  form: Promised;
  noServerError: Promised;
  cost: Promised;
  memory: Promised;
}

/** A request, where it came from and its answer. */
export interface Judged {
  draft: Draft;
  /** Null: a page of the dashboard. */
  operation: Operation | null;
  answer: Answer;
  /** For messages. */
  what: string;
}

/** Answers that take as long as the client asks: their connection is cut. */
export const ENDLESS = new Set(["streamEvents", "waitForExchange"]);

/** Answers to the form of a message or its head, before it is an operation's request; they have the error body too. */
const OF_HTTP = new Set([413, 415, 417]);

/** Judges status and form of an answer. */
export function judge(
  { draft, operation, answer, what }: Judged,
  spec: Spec,
  promises: AnswerPromises,
): void {
  const { status, text } = answer;
  const shown = (): string => `${what}: HTTP ${status} ${text.slice(0, 150)}`;
  const isCut = status === 0 && operation !== null && ENDLESS.has(operation.id);
  promises.noServerError.check(isCut || (status > 0 && status < 500), shown);
  if (status === 0) return;
  if (draft.method === "HEAD" || status === 204 || status === 304) return;
  promises.form.check(hasForm({ draft, operation, answer, what }, spec), shown);
}

function hasForm({ draft, operation, answer }: Judged, spec: Spec): boolean {
  const { status, headers, text } = answer;
  const type = headers["content-type"] ?? "";
  if (operation === null)
    return status === 302 || status === 303 || /^text\/|^application\/json/.test(type) || text === "";
  if (ENDLESS.has(operation.id) && status === 200) return true;
  const documented = draft.isItsOperation ? operation.answers.get(status) : undefined;
  if (draft.isItsOperation && !operation.answers.has(status) && !OF_HTTP.has(status)) return false;
  if (documented === null) return true;
  // A path or method of another operation: errors still have one of the two forms.
  if (!draft.isItsOperation && status < 400) return true;
  if (!type.startsWith("application/json")) return !draft.isItsOperation && type.startsWith("text/html");
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return false;
  }
  // What is no HTTP, or too long for it, is refused before anybody knows whose request it is.
  const { message } = Object(body) as { message?: unknown };
  if (status === 400 && /^the request cannot be read: /.test(String(message))) return spec.error(body);
  if (documented !== undefined) return documented(body);
  return spec.error(body) || spec.ssoError(body);
}
