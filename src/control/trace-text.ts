import { parseDate } from "../domain/dates.js";
import { spanText } from "../domain/spans.js";
import { harmlessLine } from "../text/harmless.js";
import type { components } from "../spec/control-types.gen.js";

type Trace = components["schemas"]["Trace"];

/** A trace as a text timeline: the time, the time since the previous entry, the kind, and the sentence. */
export function traceText({ test_opportunity_id, entries, why }: Trace): string {
  const lines: string[] = [];
  let day = "";
  let before: number | null = null;
  for (const { at, kind, text } of entries) {
    const [date, time] = at.split("T") as [string, string];
    if (date !== day) lines.push((day = date));
    const instant: number = parseDate(at)!;
    const since = before === null || instant === before ? "" : `+${spanText(instant - before)}`;
    lines.push(`  ${time.slice(0, 12)}  ${since.padStart(12)}  ${kind.padEnd(WIDEST)}  ${text}`);
    before = instant;
  }
  const end = why === null ? [] : ["", why.sentence];
  return [`Test Opportunity ${test_opportunity_id}`, ...lines, ...end, ""].map(harmlessLine).join("\n");
}

const WIDEST = "QUEUED_FOR_AGENTS".length;
