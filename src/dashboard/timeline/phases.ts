import type { Instant, Result, Walk } from "../../domain/records.js";
import { agentTiming } from "../../sandbox/agent-timing.js";
import type { Note } from "../../sandbox/trace-book.js";

/** A phase of an agent's work. */
export interface Phase {
  /** `provision`, `test` or `teardown` for the lab's devices; any name for external agents. */
  name: string;
  start: Instant;
  /** Null while it goes on. */
  end: Instant | null;
  /** The expected end while it goes on; null if unknown. */
  expectedEnd: Instant | null;
  /** False if it was aborted. */
  complete: boolean;
}

/** An opportunity's known phases, oldest first: from the lab's notes, else from the agent's result. */
export function phasesOf(walk: Walk, notes: readonly Note[], result: Result | undefined): Phase[] {
  const noted = phasesOfNotes(notes);
  const picked = walk.times[1];
  if (noted.length > 0 || result === undefined || picked === undefined) return noted;
  const { edges, fits } = agentTiming(result, picked);
  if (!fits) return [];
  return edges.flatMap(({ phase, started, at }) => {
    const end = edges.find((edge) => !edge.started && edge.phase === phase)?.at ?? null;
    if (!started || end === null) return [];
    return [{ name: phase, start: at, end, expectedEnd: null, complete: true }];
  });
}

function phasesOfNotes(notes: readonly Note[]): Phase[] {
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
