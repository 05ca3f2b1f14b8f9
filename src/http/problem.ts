import type { RefusalKind } from "../domain/refusal.js";
import { serverFactsOf } from "../operations/server-facts.js";
import { jsonReply, type Reply } from "./reply.js";

/** The ids of the error body (L 754-759, A-01) with their status. */
export const STATUS = {
  "invalid-data": 400,
  unauthorized: 401,
  forbidden: 403,
  "resource-not-found": 404,
  "method-not-allowed": 405,
  conflict: 409,
  "payload-too-large": 413,
  "unsupported-media-type": 415,
  "too-many-requests": 429,
  "internal-error": 500,
  "not-implemented": 501,
  "service-unavailable": 503,
} as const satisfies Record<RefusalKind, number> & Record<string, number>;

/** How to authenticate. */
export const CHALLENGE = 'OAuth realm="API"';

/** An error body's `id`. */
export type ProblemId = keyof typeof STATUS;

/** A refusal before it becomes an answer. */
export interface Problem {
  id: ProblemId;
  message: string;
  /** Names in lower case. */
  headers?: Record<string, string>;
}

/** The documented error body `{id, message, url}` (L 754-759). */
export const problem = ({ id, message, headers }: Problem): Reply =>
  jsonReply(STATUS[id], { id, message, url: null }, headers);

/** The form in which Ubuntu SSO refuses (contract.md §3). */
export const ssoProblem = ({
  status,
  code,
  message,
  extra,
}: {
  status: number;
  code: string;
  message: string;
  extra: object;
}): Reply => jsonReply(status, { code, message, extra });

/** A refusal of a request's content in the operation's own form. `extra` lists the fields, as Ubuntu SSO does. */
export function refuse(operationId: string, wrong: Problem, extra: Record<string, string> = {}): Reply {
  if (serverFactsOf(operationId).refusesAs === "spi") return problem(wrong);
  return ssoProblem({ status: 400, code: "INVALID_DATA", message: wrong.message, extra });
}

/** Refuses a client that sends requests too fast, and says when to try again. */
export function tooMany({ refused, waitMs }: { refused: string; waitMs: number }): Reply {
  const headers = { "retry-after": String(Math.max(1, Math.ceil(waitMs / 1000))) };
  return problem({ id: "too-many-requests", message: refused, headers });
}
