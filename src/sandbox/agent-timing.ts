import { parseDate } from "../domain/dates.js";
import type { Instant, Result } from "../domain/records.js";

/** A beginning or an end of a phase, as an agent reports it. */
export interface PhaseEdge {
  phase: string;
  started: boolean;
  at: Instant;
}

/** The phases that an agent reports, oldest first. */
export interface AgentTiming {
  edges: PhaseEdge[];
  /** False if the agent's clock must be wrong: its times are not between picking and posting. */
  fits: boolean;
}

/** Reads `agent.timing` of a result: `provision_start`, `provision_end`... (L 1063, 1074). */
export function agentTiming({ agent, posted_at }: Result, pickedAt: Instant): AgentTiming {
  const { timing } = (agent ?? {}) as { timing?: unknown };
  if (typeof timing !== "object" || timing === null) return { edges: [], fits: true };
  const edges = Object.entries(timing).flatMap(([name, value]) => {
    const [, phase, edge] = /^(.+)_(start|end)$/.exec(name) ?? [];
    const at = typeof value === "string" ? parseDate(value) : null;
    return phase === undefined || at === null ? [] : [{ phase, started: edge === "start", at }];
  });
  return {
    edges: edges.sort((a, b) => a.at - b.at),
    fits: edges.every(({ at }) => at >= pickedAt && at <= posted_at),
  };
}
