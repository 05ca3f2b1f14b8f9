import { offsetTime } from "./dates.js";
import type { EventType, Instant, Json, TestStatus } from "./records.js";
import type { AgentFacts, Standing } from "./standing.js";

/** All that the reason follows from. */
export interface WhyFacts {
  now: Instant;
  opportunity: { id: string; account_id: string; platform: string | null };
  state: EventType;
  /** Time of the last event. */
  since: Instant;
  /** The agent that picked it; null where none did. */
  holder: { agent_id: string } | null;
  test_status: TestStatus | null;
  /** How many opportunities an agent of its platform gets before it. */
  ahead: number;
  /** When the result is stored, where it is posted. */
  stored_at: Instant | null;
  agents: readonly AgentFacts[];
  /** What an agent does now (`standingOf`); given, since it is asked again for each opportunity. */
  standing: (agent: AgentFacts) => Standing;
  emailOf: (accountId: string) => string;
  /** `asleep`: its devices poll as soon as there is something for them. */
  lab: "on" | "asleep" | "off";
  clock: "runs" | "manual" | "paused";
}

/** A fact that the reason rests on. */
export interface WhyPart {
  kind: "platform" | "device" | "agent" | "account" | "queue" | "lab" | "clock" | "result";
  text: string;
  detail: { [key: string]: Json };
}

/** Why an opportunity is where it is. */
export interface Why {
  sentence: string;
  state: EventType;
  parts: WhyPart[];
}

/** A {@link Why} without its state. */
export type Reason = Omit<Why, "state">;

/** More agents than this are only counted. */
export const NAMED = 5;

/** Says that no time passes, where that is what keeps it. */
export function stillness(
  { clock, now }: WhyFacts,
  { sentence, parts }: Reason,
  waitsForTime: boolean,
): Reason {
  if (clock === "runs" || !waitsForTime) return { sentence, parts };
  const why =
    clock === "manual"
      ? "the clock is manual and stands still until it is advanced"
      : "the clock is paused (speed 0)";
  return {
    sentence: `${sentence.slice(0, -1)}; ${why}.`,
    parts: [
      ...parts,
      {
        kind: "clock",
        text: `${why[0]!.toUpperCase()}${why.slice(1)}.`,
        detail: { now: offsetTime(now), clock },
      },
    ],
  };
}

export function standingParts(standings: readonly Standing[]): WhyPart[] {
  const parts = standings.slice(0, NAMED).map(({ agent, kind, text, until }): WhyPart => ({
    kind: agent.device ? "device" : "agent",
    text: `${agent.agent_id} ${text}.`,
    detail: {
      agent_id: agent.agent_id,
      standing: kind,
      ...(agent.device ? { activity: agent.device.activity } : {}),
      until: until === null ? null : offsetTime(until),
    },
  }));
  const left = standings.length - parts.length;
  if (left === 0) return parts;
  return [...parts, { kind: "agent", text: `There are ${left} more.`, detail: { more: left } }];
}
