import type { ActivityEvent } from "../../../devices/activity.js";
import { describeActivity } from "../../../devices/activity-text.js";
import { span } from "../../domain/spans.js";
import type { BusEvent, BusEventType } from "../../sandbox/event-bus.js";
import type { View } from "../page.js";

/** The kinds of events that the log can be limited to. */
export const KINDS: readonly [BusEventType, string][] = [
  ["opportunity", "opportunities"],
  ["device", "devices"],
  ["exchange", "exchanges"],
  ["clock", "the clock"],
  ["fault", "faults"],
  ["state", "the state"],
];

/** What an event says, and the page that shows more of it. */
export interface Line {
  text: string;
  href: string | null;
}

/** An event in one line of English. */
export function lineOf(view: View, { type, data }: BusEvent): Line {
  switch (type) {
    case "opportunity": {
      const { test_opportunity_id: id, state } = data as { test_opportunity_id: string; state: string };
      return { text: `opportunity ${id}: ${state}`, href: view.href(`/opportunities/${id}`) };
    }
    case "device": {
      const event = data as ActivityEvent & { opportunity_id?: string | null };
      const id = event.opportunity_id ?? null;
      return { text: describeActivity(event), href: id === null ? null : view.href(`/opportunities/${id}`) };
    }
    case "exchange": {
      const { exchange_id, method, path, status, account, source } = data as {
        exchange_id: number;
        method: string;
        path: string;
        status: number | null;
        account: string | null;
        source: string;
      };
      const by = source === "lab" ? "the lab" : (account ?? "nobody known");
      const text = `${method} ${path}: ${status ?? "no answer"}, by ${by}`;
      return { text, href: view.href(`/exchanges/${exchange_id}`) };
    }
    case "clock":
      return { text: clockText(data as ClockEvent), href: null };
    case "fault": {
      const { name, effect, operation_id, path } = data as Record<string, string | null>;
      const fault = name === null ? "a fault" : `the fault ${name}`;
      return { text: `${fault} (${effect!}) acted on ${operation_id!} ${path!}`, href: null };
    }
    case "state":
      return { text: `the state was replaced: seed ${(data as { replaced: string }).replaced}`, href: null };
  }
}

/** What is published about the clock: a new speed, or a step of a manual clock. */
type ClockEvent = { speed: number } | { from: string; now: string; stopped: string };

function clockText(event: ClockEvent): string {
  if ("speed" in event)
    return event.speed === 0 ? "the clock was paused" : `the clock runs at ${event.speed} times real time`;
  const by = span(Date.parse(event.now) - Date.parse(event.from));
  return `the clock was advanced by ${by}${event.stopped === "idle" ? ", until idle" : ""}`;
}
