import { type PhaseName, PHASES } from "../../../devices/activity.js";
import type { Instant, WalkEvent } from "../../domain/records.js";
import type { Phase } from "./phases.js";

/**
 * The state of an opportunity during a span. `in-hand`: the agent has it and is in no phase. `phase`: a phase that
 * the lab's devices do not have.
 */
export type SpanKind = "queued" | "in-hand" | PhaseName | "phase" | "storing";

/** A part of a walk's time. The parts of one walk follow each other without gaps. */
export interface WalkSpan {
  kind: SpanKind;
  /** A label for people; for external agents the name of their phase. */
  label: string;
  start: Instant;
  /** Null while it goes on: only the last span of an unfinished walk. */
  end: Instant | null;
  /** The expected end of a span that goes on; null if unknown. */
  expectedEnd: Instant | null;
}

/** The facts that a walk's spans are derived from. */
export interface WalkFacts {
  events: readonly WalkEvent[];
  /** Oldest first. Parts outside the agent's time, or inside another phase, are cut. */
  phases: readonly Phase[];
  /** When a posted result will be stored; null if unknown. */
  storedAt: Instant | null;
}

/** Divides a walk into spans. */
export function walkSpans({ events, phases, storedAt }: WalkFacts): WalkSpan[] {
  const [queued, picked, posted, stored] = events;
  if (queued === undefined) return [];
  const end = picked?.at ?? null;
  const spans: WalkSpan[] = [{ kind: "queued", label: "queued", start: queued.at, end, expectedEnd: null }];
  if (picked !== undefined) spans.push(...agentSpans(picked.at, posted?.at ?? null, phases));
  if (posted !== undefined) {
    const expectedEnd = stored === undefined ? storedAt : null;
    spans.push({ kind: "storing", label: "storing", start: posted.at, end: stored?.at ?? null, expectedEnd });
  }
  return spans;
}

function agentSpans(start: Instant, end: Instant | null, phases: readonly Phase[]): WalkSpan[] {
  const spans: WalkSpan[] = [];
  let reached = start;
  const inHand = (to: Instant | null): void => {
    spans.push({ kind: "in-hand", label: "held", start: reached, end: to, expectedEnd: null });
  };
  for (const phase of [...phases].sort((a, b) => a.start - b.start)) {
    const from = Math.max(phase.start, reached);
    const to = phase.end === null ? end : Math.min(phase.end, end ?? phase.end);
    if (to !== null && to <= from) continue;
    if (from > reached) inHand(from);
    const label = phase.complete ? phase.name : `${phase.name}, aborted`;
    spans.push({ kind: kindOf(phase), label, start: from, end: to, expectedEnd: phase.expectedEnd });
    if (to === null) return spans;
    reached = to;
  }
  if (end === null || end > reached) inHand(end);
  return spans;
}

function kindOf({ name }: Phase): SpanKind {
  return PHASES.find((one) => one === name) ?? "phase";
}
