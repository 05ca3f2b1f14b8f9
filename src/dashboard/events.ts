import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { Follower } from "../control/follower.js";
import { BUS_EVENT_TYPES, type EventBus, PLACE } from "../sandbox/event-bus.js";

/** What happens in a sandbox, for a page that is open: only of the kinds (`?topics=`) that it shows. */
export function follow(c: Context, bus: EventBus, onEnd: () => void = () => undefined): Response {
  const topics = (c.req.query("topics") ?? "")
    .split(",")
    .filter((one) => BUS_EVENT_TYPES.some((type) => type === one));
  // A browser that comes back says so in the header; the query tells up to where the page itself knew.
  const last = c.req.header("last-event-id") ?? c.req.query("after") ?? "";
  const after = PLACE.test(last) ? last : undefined;
  const follower = new Follower(bus, { after, types: new Set(topics) });
  return streamSSE(c, (events) => follower.run(events, c.req.raw.signal).finally(onEnd));
}
