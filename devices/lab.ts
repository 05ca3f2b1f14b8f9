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

/** What a lab is made of. Nothing in it reaches for the time, for chance or for the network by itself. */
export interface LabOptions {
  profiles: readonly Profile[];
  clock: LabClock;
  /** The signing fetch for an account of the sandbox; null is the sandbox's own account. Asked once for each device. */
  fetchFor: (account: string | null) => SignedFetch;
  /** Where the service is, without the operations' paths: `https://spi.canonical.com`. */
  baseUrl: string;
  draw: Draw;
  /** Where results wait until they are delivered. */
  outbox: Outbox;
  /** What agents had in hand when an earlier run ended: they begin it again. Without it they forget it. */
  inHand?: InHand | undefined;
  onActivity?: (event: ActivityEvent) => void;
  log?: LabLog;
  /** Needed where a profile names a real kit. */
  kitHost?: KitHost;
}

/** How to stop: `drain` lets a device finish the opportunity that it has. */
export interface StopOptions {
  drain?: boolean;
}

/** One virtual device and its agent. */
export interface Device {
  readonly agentId: string;
  snapshot(): DeviceSnapshot;
  /** Cuts its network: it finishes what it does, but neither polls nor posts. */
  takeOffline(): void;
  /** Gives the network back; a vanished device starts to poll again (what it held stays picked, A-16). */
  bringOnline(): void;
  /** The next outcome that it decides, also of an opportunity in hand whose test has not ended. */
  overrideNext(outcome: OutcomeOverride): void;
  /** The outcome of this opportunity, should the device get it or have it in hand with its test not ended. */
  override(opportunityId: string, outcome: OutcomeOverride): void;
  /** An idle device polls now instead of when its interval is over. */
  pollNow(): void;
}

/** A set of virtual devices. A lab that was stopped is not started again: make another. */
export interface Lab {
  /** Spawns every device's agent on the clock. */
  start(): void;
  /**
   * Ends every agent; resolves when all have ended. Idle ones end at once, one with a finished test posts its result
   * (once: what cannot be delivered stays in the outbox), one in a phase leaves its opportunity picked unless
   * `drain`. A second call ends them at once.
   */
  stop(options?: StopOptions): Promise<void>;
  devices(): DeviceSnapshot[];
  device(agentId: string): Device | undefined;
}

/**
 * Makes a lab of the profiles' devices; `start()` starts it.
 * @throws ProfileError two devices with one agent id, or a kit without a `kitHost`.
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
      `${profile.file}:1: kit: got a kit; accepted: none, since this lab runs no real kits`,
    ]);
  }
  return ({ sleeper, state }) => kitBench({ agentId, kit, host: kitHost, sleeper, state });
}
