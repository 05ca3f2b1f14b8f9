import { eventsOf } from "../../domain/events.js";
import type { Opportunity } from "../../domain/records.js";
import type { Sandbox } from "../../sandbox/sandbox.js";
import { phasesOf } from "./phases.js";
import { type WalkSpan, walkSpans } from "./walk-spans.js";

/** The spans of an opportunity's walk so far. */
export function spansOf(sandbox: Sandbox, { id }: Opportunity): WalkSpan[] {
  const { state, traces } = sandbox;
  const walk = state.walk(id);
  const phases = phasesOf(walk, traces.notes(id), state.result(walk.result_id ?? ""));
  return walkSpans({ events: eventsOf(walk), phases, storedAt: sandbox.storedAt(id) });
}
