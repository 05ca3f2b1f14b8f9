import type { Context } from "hono";
import { LonePage } from "../dashboard/lone-page.js";

/** A refusal that is shown instead of a page. */
export interface RefusalPage {
  status: 200 | 401 | 429 | 503;
  title: string;
  text: string;
  /** When to try again, in milliseconds; null if waiting does not help. */
  waitMs: number | null;
}

/** Responds with a page that loads nothing else. `root`: the path of the dashboard in links. */
export function refuse(
  c: Context,
  root: string,
  { status, title, text, waitMs }: RefusalPage,
): Response | Promise<Response> {
  if (waitMs !== null) c.header("Retry-After", String(Math.max(1, Math.ceil(waitMs / 1000))));
  return c.html(<LonePage root={root} title={title} text={text} />, status);
}

/** A time in words, rounded up to minutes. */
export function minutes(ms: number): string {
  const count = Math.max(1, Math.ceil(ms / 60_000));
  return count === 1 ? "a minute" : `${count} minutes`;
}
