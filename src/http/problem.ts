import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { RefusalKind } from "../domain/refusal.js";
import { sendJson } from "./send-json.js";

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

/** A refusal on its way to the client. */
export interface Problem {
  id: ProblemId;
  message: string;
  headers?: Record<string, string>;
}

/** The documented error body `{id, message, url}` (L 754-759). */
export function problem(c: Context, { id, message, headers }: Problem): Response {
  return sendJson(c, STATUS[id] satisfies ContentfulStatusCode, { id, message, url: null }, headers);
}

/** The form in which Ubuntu SSO refuses (contract.md §3). */
export function ssoProblem(
  c: Context,
  {
    status,
    code,
    message,
    extra,
  }: { status: ContentfulStatusCode; code: string; message: string; extra: object },
): Response {
  return sendJson(c, status, { code, message, extra });
}
