import { type Command, Option } from "commander";
import { parseDuration } from "../documents/duration.js";
import { valueOfYaml } from "../documents/yaml-document.js";
import { readLocator } from "../api/connect.js";
import { ControlClient, type ControlTarget } from "../api/control-client.js";
import { type ClientSettings, clientSettings, DEFAULTS } from "../config.js";
import { CliError } from "./exit.js";
import { sentenceOf, WHICH_EMULATOR } from "./help.js";
import { checkUrl } from "./http.js";
import { print } from "./print.js";
import { MAX_ANSWER_BYTES } from "../text/bounded-text.js";
import { harmlessLine } from "../text/harmless.js";
import { indented } from "../text/indented.js";
import { jsonOrNone } from "../text/json-or-none.js";
import { textOfFile } from "../text/file-text.js";

/** The flags of commands that talk to a running emulator. */
interface TargetFlags {
  url?: string;
  locator?: string;
  adminToken?: string;
  sandbox?: string;
  json?: true;
}

/** A running emulator, for a command. */
export interface Target {
  client: ControlClient;
  /** The selected sandbox, as query of control plane operations. */
  here: { sandbox?: string };
  /** Prints the answer: with `--json` as JSON, otherwise as text (a function, because formatting may be slow). */
  print: (json: unknown, text: () => string | string[]) => void;
}

/** Options of a control plane command. */
interface ControlCommandOptions {
  /** Whether the command applies to one sandbox. Default: true. */
  ofSandbox?: boolean;
  /** Whether the command runs if only its group is given. */
  isDefault?: boolean;
}

/** Adds a command that talks to a running emulator. */
export function controlCommand(
  parent: Command,
  name: string,
  summary: string,
  { ofSandbox = true, isDefault = false }: ControlCommandOptions = {},
): Command {
  const command = parent.command(name, { isDefault }).summary(summary).description(sentenceOf(summary));
  addEmulatorFlags(command, ofSandbox);
  return command.option("--json", "print JSON, for programs");
}

/** Adds the flags that name a running emulator, and with `ofSandbox` its sandbox. */
export function addEmulatorFlags(command: Command, ofSandbox: boolean): void {
  const flags: [flags: string, description: string][] = [
    ["--url <URL>", `URL of the emulator (SPI_EMULATOR_URL; default: ${DEFAULT_URL})`],
    ["--locator <FILE>", "file written by start --locator, instead of --url (SPI_EMULATOR_LOCATOR)"],
    ["--admin-token <TEXT>", "token of the control plane (SPI_EMULATOR_ADMIN_TOKEN)"],
    ...(ofSandbox ? ([["--sandbox <NAME>", "the sandbox (default: default)"]] as [string, string][]) : []),
  ];
  for (const [flag, description] of flags)
    command.addOption(new Option(flag, description).helpGroup(WHICH_EMULATOR));
}

const DEFAULT_URL = `http://${DEFAULTS.host}:${DEFAULTS.port}`;

/** The address and the token of the emulator that a command's flags or the environment name. @throws CliError, EmulatorError */
export function emulatorOf(command: Command): ControlTarget {
  const flags = command.opts<TargetFlags>();
  const settings = clientSettings();
  return { url: addressOf(flags, settings), adminToken: flags.adminToken ?? settings.adminToken };
}

/** The emulator selected by the command's flags, otherwise by the environment. @throws CliError, EmulatorError */
export function target(command: Command): Target {
  const { sandbox, json } = command.opts<TargetFlags>();
  return {
    client: new ControlClient(emulatorOf(command)),
    here: sandbox === undefined ? {} : { sandbox },
    print(value, text) {
      const lines = json ? indented(value ?? null) : inLines(text());
      print(lines === "" || lines.endsWith("\n") ? lines : `${lines}\n`);
    },
  };
}

/** Each item of a list is one line, whatever came with it. */
const inLines = (text: string | string[]): string =>
  typeof text === "string" ? text : text.map(harmlessLine).join("\n");

/** Flags precede the environment, URLs precede files. */
function addressOf(flags: TargetFlags, environment: ClientSettings): string {
  if (flags.url !== undefined) return checkUrl("--url", flags.url);
  if (flags.locator !== undefined) return readLocator(flags.locator);
  if (environment.url !== null) return checkUrl("environment SPI_EMULATOR_URL", environment.url);
  return environment.locator === null ? DEFAULT_URL : readLocator(environment.locator);
}

/** Milliseconds of `10m`, `90s`, `500ms`, `2h`, `3d`. @throws CliError */
export function durationArgument(name: string, written: string): number {
  const ms = parseDuration(written);
  if (ms !== null) return ms;
  throw new CliError(`${name}: got ${JSON.stringify(written)}; accepted: such as 500ms, 90s, 10m, 2h or 3d`);
}

/** @throws CliError */
export function numberArgument(name: string, written: string): number {
  const value = written.trim() === "" ? NaN : Number(written);
  if (Number.isFinite(value)) return value;
  throw new CliError(`${name}: got ${JSON.stringify(written)}; accepted: a number`);
}

/** The content of a YAML or JSON file; `-` is standard input. @throws CliError, DocumentError */
export const readDocument = (file: string): unknown => valueOfYaml(readText(file), nameOf(file));

/**
 * Like {@link readDocument}, for what a program wrote as JSON: a snapshot of 100 MB is read in seconds. @throws CliError,
 * DocumentError
 */
export function readJson(file: string): unknown {
  const text = readText(file);
  return jsonOrNone(text) ?? valueOfYaml(text, nameOf(file));
}

/** A file's text; `-` is standard input. @throws CliError */
export function readText(file: string): string {
  try {
    return textOfFile(file === "-" ? 0 : file, MAX_ANSWER_BYTES);
  } catch (error) {
    throw new CliError(`${nameOf(file)}: cannot be read: ${(error as Error).message}`);
  }
}

/** The name of a file in messages. */
export const nameOf = (file: string): string => (file === "-" ? "standard input" : file);
