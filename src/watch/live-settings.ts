import type { Profile } from "../../devices/profile.js";
import { ConfigError } from "../config.js";
import { ScaledClock } from "../clock/scaled-clock.js";
import { createSandboxLab, type SandboxLabOptions } from "../sandbox/lab.js";
import { expectAccounts, type LabProfiles } from "../sandbox/lab-profiles.js";
import { DEFAULT_SANDBOX } from "../sandbox/registry.js";
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
    private readonly profiles: LabProfiles,
    private readonly options: Omit<SandboxLabOptions, "profiles">,
    /** @throws ConfigError for devices that this emulator may not have */
    private readonly check: (profiles: readonly Profile[]) => void,
  ) {}

  start(): void {
    const { profiles, options } = this;
    this.sandboxes.startLabs((sandbox) =>
      createSandboxLab(sandbox, { ...options, profiles: profiles.current }),
    );
  }

  /** While no state is made or replaced: each is checked with the profiles of its labs. */
  useProfiles(profiles: readonly Profile[]): Promise<string[]> {
    const { sandboxes } = this;
    return sandboxes.building.run("", Infinity, async () => {
      const { main } = sandboxes.registry;
      this.check(profiles);
      if (main.settings.lab) expectAccounts(profiles, DEFAULT_SANDBOX, main.state.accounts());
      this.profiles.current = profiles;
      await sandboxes.restartLabs();
      return main.lab?.devices().map(({ agent_id }) => agent_id) ?? [];
    });
  }
}

/** The live settings of an emulator with these parts. */
export function liveSettings(sandboxes: Sandboxes, labs: LiveLabs): LiveSettings {
  const { registry } = sandboxes;
  return {
    useSeed: (seed) => sandboxes.reset(registry.main, { seed }),
    useProfiles: (profiles) => labs.useProfiles(profiles),
    useSpeed(speed) {
      const { main } = registry;
      return main.settling.run(async () => {
        if (!(main.clock instanceof ScaledClock))
          throw new ConfigError("speed: the clock is manual and has none");
        main.changeSpeed(main.clock, speed);
        await main.flushed();
        main.bus.publish("clock", main.clock.now(), { speed });
      });
    },
  };
}
