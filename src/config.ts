import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { env } from "node:process";
import { DocumentError, parseYaml } from "./documents/yaml-document.js";
import { parseDuration, writeDuration } from "./documents/duration.js";
import { unknownName } from "./schema/words.js";
import { DATE_FORMS, offsetTime, parseDate } from "./domain/dates.js";
import { type Instant, LATEST_START } from "./domain/records.js";
import { tokenIn } from "./token-file.js";
import { textOfFile } from "./text/file-text.js";
import { withoutUser } from "./text/without-user.js";

/** An invalid setting (exit code 2). */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/** Every setting of an emulator. */
export interface Config {
  host: string;
  /** 0: any free port. */
  port: number;
  dataDir: string;
  inMemory: boolean;
  /** Address of a PostgreSQL database that keeps the state in place of the data directory; null: none. */
  store: string | null;
  /** Where the other replicas of the same database reach this one; null: its own URL. */
  replicaUrl: string | null;
  /** Name of a built-in seed, or a file. */
  seed: string;
  /** `manual` stands still until it is advanced through the control plane. */
  clock: "scaled" | "manual";
  /** Milliseconds of a scaled clock per millisecond of real time. */
  speed: number;
  /** Initial time of a manual clock. */
  clockStart: Instant;
  /** Null: generated. */
  randomSeed: string | null;
  publicUrl: string | null;
  auth: "oauth" | "none";
  /** `sandbox`: an OAuth timestamp may also be in the time of the sandbox's clock. */
  oauthClock: "machine" | "sandbox";
  /** `self-signed`: HTTPS with a new certificate at each start. */
  tls: "off" | "self-signed";
  /** PEM files of a certificate, with its chain, and its key, for HTTPS; null: none. */
  tlsCert: string | null;
  tlsKey: string | null;
  /** Origins of web pages that may use the product API, separated by commas; `*`: all; null: none. */
  cors: string | null;
  /** Bearer token of the control plane; null: only clients on this machine have access. */
  adminToken: string | null;
  /** File with that token, made with a random one where it is missing; null: none. */
  adminTokenFile: string | null;
  lab: boolean;
  /** Folder of device profiles; null: the built-in ones. */
  devices: string | null;
  locator: string | null;
  logFormat: "text" | "json";
  logLevel: "debug" | "info" | "warn" | "error" | "silent";
  /** An OpenAPI document to use instead of the built-in one. */
  spec: string | null;
  /** Gives each visitor of the dashboard their own sandbox. */
  demoHost: boolean;
  /** Maximum number of concurrent visitors. */
  demoMaxSandboxes: number;
  /** Maximum lifetime of a visitor's sandbox, and its lifetime after the last use, in milliseconds. */
  demoLifetime: number;
  demoIdle: number;
  /** Maximum requests per second of a visitor. */
  demoRate: number;
  /** Number of trusted proxies that append to X-Forwarded-For; 0: the header is ignored. */
  trustProxy: number;
}

/** A setting: its flag, environment variable and file key, its parser and its help text. */
export interface Setting {
  key: keyof Config;
  /** Long flag without dashes; the environment variable and the file's key follow from it. */
  name: string;
  /** Placeholder of the value in `--help`; undefined for a switch. */
  value?: string;
  description: string;
  /** The accepted values, if they are fixed. */
  choices?: readonly string[];
  parse: (text: string) => unknown;
  /** Formats a value, if that differs from String(value). */
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
/** A setting that has one of these values. */
const choice = (...choices: string[]): Pick<Setting, "choices" | "parse"> => ({
  choices,
  parse: oneOf(...choices),
});
const bool = (value: string): boolean => oneOf("true", "false")(value) === "true";
const url = (value: string): string => {
  const parsed = URL.canParse(value) ? new URL(value) : null;
  const fits =
    parsed &&
    /^https?:$/.test(parsed.protocol) &&
    !parsed.search &&
    !parsed.hash &&
    !parsed.username &&
    !parsed.password;
  return fits ? value : accepted("an http or https URL without query, such as https://spi.example.com");
};
const database = (value: string): string =>
  URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol)
    ? value
    : accepted("the address of a PostgreSQL database, such as postgres://user:password@host/database");
const origins = (value: string): string => {
  const list = value.split(",").map((one) => one.trim());
  const isOrigin = (one: string): boolean =>
    one === "*" ||
    (URL.canParse(one) && /^https?:$/.test(new URL(one).protocol) && new URL(one).origin === one);
  return list.every(isOrigin)
    ? list.join(",")
    : accepted("origins such as http://localhost:3000, separated by commas, or *");
};
/** Milliseconds in a hundred years. */
const LONGEST_MS = 100 * 365 * 86_400_000;
const duration = (value: string): number => {
  const ms = parseDuration(value) ?? 0;
  return ms > 0 && ms <= LONGEST_MS ? ms : accepted("a duration, such as 90s, 30m or 4h");
};

const time = (value: string): Instant => {
  const at = parseDate(value) ?? accepted(DATE_FORMS);
  return at > LATEST_START ? accepted(`a time up to ${offsetTime(LATEST_START)}`) : at;
};

/** All settings, in the order of `--help`. */
export const SETTINGS: readonly Setting[] = [
  {
    key: "port",
    name: "port",
    value: "N",
    description: "port to listen on; 0: any free port",
    parse: number(0, 65535, true),
  },
  { key: "host", name: "host", value: "ADDRESS", description: "address to listen on", parse: text },
  {
    key: "seed",
    name: "seed",
    value: "NAME|FILE",
    description: "initial state of the sandbox: demo, empty or a file",
    parse: text,
  },
  { key: "dataDir", name: "data-dir", value: "DIR", description: "folder for the state", parse: text },
  { key: "inMemory", name: "in-memory", description: "keep the state in memory only", parse: bool },
  {
    key: "store",
    name: "store",
    value: "ADDRESS",
    description: "keep the state in this PostgreSQL database, which several replicas may share",
    parse: database,
  },
  {
    key: "replicaUrl",
    name: "replica-url",
    value: "URL",
    description: "where the other replicas of --store reach this one",
    parse: url,
  },
  {
    key: "clock",
    name: "clock",
    value: "MODE",
    description: "scaled, or manual: advanced only by commands",
    ...choice("scaled", "manual"),
  },
  {
    key: "speed",
    name: "speed",
    value: "N",
    description: "speed of the clock, as a multiple of real time",
    parse: number(0.001, 1e6, false),
  },
  {
    key: "clockStart",
    name: "clock-start",
    value: "TIME",
    description: "initial time of a manual clock",
    parse: time,
    write: offsetTime,
  },
  {
    key: "randomSeed",
    name: "random-seed",
    value: "TEXT",
    description: "the same seed and requests give the same ids and outcomes",
    parse: text,
  },
  {
    key: "auth",
    name: "auth",
    value: "MODE",
    description: "oauth, or none: requests need no signature and count as the first account's",
    ...choice("oauth", "none"),
  },
  {
    key: "oauthClock",
    name: "oauth-clock",
    value: "MODE",
    description:
      "machine, or sandbox: timestamps of signatures may be in the time of the sandbox's clock too",
    ...choice("machine", "sandbox"),
  },
  {
    key: "adminToken",
    name: "admin-token",
    value: "TEXT",
    description: "token of the control plane; required if the address is reachable from other machines",
    parse: text,
  },
  {
    key: "adminTokenFile",
    name: "admin-token-file",
    value: "FILE",
    description: "read the admin token from this file; a missing file is made, with a random token",
    parse: text,
  },
  {
    key: "publicUrl",
    name: "public-url",
    value: "URL",
    description: "URL that clients use and sign, behind a proxy",
    parse: url,
  },
  {
    key: "tls",
    name: "tls",
    value: "MODE",
    description: "off, or self-signed: HTTPS with a certificate made at each start",
    ...choice("off", "self-signed"),
  },
  {
    key: "tlsCert",
    name: "tls-cert",
    value: "FILE",
    description: "HTTPS with this certificate and its chain (PEM)",
    parse: text,
  },
  { key: "tlsKey", name: "tls-key", value: "FILE", description: "key of --tls-cert (PEM)", parse: text },
  {
    key: "cors",
    name: "cors",
    value: "ORIGINS",
    description: "origins of web pages that may use the product API, separated by commas; *: all",
    parse: origins,
  },
  { key: "lab", name: "no-lab", description: "do not start the virtual lab", parse: bool },
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
    description: "write URL, pid, version and credentials to this file",
    parse: text,
  },
  {
    key: "logFormat",
    name: "log-format",
    value: "FORMAT",
    description: "text or json; logs go to stderr",
    ...choice("text", "json"),
  },
  {
    key: "logLevel",
    name: "log-level",
    value: "LEVEL",
    description: "debug, info, warn, error or silent",
    ...choice("debug", "info", "warn", "error", "silent"),
  },
  {
    key: "spec",
    name: "spec",
    value: "FILE",
    description: "OpenAPI document to use instead of the built-in one",
    parse: text,
  },
  {
    key: "demoHost",
    name: "demo-host",
    description: "give each visitor of the dashboard their own sandbox, with limits",
    parse: bool,
  },
  {
    key: "demoMaxSandboxes",
    name: "demo-max-sandboxes",
    value: "N",
    description: "maximum number of visitors' sandboxes",
    parse: number(1, 900, true),
  },
  {
    key: "demoLifetime",
    name: "demo-lifetime",
    value: "DURATION",
    description: "maximum lifetime of a visitor's sandbox",
    parse: duration,
    write: writeDuration,
  },
  {
    key: "demoIdle",
    name: "demo-idle",
    value: "DURATION",
    description: "lifetime of a visitor's sandbox after its last use",
    parse: duration,
    write: writeDuration,
  },
  {
    key: "demoRate",
    name: "demo-rate",
    value: "N",
    description: "maximum requests per second of a visitor",
    parse: number(1, 10_000, false),
  },
  {
    key: "trustProxy",
    name: "trust-proxy",
    value: "N",
    description: "number of trusted proxies that append to X-Forwarded-For; 0: ignore the header",
    parse: number(0, 10, true),
  },
];

/** Default values. */
export const DEFAULTS: Config = {
  host: "127.0.0.1",
  port: 7740,
  dataDir: ".spi-emulator",
  inMemory: false,
  store: null,
  replicaUrl: null,
  seed: "demo",
  clock: "scaled",
  speed: 60,
  clockStart: Date.UTC(2016, 0, 4, 16, 58, 28, 805) * 1000,
  randomSeed: null,
  publicUrl: null,
  auth: "oauth",
  oauthClock: "machine",
  tls: "off",
  tlsCert: null,
  tlsKey: null,
  cors: null,
  adminToken: null,
  adminTokenFile: null,
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

/** The environment from which `devices/kit.ts` selects variables for the commands of a Provisioning Kit. */
export const commandEnvironment = (): Readonly<Record<string, string | undefined>> => ({ ...env });

/** A variable of the environment; an empty one counts as not set. */
export const environmentVariable = (name: string): string | undefined => env[name] || undefined;

/** Whether the output is read by a CI system, which may take lines of it for commands. */
export const isCi = (): boolean =>
  (environmentVariable("CI") ?? environmentVariable("GITHUB_ACTIONS")) !== undefined;

/** The environment variable of a setting. */
export const variableOf = ({ name }: Setting): string => PREFIX + name.toUpperCase().replaceAll("-", "_");

/**
 * Flag > environment > file > default. `flags` contains the given flags, by setting key, as text. Empty variables count as
 * not set. @throws ConfigError with a line for each wrong setting: its source, the value and the accepted values
 */
export function loadConfig(
  flags: Partial<Record<keyof Config, string>>,
  defaults: Readonly<Config> = DEFAULTS,
): Readonly<Config> {
  const problems: string[] = [];
  const file = readConfigFile(resolve(CONFIG_FILE), problems);
  const config: Record<string, unknown> = { ...defaults };
  for (const setting of SETTINGS) {
    const sources: [source: string, value: string | undefined][] = [
      [`--${setting.name}`, flags[setting.key]],
      [`environment ${variableOf(setting)}`, environmentVariable(variableOf(setting))],
      [file[setting.name]?.source ?? "", file[setting.name]?.text],
    ];
    const given = sources.find(([, value]) => value !== undefined);
    if (given === undefined) continue;
    try {
      config[setting.key] = read(setting, ...(given as [string, string]));
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
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
    const shown = [url, database, origins].includes(setting.parse as never) ? withoutUser(value) : value;
    throw new ConfigError(`${source}: got ${JSON.stringify(shown)}; accepted: ${(error as Error).message}`);
  }
}

/** A setting in the file, and its place. */
interface Written {
  text: string;
  source: string;
}

/** The settings of the file. Those that do not exist are added to `problems`. @throws ConfigError */
function readConfigFile(path: string, problems: string[]): Record<string, Written> {
  if (!existsSync(path)) return {};
  let content: string;
  try {
    content = textOfFile(path);
  } catch (error) {
    throw new ConfigError(`${CONFIG_FILE}: cannot be read: ${(error as Error).message}`);
  }
  // A file with only comments has no settings.
  if (content.replaceAll(/^\s*#.*$/gm, "").trim() === "") return {};
  try {
    const what = "a mapping of settings to values";
    const { value, places } = parseYaml<Record<string, unknown>>(content, CONFIG_FILE, { what });
    const names = SETTINGS.map((setting) => setting.name);
    for (const name of Object.keys(value))
      if (!names.includes(name))
        problems.push(places.problem([name], unknownName("unknown setting", name, names)));
    return Object.fromEntries(
      Object.entries(value).map(([name, given]) => {
        const text = typeof given === "string" ? given : (places.written([name]) ?? JSON.stringify(given));
        return [name, { text, source: `${CONFIG_FILE}:${places.line([name])}: ${name}` }];
      }),
    );
  } catch (error) {
    throw error instanceof DocumentError ? new ConfigError(error.message) : error;
  }
}

/** The environment for a child process, without this program's settings. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith(PREFIX)));
}

/** How a client finds a running emulator. */
export interface ClientSettings {
  url: string | null;
  /** The file that `start --locator` wrote. */
  locator: string | null;
  adminToken: string | null;
}

/**
 * SPI_EMULATOR_URL, SPI_EMULATOR_LOCATOR and SPI_EMULATOR_ADMIN_TOKEN, or SPI_EMULATOR_ADMIN_TOKEN_FILE; empty ones count as
 * not set. @throws ConfigError
 */
export function clientSettings(): ClientSettings {
  const read = (name: string): string | null => environmentVariable(PREFIX + name) ?? null;
  const ofFile = (): string | null => {
    const file = read("ADMIN_TOKEN_FILE");
    try {
      return file === null ? null : tokenIn(file);
    } catch (error) {
      throw new ConfigError(
        `environment ${PREFIX}ADMIN_TOKEN_FILE: cannot read ${file!}: ${(error as Error).message}`,
      );
    }
  };
  return { url: read("URL"), locator: read("LOCATOR"), adminToken: read("ADMIN_TOKEN") ?? ofFile() };
}
