import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { env } from "node:process";
import { DocumentError, parseYaml } from "./documents/yaml-document.js";
import { readFileSync } from "node:fs";
import { parseDuration, writeDuration } from "./documents/duration.js";
import { unknownName } from "./schema/words.js";
import { DATE_FORMS, parseDate } from "./domain/dates.js";
import type { Instant } from "./domain/records.js";

/** A setting that cannot be used (exit code 2). */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/** Every setting of an emulator. */
export interface Config {
  host: string;
  /** 0 picks a free one. */
  port: number;
  dataDir: string;
  inMemory: boolean;
  /** Name of a seed that comes with the package, or a file. */
  seed: string;
  /** `manual` stands still until it is advanced through the control plane. */
  clock: "scaled" | "manual";
  /** Milliseconds of the sandbox's clock in one of wall time, on a scaled clock. */
  speed: number;
  /** Where a manual clock starts. */
  clockStart: Instant;
  /** Null draws one. */
  randomSeed: string | null;
  publicUrl: string | null;
  auth: "oauth" | "none";
  /** Bearer token of the control plane; null leaves it open to the local user. */
  adminToken: string | null;
  lab: boolean;
  /** Folder of device profiles; null for those that come with the package. */
  devices: string | null;
  locator: string | null;
  logFormat: "text" | "json";
  logLevel: "debug" | "info" | "warn" | "error" | "silent";
  /** Another OpenAPI document than the package's. */
  spec: string | null;
  /** Gives each visitor of the dashboard a sandbox of their own. */
  demoHost: boolean;
  /** Most visitors at once. */
  demoMaxSandboxes: number;
  /** How long a visitor's sandbox lives in all, and how long after its last use. Milliseconds. */
  demoLifetime: number;
  demoIdle: number;
  /** Requests a second of one visitor. */
  demoRate: number;
  /** How many proxies in front append to X-Forwarded-For; 0 where it is not believed. */
  trustProxy: number;
}

/** How one setting is written as flag, in the environment and in the file, read and explained. */
export interface Setting {
  key: keyof Config;
  /** Long flag without dashes; the environment variable and the file's key follow from it. */
  name: string;
  /** Placeholder of its value in `--help`; none for a switch. */
  value?: string;
  description: string;
  parse: (text: string) => unknown;
  /** A value as it would be written, where that differs from its text. */
  write?: (value: never) => string;
}

const accepted = (form: string): never => {
  throw new ConfigError(form);
};
const text = (value: string): string => (value === "" ? accepted("some text") : value);
const number =
  (least: number, most: number, whole: boolean) =>
  (value: string): number => {
    const parsed = Number(value);
    const fits =
      value.trim() !== "" && parsed >= least && parsed <= most && (!whole || Number.isInteger(parsed));
    return fits ? parsed : accepted(`a${whole ? " whole" : ""} number from ${least} to ${most}`);
  };
const oneOf =
  (...values: string[]) =>
  (value: string): string =>
    values.includes(value) ? value : accepted(values.join(", "));
const bool = (value: string): boolean => oneOf("true", "false")(value) === "true";
const url = (value: string): string => {
  const parsed = URL.canParse(value) ? new URL(value) : null;
  const fits =
    parsed && /^https?:$/.test(parsed.protocol) && !parsed.search && !parsed.hash && !parsed.username;
  return fits ? value : accepted("an http or https URL without query, such as https://spi.example.com");
};
/** Milliseconds in a hundred years. */
const LONGEST_MS = 100 * 365 * 86_400_000;
const duration = (value: string): number => {
  const ms = parseDuration(value) ?? 0;
  return ms > 0 && ms <= LONGEST_MS ? ms : accepted("a duration, such as 90s, 30m or 4h");
};

const time = (value: string): Instant => parseDate(value) ?? accepted(DATE_FORMS);

/** All settings, in the order of `--help`. */
export const SETTINGS: readonly Setting[] = [
  {
    key: "port",
    name: "port",
    value: "N",
    description: "port to listen on; 0 picks a free one",
    parse: number(0, 65535, true),
  },
  { key: "host", name: "host", value: "ADDRESS", description: "address to listen on", parse: text },
  {
    key: "seed",
    name: "seed",
    value: "NAME|FILE",
    description: "state of a new sandbox: demo, empty or a file",
    parse: text,
  },
  { key: "dataDir", name: "data-dir", value: "DIR", description: "folder that keeps the state", parse: text },
  { key: "inMemory", name: "in-memory", description: "keep the state in memory only", parse: bool },
  {
    key: "clock",
    name: "clock",
    value: "MODE",
    description: "scaled, or manual to advance it by hand",
    parse: oneOf("scaled", "manual"),
  },
  {
    key: "speed",
    name: "speed",
    value: "N",
    description: "how many times as fast as the wall's the clock runs",
    parse: number(0.001, 1e6, false),
  },
  {
    key: "clockStart",
    name: "clock-start",
    value: "TIME",
    description: "where a manual clock starts",
    parse: time,
  },
  {
    key: "randomSeed",
    name: "random-seed",
    value: "TEXT",
    description: "same seed, same calls: same ids and outcomes",
    parse: text,
  },
  {
    key: "auth",
    name: "auth",
    value: "MODE",
    description: "oauth, or none to take every request for the first account's",
    parse: oneOf("oauth", "none"),
  },
  {
    key: "adminToken",
    name: "admin-token",
    value: "TEXT",
    description: "token of the control plane; needed on an address that others reach",
    parse: text,
  },
  {
    key: "publicUrl",
    name: "public-url",
    value: "URL",
    description: "address that clients use and sign, behind a proxy",
    parse: url,
  },
  { key: "lab", name: "no-lab", description: "leave the virtual lab out", parse: bool },
  {
    key: "devices",
    name: "devices",
    value: "DIR",
    description: "folder of device profiles for the virtual lab",
    parse: text,
  },
  {
    key: "locator",
    name: "locator",
    value: "FILE",
    description: "write url, pid, version and credentials there",
    parse: text,
  },
  {
    key: "logFormat",
    name: "log-format",
    value: "FORMAT",
    description: "text or json; logs go to stderr",
    parse: oneOf("text", "json"),
  },
  {
    key: "logLevel",
    name: "log-level",
    value: "LEVEL",
    description: "debug, info, warn, error or silent",
    parse: oneOf("debug", "info", "warn", "error", "silent"),
  },
  {
    key: "spec",
    name: "spec",
    value: "FILE",
    description: "another OpenAPI document than the package's",
    parse: text,
  },
  {
    key: "demoHost",
    name: "demo-host",
    description: "give each visitor of the dashboard a sandbox of their own, with limits",
    parse: bool,
  },
  {
    key: "demoMaxSandboxes",
    name: "demo-max-sandboxes",
    value: "N",
    description: "most visitors' sandboxes at once",
    parse: number(1, 900, true),
  },
  {
    key: "demoLifetime",
    name: "demo-lifetime",
    value: "DURATION",
    description: "how long a visitor's sandbox lives in all",
    parse: duration,
    write: writeDuration,
  },
  {
    key: "demoIdle",
    name: "demo-idle",
    value: "DURATION",
    description: "how long it lives after its last use",
    parse: duration,
    write: writeDuration,
  },
  {
    key: "demoRate",
    name: "demo-rate",
    value: "N",
    description: "requests a second that a visitor may make",
    parse: number(1, 10_000, false),
  },
  {
    key: "trustProxy",
    name: "trust-proxy",
    value: "N",
    description: "how many proxies in front append to X-Forwarded-For; 0 believes none",
    parse: number(0, 10, true),
  },
];

/** What holds where nothing is said. */
export const DEFAULTS: Config = {
  host: "127.0.0.1",
  port: 7740,
  dataDir: ".spi-emulator",
  inMemory: false,
  seed: "demo",
  clock: "scaled",
  speed: 60,
  clockStart: Date.UTC(2016, 0, 4, 16, 58, 28, 805) * 1000,
  randomSeed: null,
  publicUrl: null,
  auth: "oauth",
  adminToken: null,
  lab: true,
  devices: null,
  locator: null,
  logFormat: "text",
  logLevel: "info",
  spec: null,
  demoHost: false,
  demoMaxSandboxes: 100,
  demoLifetime: 4 * 3_600_000,
  demoIdle: 30 * 60_000,
  demoRate: 20,
  trustProxy: 0,
};

/** Name of the file in the working directory. */
export const CONFIG_FILE = "spi-emulator.config.yaml";
const PREFIX = "SPI_EMULATOR_";

/** What the commands of a Provisioning Kit may be given of our environment; `devices/kit.ts` chooses of it. */
export const commandEnvironment = (): Readonly<Record<string, string | undefined>> => ({ ...env });

/** A variable that the user names, so that a secret need not stand in a command line. */
export const environmentVariable = (name: string): string | undefined => env[name];

/** The environment variable of a setting. */
export const variableOf = ({ name }: Setting): string => PREFIX + name.toUpperCase().replaceAll("-", "_");

/**
 * Flag > environment > file > default. `flags` holds the flags that were given, by setting key, as text.
 * @throws ConfigError naming the setting, where it came from, what came and what is accepted
 */
export function loadConfig(flags: Partial<Record<keyof Config, string>>, directory = "."): Readonly<Config> {
  const file = readConfigFile(resolve(directory, CONFIG_FILE));
  const config: Record<string, unknown> = { ...DEFAULTS };
  for (const setting of SETTINGS) {
    const sources: [source: string, value: string | undefined][] = [
      [`--${setting.name}`, flags[setting.key]],
      [`environment ${variableOf(setting)}`, env[variableOf(setting)]],
      [file[setting.name]?.source ?? "", file[setting.name]?.text],
    ];
    const given = sources.find(([, value]) => value !== undefined);
    if (given) config[setting.key] = read(setting, ...(given as [string, string]));
  }
  return Object.freeze(config as unknown as Config);
}

/** One setting's value from its text; `source` is for messages. @throws ConfigError */
export function readSetting<K extends keyof Config>(key: K, source: string, value: string): Config[K] {
  return read(
    SETTINGS.find((setting) => setting.key === key)!,
    source,
    value,
  ) as Config[K];
}

function read(setting: Setting, source: string, value: string): unknown {
  try {
    const parsed = setting.parse(value);
    return setting.name.startsWith("no-") ? !parsed : parsed;
  } catch (error) {
    throw new ConfigError(`${source}: got ${JSON.stringify(value)}; accepted: ${(error as Error).message}`);
  }
}

/** A setting as the file has it, and where. */
interface Written {
  text: string;
  source: string;
}

function readConfigFile(path: string): Record<string, Written> {
  if (!existsSync(path)) return {};
  const content = readFileSync(path, "utf8");
  // One whose settings are all commented out says nothing.
  if (content.replaceAll(/^\s*#.*$/gm, "").trim() === "") return {};
  try {
    const what = "a mapping of settings to values";
    const { value, places } = parseYaml<Record<string, unknown>>(content, CONFIG_FILE, { what });
    const names = SETTINGS.map((setting) => setting.name);
    const unknown = Object.keys(value).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      throw new ConfigError(places.problem([unknown], unknownName("unknown setting", unknown, names)));
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, given]) => {
        return [name, { text: asText(given), source: `${CONFIG_FILE}:${places.line([name])}: ${name}` }];
      }),
    );
  } catch (error) {
    throw error instanceof DocumentError ? new ConfigError(error.message) : error;
  }
}

/** As it would stand in a flag; what is neither text nor number nor switch is refused as the setting's value later. */
const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The environment for a child process, without this program's settings. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(PREFIX)));
}

/** Where a client finds an emulator that runs already. */
export interface ClientSettings {
  url: string | null;
  /** The file that `start --locator` wrote. */
  locator: string | null;
  adminToken: string | null;
}

/** SPI_EMULATOR_URL, SPI_EMULATOR_LOCATOR and SPI_EMULATOR_ADMIN_TOKEN; empty ones count as not set. */
export function clientSettings(): ClientSettings {
  const read = (name: string): string | null => env[PREFIX + name] || null;
  return { url: read("URL"), locator: read("LOCATOR"), adminToken: read("ADMIN_TOKEN") };
}
