import type { Instant, Result, Walk } from "../../domain/records.js";
import { agentTiming } from "../../sandbox/agent-timing.js";
import type { Note } from "../../sandbox/trace-book.js";

/** A phase of an agent's work. */
export interface Phase {
  /** Of the lab: `provision`, `test`, `teardown`; of an agent from outside whatever it says. */
  name: string;
  start: Instant;
  /** Null while it goes on. */
  end: Instant | null;
  /** When it is going to end, while it goes on and where that is known. */
  expectedEnd: Instant | null;
  /** False where it was broken off. */
  complete: boolean;
}

/** What is known of an opportunity's phases, oldest first: what the lab told, else what the agent says in its result. */
export function phasesOf(walk: Walk, notes: readonly Note[], result: Result | undefined): Phase[] {
  const told = toldPhases(notes);
  const picked = walk.events.find(({ type }) => type === "PICKED_BY_AGENT");
  if (told.length > 0 || result === undefined || picked === undefined) return told;
  const { edges, fits } = agentTiming(result, picked.at);
  if (!fits) return [];
  return edges.flatMap(({ phase, started, at }) => {
    const end = edges.find((edge) => !edge.started && edge.phase === phase)?.at ?? null;
    if (!started || end === null) return [];
    return [{ name: phase, start: at, end, expectedEnd: null, complete: true }];
  });
}

function toldPhases(notes: readonly Note[]): Phase[] {
  const phases: Phase[] = [];
  for (const note of notes) {
    if (!("activity" in note)) continue;
    const { activity } = note;
    if (activity.kind === "phase-started") {
      const { phase: name, at: start, ends_at: expectedEnd } = activity;
      phases.push({ name, start, end: null, expectedEnd, complete: true });
    } else if (activity.kind === "phase-ended") {
      const phase = phases.findLast(({ name, end }) => name === activity.phase && end === null);
      if (phase) Object.assign(phase, { end: activity.at, expectedEnd: null, complete: activity.complete });
    }
  }
  return phases;
}
