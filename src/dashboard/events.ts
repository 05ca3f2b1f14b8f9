import type { Context } from "hono";
import { Follower, STREAM_HEADERS } from "../control/follower.js";
import { BUS_EVENT_TYPES, type EventBus, PLACE } from "../sandbox/event-bus.js";

/** Streams a sandbox's events to an open page: only the kinds (`?topics=`) that the page shows. */
export function follow(c: Context, bus: EventBus, onEnd: () => void = () => undefined): Response {
  const topics = (c.req.query("topics") ?? "")
    .split(",")
    .filter((one) => BUS_EVENT_TYPES.some((type) => type === one));
  // A browser that reconnects sends the header; a new page says in the query which event it is based on.
  const last = c.req.header("last-event-id") ?? c.req.query("after") ?? "";
  const after = PLACE.test(last) ? last : undefined;
  const follower = new Follower(bus, { after, types: new Set(topics) });
  return c.body(follower.stream(c.req.raw.signal, onEnd), 200, STREAM_HEADERS);
}
