import { type Command, Option } from "commander";
import { type Config, DEFAULTS, SETTINGS, variableOf } from "../config.js";
import { withChoices } from "./choices.js";
import { DEMO_HOST } from "./help.js";

/** The settings of a demo host. */
const OF_DEMO_HOST = /^(demo-|trust-proxy$)/;
/** Matches the name of no setting. */
const NONE = /(?!)/;
/** The settings without a use where an emulator serves one command. */
export const NOT_FOR_ONE_COMMAND = new RegExp(`${OF_DEMO_HOST.source}|^in-memory$|^store$|^replica-url$`);

/**
 * Adds a flag for every setting of an emulator. `defaults`: the command's defaults. `hidden`: settings that have no use
 * for the command, which `--help` leaves out.
 */
export function addSettings(
  command: Command,
  defaults: Readonly<Config> = DEFAULTS,
  hidden: RegExp = NONE,
): void {
  for (const setting of SETTINGS) {
    const flags = setting.value ? `--${setting.name} <${setting.value}>` : `--${setting.name}`;
    const standard = setting.value ? defaults[setting.key] : null;
    const written = setting.write?.(standard as never) ?? String(standard);
    const notes = [standard === null ? "" : `default: ${written}; `, variableOf(setting)].join("");
    const option = withChoices(new Option(flags, `${setting.description} (${notes})`), setting.choices);
    if (OF_DEMO_HOST.test(setting.name)) option.helpGroup(DEMO_HOST);
    command.addOption(option.hideHelp(hidden.test(setting.name)));
  }
}

/** The settings that the user gave as flags, as text; switches as `true`. */
export function givenSettings(command: Command): Partial<Record<keyof Config, string>> {
  const flags: Partial<Record<keyof Config, string>> = {};
  for (const { key, name } of SETTINGS) {
    // commander knows --no-lab as the option `lab`.
    const attribute = name.replace(/^no-/, "").replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    if (command.getOptionValueSource(attribute) !== "cli") continue;
    flags[key] = name.startsWith("no-") ? "true" : String(command.getOptionValue(attribute));
  }
  return flags;
}
