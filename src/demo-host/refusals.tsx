import type { Context } from "hono";
import { LonePage } from "../dashboard/lone-page.js";

/** What a visitor is told in place of a page. */
export interface RefusalPage {
  status: 200 | 401 | 429 | 503;
  title: string;
  text: string;
  /** When to come back, in milliseconds; null where that is no question of time. */
  waitMs: number | null;
}

/** Answers with a page that stands alone. */
export function refuse(
  c: Context,
  { status, title, text, waitMs }: RefusalPage,
): Response | Promise<Response> {
  if (waitMs !== null) c.header("Retry-After", String(Math.max(1, Math.ceil(waitMs / 1000))));
  return c.html(<LonePage title={title} text={text} />, status);
}

/** Minutes for people: at least one. */
export function minutes(ms: number): string {
  const count = Math.max(1, Math.ceil(ms / 60_000));
  return count === 1 ? "a minute" : `${count} minutes`;
}
