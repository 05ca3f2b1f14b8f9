import { refuseUnknownAccounts } from "../../devices/profile-accounts.js";
import type { Profile } from "../../devices/profile.js";
import { ConfigError } from "../config.js";
import { ScaledClock } from "../clock/scaled-clock.js";
import { createSandboxLab, type SandboxLabOptions } from "../sandbox/lab.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";

/** The parts of a running emulator that can change without a restart. A change that fails leaves everything as it was. */
export interface LiveSettings {
  /** Gives the default sandbox the state of a seed; its clock and credentials stay. @throws DocumentError, SandboxError */
  useSeed: (nameOrFile: string) => Promise<void>;
  /** Gives every lab these devices; their agent ids in the default sandbox. @throws ConfigError, ProfileError */
  useProfiles: (profiles: readonly Profile[]) => Promise<string[]>;
  /** Sets the speed of the default sandbox's clock. @throws ConfigError if it is manual */
  useSpeed: (speed: number) => Promise<void>;
}

/** Makes the labs of all sandboxes. */
export class LiveLabs {
  constructor(
    private readonly sandboxes: Sandboxes,
    private options: SandboxLabOptions,
    /** @throws ConfigError for devices that this emulator may not have */
    private readonly check: (profiles: readonly Profile[]) => void,
  ) {}

  start(): void {
    this.sandboxes.startLabs((sandbox) => createSandboxLab(sandbox, this.options));
  }

  async useProfiles(profiles: readonly Profile[]): Promise<string[]> {
    this.check(profiles);
    for (const sandbox of this.sandboxes.registry.all())
      if (sandbox.settings.lab) refuseUnknownAccounts(profiles, emailsOf(sandbox));
    await this.sandboxes.stopLabs();
    this.options = { ...this.options, profiles };
    this.start();
    return this.sandboxes.registry.main.lab?.devices().map(({ agent_id }) => agent_id) ?? [];
  }
}

const emailsOf = ({ state }: Sandbox): string[] => state.accounts().map(({ email }) => email);

/** The live settings of an emulator with these parts. */
export function liveSettings(sandboxes: Sandboxes, labs: LiveLabs): LiveSettings {
  const { registry } = sandboxes;
  return {
    useSeed: (seed) => sandboxes.reset(registry.main, { seed }),
    useProfiles: (profiles) => labs.useProfiles(profiles),
    async useSpeed(speed) {
      const { main } = registry;
      if (!(main.clock instanceof ScaledClock))
        throw new ConfigError("speed: the clock is manual and has none");
      main.changeSpeed(main.clock, speed);
      await main.flushed();
      main.bus.publish("clock", main.clock.now(), { speed });
    },
  };
}
