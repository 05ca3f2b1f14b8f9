import { offsetTime } from "./dates.js";
import type { EventType, Instant, Json, TestStatus } from "./records.js";
import type { AgentFacts, Standing } from "./standing.js";

/** The facts that the reason depends on. */
export interface WhyFacts {
  now: Instant;
  opportunity: { id: string; account_id: string; platform: string | null };
  state: EventType;
  /** Time of the last event. */
  since: Instant;
  /** The agent that picked it; null if none did. */
  holder: { agent_id: string } | null;
  test_status: TestStatus | null;
  /** Number of opportunities that an agent of its platform gets before it. */
  ahead: number;
  /** When the posted result will be stored, else null. */
  stored_at: Instant | null;
  agents: readonly AgentFacts[];
  /** An agent's current activity (`standingOf`); passed in so that it can be cached over opportunities. */
  standing: (agent: AgentFacts) => Standing;
  emailOf: (accountId: string) => string;
  /** `asleep`: its devices poll as soon as there is work for them. */
  lab: "on" | "asleep" | "off";
  clock: "runs" | "manual" | "paused";
}

/** A fact that supports the reason. */
export interface WhyPart {
  kind: "platform" | "device" | "agent" | "account" | "queue" | "lab" | "clock" | "result";
  text: string;
  detail: { [key: string]: Json };
}

/** Why an opportunity is in its state. */
export interface Why {
  sentence: string;
  state: EventType;
  parts: WhyPart[];
}

/** A {@link Why} without its state. */
export type Reason = Omit<Why, "state">;

/** Maximum number of agents that are named; more are only counted. */
export const NAMED = 5;

/** Says that the clock stands still, if the opportunity waits for that. */
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
