import type { Context } from "hono";
import { parseBody } from "hono/utils/body";
import { BodyBrokenOff, fromSocket } from "../http/body.js";
import type { Bindings } from "../http/context.js";

/**
 * The fields of a form of `length` bytes, which takes room as it comes; null if its body is not of its Content-Type, or breaks
 * off. @throws NoRoom
 */
export async function formFields(c: Context, length: number): Promise<Record<string, unknown> | null> {
  const request = await requestOf(c, length);
  return request && parseBody(request, { all: true }).catch(() => null);
}

/** A request with the whole body. */
async function requestOf(c: Context, length: number): Promise<Request | null> {
  const { incoming, takeRoom } = c.env as Bindings;
  if (incoming === undefined) return c.req.raw;
  try {
    const body = (await fromSocket(incoming, length, takeRoom))?.whole() ?? null;
    const headers = { "content-type": c.req.header("content-type") ?? "" };
    return body && new Request(c.req.url, { method: "POST", headers, body });
  } catch (error) {
    if (error instanceof BodyBrokenOff) return null;
    throw error;
  }
}
