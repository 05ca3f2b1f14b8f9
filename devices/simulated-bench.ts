import type { PhaseName } from "./activity.js";
import type { TestOpportunity } from "./api-types.js";
import { firstOf, type Behaviour } from "./behaviours/index.js";
import type { Bench, Session } from "./bench.js";
import type { Case } from "./case.js";
import { lengthOf } from "./duration.js";
import type { Draw } from "./lab-clock.js";
import { outcomeByRules } from "./outcome.js";
import type { Profile } from "./profile.js";
import { Interrupted, type InterruptibleSleep } from "./interruptible-sleep.js";
import { fillTemplate } from "./template.js";

/** The parts of a simulated board. */
export interface SimulatedBenchOptions {
  agentId: string;
  profile: Profile;
  behaviours: readonly Behaviour[];
  draw: Draw;
  sleeper: InterruptibleSleep;
  onReboot: (opportunityId: string, ms: number) => void;
}

/** A simulated board: its phases are sleeps on the lab's clock, its outcomes come from rules and behaviours. */
export function simulatedBench(options: SimulatedBenchOptions): Bench {
  return async (opportunity) => session(options, opportunity);
}

function session(options: SimulatedBenchOptions, opportunity: TestOpportunity): Session {
  const { agentId, profile, behaviours, draw, sleeper } = options;
  const id = opportunity.test_opportunity_id;
  const of: Case = { agentId, platform: profile.platform, opportunity, draw };
  const factorOf = (phase: PhaseName): number =>
    behaviours.reduce((factor, behaviour) => factor * (behaviour.phaseFactor?.(phase) ?? 1), 1);
  const rebootTime = (phase: PhaseName): number =>
    behaviours.reduce((total, behaviour) => total + (behaviour.rebootTime?.(phase) ?? 0), 0);
  const length = (phase: PhaseName): number =>
    Math.round(lengthOf(profile.phases[phase], draw, agentId, id, phase) * factorOf(phase));

  const sleep = async (ms: number): Promise<void> => {
    if (!(await sleeper.sleep("phase", ms))) throw new Interrupted("stopped");
  };
  return {
    expected: (phase) => length(phase) + rebootTime(phase),
    run: async (phase) => {
      const ms = length(phase);
      const away = rebootTime(phase);
      if (away === 0) return sleep(ms);
      await sleep(ms / 2);
      options.onReboot(id, away);
      await sleep(away);
      await sleep(ms / 2);
    },
    outcome: () =>
      outcomeByRules(profile.outcomes, of) ??
      firstOf(behaviours, (behaviour) => behaviour.outcome?.(of)) ?? {
        status: "PASSED",
        reason: "all tests passed",
        because: { default: true },
      },
    payload: ({ status, reason }) =>
      fillTemplate(profile.result_payload, {
        opportunity,
        agentId,
        platform: profile.platform,
        status,
        reason,
      }),
    close: async () => undefined,
  };
}
