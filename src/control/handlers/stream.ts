import { invalid } from "../../domain/refusal.js";
import { BUS_EVENT_TYPES, PLACE } from "../../sandbox/event-bus.js";
import type { ControlHandlers } from "../control.js";
import { Follower, STREAM_HEADERS } from "../follower.js";

export const stream: Pick<ControlHandlers, "streamEvents"> = {
  streamEvents({ query }, call) {
    const types = query.types?.split(",") ?? [];
    const unknown = types.find((type) => !BUS_EVENT_TYPES.some((known) => known === type));
    if (unknown !== undefined) {
      return invalid(`types: got ${JSON.stringify(unknown)}; accepted: ${BUS_EVENT_TYPES.join(", ")}`);
    }
    // A browser that reconnects sends the header; its URL is still the first one.
    const last = call.header("last-event-id") ?? query.last_event_id;
    if (last !== undefined && !PLACE.test(last)) {
      return invalid(
        `Last-Event-ID: got ${JSON.stringify(last.slice(0, 60))}; accepted: the id of an event, or 0`,
      );
    }
    const follower = new Follower(call.sandbox().bus, { after: last, types: new Set(types) });
    return call.stream(() => follower.stream(call.signal), STREAM_HEADERS);
  },
};
