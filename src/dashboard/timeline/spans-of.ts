import type { Opportunity } from "../../domain/records.js";
import type { Sandbox } from "../../sandbox/sandbox.js";
import { phasesOf } from "./phases.js";
import { type WalkSpan, walkSpans } from "./walk-spans.js";

/** An opportunity's walk as what it was about from one moment to the next, as far as it has come. */
export function spansOf(sandbox: Sandbox, { id }: Opportunity): WalkSpan[] {
  const { state, traces } = sandbox;
  const walk = state.walk(id);
  const phases = phasesOf(walk, traces.notes(id), state.result(walk.result_id ?? ""));
  return walkSpans({ events: walk.events, phases, storedAt: sandbox.storedAt(id) });
}
