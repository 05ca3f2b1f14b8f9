import type { ActivityEvent, DeviceSnapshot, LabLog } from "./activity.js";
import { Agent, type AgentOptions } from "./agent.js";
import { agentIds, refuseSharedAgentIds } from "./agent-ids.js";
import type { InHand } from "./in-hand.js";
import { kitBench } from "./kit-bench.js";
import type { KitHost } from "./kit.js";
import type { Draw, LabClock } from "./lab-clock.js";
import type { Outbox } from "./outbox.js";
import type { OutcomeOverride } from "./overrides.js";
import type { Profile } from "./profile.js";
import { ProfileError } from "./profile-error.js";
import { SeenOpportunities } from "./seen-opportunities.js";
import { simulatedBench } from "./simulated-bench.js";
import type { SignedFetch } from "./spi-client.js";

export type { SignedFetch } from "./spi-client.js";
export type { OutcomeOverride } from "./overrides.js";

/** The parts of a lab. Time, randomness and network come only from these. */
export interface LabOptions {
  profiles: readonly Profile[];
  clock: LabClock;
  /**
   * Returns the signing fetch for an account of the sandbox; null is the sandbox's first account. Called once per
   * device.
   */
  fetchFor: (account: string | null) => SignedFetch;
  /** The base URL of the service, without the operations' paths: `https://spi.canonical.com`. */
  baseUrl: string;
  draw: Draw;
  /** Keeps results until they are delivered. */
  outbox: Outbox;
  /**
   * The opportunities that agents held when an earlier run ended, which they start again. Without it they are not
   * resumed.
   */
  inHand?: InHand | undefined;
  onActivity?: (event: ActivityEvent) => void;
  log?: LabLog;
  /** Required if a profile names a real kit. */
  kitHost?: KitHost;
}

/** How to stop: with `drain` each device finishes its opportunity. */
export interface StopOptions {
  drain?: boolean;
}

/** One virtual device and its agent. */
export interface Device {
  readonly agentId: string;
  snapshot(): DeviceSnapshot;
  /** Disconnects it: it finishes its work, but neither polls nor posts. */
  takeOffline(): void;
  /** Reconnects it; a vanished device starts to poll again (its opportunity stays picked, A-16). */
  bringOnline(): void;
  /** Overrides its next outcome, including that of a current opportunity whose test has not ended. */
  overrideNext(outcome: OutcomeOverride): void;
  /** Overrides the outcome of this opportunity, if the device gets it, or has it and its test has not ended. */
  override(opportunityId: string, outcome: OutcomeOverride): void;
  /** An idle device polls now instead of after its interval. */
  pollNow(): void;
}

/** A set of virtual devices. A stopped lab cannot be started again: create another. */
export interface Lab {
  /** Spawns every device's agent on the clock. */
  start(): void;
  /**
   * Stops every agent; resolves when all have ended. Idle agents end at once. An agent with a finished test posts its
   * result once, and an undelivered result stays in the outbox. An agent in a phase leaves its opportunity picked
   * unless `drain` is set. A second call stops them at once.
   */
  stop(options?: StopOptions): Promise<void>;
  devices(): DeviceSnapshot[];
  device(agentId: string): Device | undefined;
}

/**
 * Creates a lab of the profiles' devices; `start()` starts it.
 * @throws ProfileError for two devices with one agent id, or a kit without a `kitHost`
 */
export function createLab(options: LabOptions): Lab {
  refuseSharedAgentIds(options.profiles);
  const seen = new SeenOpportunities();
  const agents = new Map(
    options.profiles
      .flatMap((profile) => agentIds(profile).map((agentId) => makeAgent(options, seen, profile, agentId)))
      .map((agent) => [agent.agentId, agent]),
  );
  let runs: Promise<void>[] | undefined;
  return {
    start() {
      const { clock } = options;
      runs ??= [...agents.values()].map((agent) => clock.spawn(() => agent.run(), `device ${agent.agentId}`));
    },
    async stop(how) {
      for (const agent of agents.values()) agent.stop(how);
      await Promise.all(runs ?? []);
    },
    devices: () => [...agents.values()].map((agent) => agent.snapshot()),
    device: (agentId) => agents.get(agentId),
  };
}

function makeAgent(options: LabOptions, seen: SeenOpportunities, profile: Profile, agentId: string): Agent {
  const { clock, baseUrl, draw, outbox, inHand, onActivity, log } = options;
  const fetch = options.fetchFor(profile.account);
  const bench = benchFor(options, profile, agentId);
  const common = { clock, fetch, baseUrl, draw, outbox, inHand, seen, onActivity, log };
  return new Agent({ ...common, profile, agentId, bench });
}

function benchFor(options: LabOptions, profile: Profile, agentId: string): AgentOptions["bench"] {
  const { kitHost, draw } = options;
  const { kit } = profile;
  if (kit === null) {
    return ({ sleeper, state, behaviours }) =>
      simulatedBench({
        ...{ agentId, profile, behaviours, draw, sleeper },
        onReboot: (opportunity_id, ms) => state.emit({ kind: "rebooted", opportunity_id, ms }),
      });
  }
  if (kitHost === undefined) {
    throw new ProfileError([
      `${profile.file}:1: kit: got a kit; accepted: none, because this lab runs no real kits`,
    ]);
  }
  return ({ sleeper, state }) => kitBench({ agentId, kit, host: kitHost, sleeper, state });
}
