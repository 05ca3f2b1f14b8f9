import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** An answer with a JSON body. Those who look at it later find it in `answer`, and need not read the response. */
export function sendJson(
  c: Context,
  status: ContentfulStatusCode,
  body: unknown,
  headers: Record<string, string> = {},
): Response {
  const text = JSON.stringify(body);
  c.set("answer", { status, body, text });
  return c.body(text, status, { "Content-Type": "application/json", ...headers });
}
