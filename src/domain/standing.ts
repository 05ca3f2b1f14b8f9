import type { Instant } from "./records.js";
import { whenText } from "./times-text.js";

/** The known facts of one agent: from its requests, and for the lab's devices from the lab. */
export interface AgentFacts {
  agent_id: string;
  account_id: string;
  platform: string | null;
  /** Its latest poll; null if it has not polled. */
  polled_at: Instant | null;
  /** Its latest request of any kind; null if it made none. */
  heard_at: Instant | null;
  /** The opportunity of its latest poll without a posted result; null if none. */
  holds: string | null;
  /** Null for an external agent. */
  device: DeviceFacts | null;
}

/** The state of a device of the lab. */
export interface DeviceFacts {
  activity: string;
  online: boolean;
  /** When its offline window ends; null if it is online, or was taken offline by hand. */
  offline_until: Instant | null;
  opportunity_id: string | null;
  phase: { name: string; ends_at: Instant | null } | null;
  next_poll_at: Instant | null;
}

/** Whether an agent can take work now. `away`: it is idle but cannot. */
export interface Standing {
  agent: AgentFacts;
  kind: "free" | "busy" | "away";
  /** Its activity as a predicate: `is testing until 17:03:12 (in 65 s)`. */
  text: string;
  /** When that changes; null if unknown. */
  until: Instant | null;
}

const WORK: Record<string, string> = {
  provisioning: "is provisioning",
  testing: "is testing",
  teardown: "is tearing down",
  posting: "is posting a result",
  "backing-off": "has a result to post, and waits to try again",
};

/** An agent's activity, and whether it can take work. */
export function standingOf(agent: AgentFacts, now: Instant): Standing {
  return { agent, ...(agent.device ? ofDevice(agent.device, now) : ofOutsider(agent, now)) };
}

function ofDevice(device: DeviceFacts, now: Instant): Omit<Standing, "agent"> {
  const { activity, online, offline_until, opportunity_id, phase, next_poll_at } = device;
  const until = (at: Instant | null): string => (at === null ? "" : ` until ${whenText(at, now)}`);
  if (activity === "vanished") return { kind: "away", text: "vanished with an opportunity", until: null };
  if (activity === "stopped") return { kind: "away", text: "is stopped", until: null };
  if (opportunity_id !== null && activity !== "offline") {
    const text = (WORK[activity] ?? "holds an opportunity") + until(phase?.ends_at ?? null);
    return { kind: "busy", text: online ? text : `${text}, and offline`, until: phase?.ends_at ?? null };
  }
  if (!online) {
    const what = opportunity_id === null ? "is offline" : "has a result to post, and is offline";
    return { kind: "away", text: what + until(offline_until), until: offline_until };
  }
  if (activity === "backing-off") {
    return { kind: "away", text: `was refused, and backs off${until(next_poll_at)}`, until: next_poll_at };
  }
  const polls = next_poll_at === null ? "is polling" : `polls ${whenText(next_poll_at, now, "at")}`;
  return { kind: "free", text: polls, until: next_poll_at };
}

function ofOutsider({ holds, polled_at }: AgentFacts, now: Instant): Omit<Standing, "agent"> {
  const polled = polled_at === null ? "has not polled yet" : `polled last ${whenText(polled_at, now, "at")}`;
  if (holds === null) return { kind: "free", text: polled, until: null };
  return { kind: "busy", text: "holds an opportunity", until: null };
}
