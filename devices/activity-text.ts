import type { ActivityEvent, Because } from "./activity.js";
import { roundDuration } from "./duration.js";

/** True for events that the lab's operator should look at. */
export function isTrouble(event: ActivityEvent): boolean {
  return ["refused", "retry", "vanished", "abandoned", "kept"].includes(event.kind);
}

/** An event of the trace in one line of plain English, without its time. */
export function describeActivity(event: ActivityEvent): string {
  return `${event.agent_id} ${textOf(event)}`;
}

function textOf(event: ActivityEvent): string {
  switch (event.kind) {
    case "started":
      return "started";
    case "online":
      return "is online again";
    case "offline":
      return `is offline: ${event.why}`;
    case "stopped":
      return `stopped: ${event.why}`;
    case "poll":
      return `polled: ${event.http_status === null ? "no answer" : event.http_status}`;
    case "picked":
      return `picked opportunity ${event.opportunity_id}`;
    case "resumed":
      return `was restarted during a walk: starts opportunity ${event.opportunity_id} again`;
    case "phase-started":
      return `began ${event.phase} of ${event.opportunity_id}`;
    case "phase-ended":
      return `${event.complete ? "ended" : "aborted"} ${event.phase} of ${event.opportunity_id}`;
    case "rebooted":
      return `reboots in the middle of ${event.opportunity_id} (${roundDuration(event.ms)})`;
    case "outcome-decided":
      return `decided ${event.status} for ${event.opportunity_id}: ${describeReason(event.reason, event.because)}`;
    case "posted":
      return `posted the result of ${event.opportunity_id}: ${event.http_status}`;
    case "refused":
      return `was refused (${event.http_status ?? "no answer"}${event.message && `: ${event.message}`}); ${event.then}`;
    case "retry":
      return `tries again in ${roundDuration(event.in_ms)}: ${event.why}`;
    case "vanished":
      return `vanished with opportunity ${event.opportunity_id}, which stays picked (A-16)`;
    case "abandoned":
      return `aborts opportunity ${event.opportunity_id}, which stays picked (A-16): ${event.why}`;
    case "kept":
      return `keeps the result of ${event.opportunity_id} for the next start: ${event.why}`;
  }
}

/** The reason of an outcome and what caused it, once where both say the same. */
export function describeReason(reason: string, because: Because): string {
  const cause = describeBecause(because);
  return reason === cause ? reason : `${reason} (${cause})`;
}

/** The cause of an outcome, in words. */
export function describeBecause(because: Because): string {
  if ("override" in because)
    return because.override === "next" ? "set by hand" : "set by hand for this opportunity";
  if ("kit" in because) return `kit: ${because.kit}`;
  if ("default" in because) return "no rule or behaviour says otherwise";
  const source = "rule" in because ? `outcome rule ${because.rule + 1}` : `behaviour ${because.behaviour}`;
  const { draw } = because;
  return draw === undefined ? source : `${source}: drew ${draw.value.toFixed(3)}, under ${draw.threshold}`;
}
