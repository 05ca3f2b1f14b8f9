import { eventsOf } from "../domain/events.js";
import type { ActivityEvent } from "../../devices/activity.js";
import { describeActivity } from "../../devices/activity-text.js";
import { naiveTime } from "../domain/dates.js";
import type { EventType, Instant, Json, Opportunity, Result } from "../domain/records.js";
import { agentTiming } from "./agent-timing.js";
import type { Exchange } from "./exchange-log.js";
import { activityData } from "./lab.js";
import type { Sandbox } from "./sandbox.js";
import type { Cause, Note, RefusedRequest } from "./trace-book.js";

/** Something that happened to an opportunity, as a sentence and as fields. */
export interface TraceEntry {
  at: Instant;
  kind: string;
  text: string;
  detail: { [key: string]: Json };
}

/**
 * The known history of an opportunity, oldest first. What the trace book lacks (events before a restart and the work of
 * agents outside the lab) is derived from the walk's events and the agent's reported timing.
 */
export function traceOf(sandbox: Sandbox, opportunity: Opportunity): TraceEntry[] {
  const { state, traces } = sandbox;
  const walk = state.walk(opportunity.id);
  const notes = traces.notes(opportunity.id);
  const noted = new Set(notes.flatMap((note) => ("event" in note ? note.event : [])));
  const result = state.result(walk.result_id ?? "");
  const missing = eventsOf(walk)
    .filter(({ type }) => !noted.has(type))
    .map(({ type, at }) => eventEntry(sandbox, opportunity, type, at, null));
  const told = notes.some((note) => "activity" in note && note.activity.kind === "phase-started");
  const timing = result && !told ? timingEntries(result, walk.times[1]!) : [];
  const entries = notes.map((note) => noteEntry(sandbox, opportunity, note));
  const exchanges = exchangesOf(sandbox, opportunity.id);
  const known = new Set(entries.flatMap(({ detail }) => numberExchange(detail, exchanges)));
  const posted = missing.findIndex(({ kind }) => kind === "RESULT_POSTED");
  if (posted >= 0) missing.splice(posted, 0, ...timing);
  else missing.push(...timing);
  // Sorting is stable: of entries with the same time, derived ones come first, then notes in their order.
  return [...missing, ...entries, ...hindered(exchanges, known)].sort((a, b) => a.at - b.at);
}

function noteEntry(sandbox: Sandbox, opportunity: Opportunity, note: Note): TraceEntry {
  if ("event" in note) return eventEntry(sandbox, opportunity, note.event, note.at, note.cause);
  if ("activity" in note) return activityEntry(note.activity, opportunity.id);
  if ("refused" in note) return refusedEntry(note.at, note.refused);
  const text = `${note.leftOut} more that are no longer kept.`;
  return { at: note.at, kind: "left-out", text, detail: { left_out: note.leftOut } };
}

function eventEntry(
  { state }: Sandbox,
  opportunity: Opportunity,
  kind: EventType,
  at: Instant,
  cause: Cause | null,
): TraceEntry {
  const { holder, result_id } = state.walk(opportunity.id);
  const by = causeDetail(cause);
  switch (kind) {
    case "QUEUED_FOR_AGENTS": {
      const { trigger, primary_snap_name, channel, snaps, image_unique_id } = opportunity;
      const text = `${advertised(opportunity)}${causeText(cause)}.`;
      return {
        at,
        kind,
        text,
        detail: { trigger, image_unique_id, primary_snap_name, snaps: snaps as never, channel, ...by },
      };
    }
    case "PICKED_BY_AGENT": {
      const { agent_id, platform, agent_group, agent_revno } = holder!;
      const of = platform === null ? "" : `, of platform ${platform},`;
      return {
        at,
        kind,
        text: `${agent_id}${of} picked it.`,
        detail: { agent_id, platform, agent_group, agent_revno, ...by },
      };
    }
    case "RESULT_POSTED": {
      const { test_status, agent_id } = state.result(result_id!)!;
      return {
        at,
        kind,
        text: `${agent_id} posted ${test_status}.`,
        detail: { agent_id, result_id, test_status, ...by },
      };
    }
    case "RESULT_STORED":
      return { at, kind, text: "The result was stored: clients can see it.", detail: { result_id } };
  }
}

function advertised({ trigger, primary_snap_name, snaps, channel, image_unique_id }: Opportunity): string {
  const on = channel === null ? "" : ` on ${channel}`;
  if (trigger === "image") return `Image ${image_unique_id} was advertised${on}`;
  if (trigger === "snap")
    return `Snap ${String(primary_snap_name)} revision ${String(snaps[0]?.revision)} was advertised${on}`;
  return `A gold master (${snaps.map(({ name, revision }) => `${name} ${revision}`).join(", ")}) was advertised${on}`;
}

function causeText(cause: Cause | null): string {
  if (cause?.by === "request") return ` by ${cause.account} (${cause.operation_id})`;
  if (cause?.by === "store")
    return cause.manual ? " by the snap feed, through the control plane" : " by the snap feed";
  return "";
}

function causeDetail(cause: Cause | null): { [key: string]: Json } {
  if (cause === null || cause.by === "emulator") return {};
  if (cause.by === "store") return { by: "store", by_hand: cause.manual };
  const { request_id, operation_id: operation, account } = cause;
  return { request_id, operation, account };
}

/** The fields that are not repeated in the detail of an entry. */
const SHOWN_ELSEWHERE: ReadonlySet<string> = new Set(["at", "kind", "opportunity_id"]);

function activityEntry(activity: ActivityEvent, id: string): TraceEntry {
  const detail = Object.fromEntries(
    Object.entries(activityData(activity)).filter(([name]) => !SHOWN_ELSEWHERE.has(name)),
  );
  const text = describeActivity(activity)
    .replace(`opportunity ${id}`, "it")
    .replace(`middle of ${id}`, "middle of it")
    .replace(new RegExp(` (of|for) ${id}`), "");
  return { at: activity.at, kind: activity.kind, text: `${text}.`, detail };
}

function refusedEntry(at: Instant, refused: RefusedRequest): TraceEntry {
  const { agent_id, reason, message } = refused;
  return {
    at,
    kind: "exchange",
    text: `A result posted by ${agent_id} was refused: ${reason}${message && `, ${message}`}.`,
    detail: { ...refused },
  };
}

/** The recorded requests about an opportunity, by request id. */
function exchangesOf({ exchanges }: Sandbox, id: string): Map<string, Exchange> {
  const about = exchanges.all().filter(({ subjects }) => subjects.opportunities.includes(id));
  return new Map(about.map((exchange) => [exchange.requestId, exchange]));
}

/** Adds the exchange's number to an entry that a request caused; returns the request's id. */
function numberExchange(detail: TraceEntry["detail"], exchanges: Map<string, Exchange>): string[] {
  const { request_id } = detail;
  if (typeof request_id !== "string") return [];
  const exchange = exchanges.get(request_id);
  if (exchange) detail["exchange_id"] = exchange.id;
  return [request_id];
}

/** Failures before the operation ran: faults, and requests that do not match the spec. */
function hindered(exchanges: Map<string, Exchange>, known: ReadonlySet<string>): TraceEntry[] {
  return [...exchanges.values()].flatMap((exchange): TraceEntry[] => {
    const { id: exchange_id, at, requestId, faultId, operationId: operation, refusal, response } = exchange;
    const agent = exchange.subjects.agent;
    const status = response?.status ?? null;
    const who = `${String(operation)}${agent === null ? "" : ` of ${agent}`}`;
    const answer = status === null ? "no answer" : `answer ${status}`;
    const detail = { exchange_id, request_id: requestId, operation, agent_id: agent, status };
    if (faultId !== null) {
      const text = `Fault ${faultId} was applied to ${who}: ${answer}.`;
      return [{ at, kind: "fault", text, detail: { ...detail, fault_id: faultId } }];
    }
    if (refusal === null || known.has(requestId)) return [];
    const text = `${who} was refused: ${answer}, ${refusal.message || refusal.id}.`;
    return [{ at, kind: "exchange", text, detail: { ...detail, reason: refusal.id } }];
  });
}

/** The phases that the agent reports. An impossible time, from a wrong clock, is only quoted. */
function timingEntries(result: Result, pickedAt: Instant): TraceEntry[] {
  const { edges, fits } = agentTiming(result, pickedAt);
  return edges.map(({ phase, started, at }) => ({
    at: fits ? at : result.posted_at,
    kind: started ? "phase-started" : "phase-ended",
    text: `${result.agent_id} ${started ? "began" : "ended"} ${phase}${fits ? "" : ` at ${naiveTime(at)} of its own clock`}, as it reports.`,
    detail: { agent_id: result.agent_id, phase, source: "agent.timing" },
  }));
}
