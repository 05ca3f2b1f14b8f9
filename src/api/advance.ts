import { DEFAULT_LIMIT_MS } from "../clock/manual-clock.js";
import { parseDate } from "../domain/dates.js";
import type { components } from "../spec/control-types.gen.js";
import type { ControlClient } from "./control-client.js";

type Schemas = components["schemas"];

/** Maximum number of requests of one advance. Each may take 5 s or 100,000 timers. */
export const MOST_REQUESTS = 1000;

/** How far a manual clock is to be advanced. */
export type AdvanceStep = Schemas["AdvanceBy"] | Schemas["AdvanceToNextEvent"] | Schemas["AdvanceToIdle"];

/**
 * Advances a sandbox's clock. One request does a bounded amount of work, so the rest is asked for until the clock is
 * there; the report is of the whole. `progress` gets the report so far before each further request.
 */
export async function advanceClock(
  client: ControlClient,
  query: { sandbox?: string },
  step: AdvanceStep,
  progress: (soFar: Schemas["AdvanceReport"]) => void = () => undefined,
): Promise<Schemas["AdvanceReport"]> {
  const send = (body: AdvanceStep) => client.send("POST /_emulator/clock/advance", { query, body });
  let report = await send(step);
  for (let requests = 1; requests < MOST_REQUESTS; requests++) {
    const rest = restOf(step, report);
    if (rest === null) return report;
    progress(report);
    const { from, fired } = report;
    const next = await send(rest);
    const hasMoved = next.fired > 0 || next.now !== next.from;
    report = { ...next, from, fired: fired + next.fired };
    if ("to" in step && step.to === "next-event" && report.stopped === "advanced")
      report.stopped = "next-event";
    if (!hasMoved) return report;
  }
  return report;
}

/** What is left of a step after a report; null for nothing. */
function restOf(step: AdvanceStep, { stopped, from, now }: Schemas["AdvanceReport"]): AdvanceStep | null {
  if (stopped !== "limit") return null;
  if ("to" in step && step.to === "next-event") return { by_ms: 0 };
  const passed = (parseDate(now)! - parseDate(from)!) / 1000;
  if ("by_ms" in step) return { by_ms: Math.max(0, step.by_ms - passed) };
  const left = (step.limit_ms ?? DEFAULT_LIMIT_MS) - passed;
  return left > 0 ? { to: "idle", limit_ms: left } : null;
}
