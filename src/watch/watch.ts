import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { loadProfiles } from "../../devices/load-profiles.js";
import { type Config, CONFIG_FILE, ConfigError, SETTINGS } from "../config.js";
import { StoreError } from "../persistence/store.js";
import { loadSeed } from "../sandbox/seed.js";
import type { LiveSettings } from "./live-settings.js";
import { WatchedFiles } from "./watched-files.js";

/** What {@link Watch} needs. */
export interface WatchOptions {
  config: Readonly<Config>;
  live: LiveSettings;
  /** Reads all settings again. @throws ConfigError */
  readConfig: () => Readonly<Config>;
  /** Takes a line for the user. */
  tell: (line: string) => void;
}

/** Settings that a change of the file changes at once; the others wait for the next start. */
const LIVE: readonly (keyof Config)[] = ["seed", "devices", "speed"];

/**
 * Reads the seed, the device profiles and the config file again when they change, and tells what changed and what stayed. What
 * cannot be used changes nothing.
 */
export class Watch {
  #config: Readonly<Config>;
  #seed: WatchedFiles | null = null;
  #devices: WatchedFiles | null = null;
  readonly #file: WatchedFiles;
  /** The end of the latest change: changes take turns. */
  #turns: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(private readonly options: WatchOptions) {
    this.#config = options.config;
    this.#file = this.#watch(resolve(CONFIG_FILE), (problem) => this.#configChanged(problem));
    this.#watchSeed();
    this.#watchDevices();
  }

  /** What is watched, for the user. */
  get watched(): string[] {
    const { seed, devices } = this.#config;
    return [CONFIG_FILE, ...(this.#seed ? [seed] : []), ...(devices === null ? [] : [devices])];
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const one of [this.#file, this.#seed, this.#devices]) one?.close();
    await this.#turns;
  }

  #watch(path: string, change: (problem: string | null) => Promise<unknown>): WatchedFiles {
    return new WatchedFiles(
      path,
      (problem) => {
        this.#turns = this.#turns.then(async () => {
          if (!this.#closed) await change(problem);
        });
      },
      (why) => this.options.tell(`${path} cannot be watched any more: ${why}`),
    );
  }

  /** A seed that comes with the package does not change. */
  #watchSeed(): void {
    this.#seed?.close();
    const { seed } = this.#config;
    this.#seed = existsSync(seed) ? this.#watch(seed, (problem) => this.#seedChanged(seed, problem)) : null;
  }

  #watchDevices(): void {
    this.#devices?.close();
    const { devices } = this.#config;
    this.#devices =
      devices === null ? null : this.#watch(devices, (problem) => this.#devicesChanged(devices, problem));
  }

  async #seedChanged(seed: string, problem: string | null = null): Promise<boolean> {
    return this.#try(`seed ${seed}`, "the state", async () => {
      refuse(problem);
      loadSeed(seed);
      await this.options.live.useSeed(seed);
      return "sandbox default begins again with it; clock and credentials are kept";
    });
  }

  async #devicesChanged(devices: string, problem: string | null = null): Promise<boolean> {
    return this.#try(`devices ${devices}`, "the lab", async () => {
      refuse(problem);
      const ids = await this.options.live.useProfiles(loadProfiles(devices));
      return `the lab has ${ids.join(", ") || "no device"}; state and clock are kept`;
    });
  }

  async #configChanged(problem: string | null): Promise<void> {
    await this.#try(CONFIG_FILE, "every setting", async () => {
      refuse(problem);
      const before = this.#config;
      const next = this.options.readConfig();
      const changed = SETTINGS.filter(({ key }) => before[key] !== next[key]);
      if (changed.length === 0) return "no setting changed";
      const waiting = changed.filter(({ key }) => !LIVE.includes(key)).map(({ name }) => name);
      if (waiting.length > 0)
        this.options.tell(`${CONFIG_FILE}: the next start changes ${waiting.join(", ")}`);
      await this.#apply(before, next);
      return `${changed.length - waiting.length} of ${changed.length} changed settings are in use`;
    });
  }

  /** Each setting by itself: one that fails keeps its value. */
  async #apply(before: Readonly<Config>, next: Readonly<Config>): Promise<void> {
    const use = (change: Partial<Config>): void => {
      this.#config = Object.freeze({ ...this.#config, ...change });
    };
    if (next.speed !== before.speed)
      await this.#try("speed", "the clock", async () => {
        await this.options.live.useSpeed(next.speed);
        use({ speed: next.speed });
        return `${next.speed}`;
      });
    if (next.seed !== before.seed && (await this.#seedChanged(next.seed))) {
      use({ seed: next.seed });
      this.#watchSeed();
    }
    const { devices } = next;
    if (devices !== before.devices && devices !== null && (await this.#devicesChanged(devices))) {
      use({ devices });
      this.#watchDevices();
    }
  }

  /** Makes a change and tells of it; a change that fails is told, with what stays. True if it was made. */
  async #try(what: string, kept: string, change: () => Promise<string>): Promise<boolean> {
    try {
      this.options.tell(`${what}: ${await change()}`);
      return true;
    } catch (error) {
      // One that was made, but may not be on the disk, is no change that was refused.
      const isOpen = error instanceof StoreError && !error.isUnchanged;
      this.options.tell(
        isOpen
          ? `${what}: ${error.message}; whether it is in use is not certain`
          : `${what}: cannot be used, ${kept} stays as before: ${(error as Error).message}`,
      );
      return false;
    }
  }
}

/** Before anything reads what cannot be read to its end. @throws ConfigError */
function refuse(problem: string | null): void {
  if (problem !== null) throw new ConfigError(problem);
}
