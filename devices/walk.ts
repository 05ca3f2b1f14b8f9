import { PHASES, type Activity, type PhaseName } from "./activity.js";
import type { AgentState } from "./agent-state.js";
import type { ResultPost, TestOpportunity } from "./api-types.js";
import type { Bench, Session } from "./bench.js";
import { MICROS, type Instant, type LabClock } from "./lab-clock.js";
import type { Outcome } from "./case.js";
import type { Overrides } from "./overrides.js";
import { Interrupted } from "./interruptible-sleep.js";

const ACTIVITY_OF: Record<PhaseName, Activity> = {
  provision: "provisioning",
  test: "testing",
  teardown: "teardown",
};

/** What a walk needs from its agent. */
export interface WalkOptions {
  agentId: string;
  revision: string | null;
  opportunity: TestOpportunity;
  bench: Bench;
  overrides: Overrides;
  state: AgentState;
  clock: LabClock;
}

/** A finished walk. */
export interface Finished {
  post: ResultPost;
  outcome: Outcome;
}

/** Provisions, tests and tears down for one opportunity. @throws Interrupted when the agent is stopped */
export async function walk(options: WalkOptions): Promise<Finished> {
  const { agentId, opportunity, overrides, state, clock } = options;
  const id = opportunity.test_opportunity_id;
  const timing: Record<string, string> = { setup_start: naiveUtc(clock.now()) };
  const session = await options.bench(opportunity);
  try {
    timing.setup_end = naiveUtc(clock.now());
    let outcome: Outcome | undefined;
    for (const phase of PHASES) {
      if (phase === "test" && (overrides.peek(id) ?? session.outcome()).status === "ERROR") continue;
      if (phase === "teardown") outcome = decide(session);
      timing[`${phase}_start`] = naiveUtc(clock.now());
      try {
        await runPhase(options, session, phase);
        timing[`${phase}_end`] = naiveUtc(clock.now());
      } catch (error) {
        // The test has ended: a stop interrupts the teardown, but the result is posted.
        if (outcome === undefined || !(error instanceof Interrupted)) throw error;
      }
    }
    outcome ??= decide(session);
    const post: ResultPost = {
      agent_id: agentId,
      test_status: outcome.status,
      result_payload: session.payload(outcome),
      agent_revno: options.revision,
      agent: { timing },
    };
    return { post, outcome };
  } finally {
    state.set({ phase: null });
    await session.close();
  }

  function decide(of: Session): Outcome {
    const outcome = overrides.take(id) ?? of.outcome();
    state.emit({ kind: "outcome-decided", opportunity_id: id, ...outcome });
    return outcome;
  }
}

async function runPhase(options: WalkOptions, session: Session, phase: PhaseName): Promise<void> {
  const { state, clock } = options;
  const id = options.opportunity.test_opportunity_id;
  const startedAt = clock.now();
  const ms = session.expected(phase);
  const endsAt = ms === null ? null : startedAt + ms * MICROS;
  state.set({ activity: ACTIVITY_OF[phase], phase: { name: phase, started_at: startedAt, ends_at: endsAt } });
  state.emit({ kind: "phase-started", opportunity_id: id, phase, ends_at: endsAt });
  let complete = false;
  try {
    await session.run(phase);
    complete = true;
  } finally {
    state.emit({ kind: "phase-ended", opportunity_id: id, phase, complete });
  }
}

/** A time in the form of `agent.timing`: naive UTC with microseconds (L 1063, 1074). */
export function naiveUtc(instant: Instant): string {
  const seconds = new Date(Math.floor(instant / MICROS)).toISOString().slice(0, 19);
  return `${seconds}.${String(instant % 1_000_000).padStart(6, "0")}`;
}
