import { type Command, Option } from "commander";
import { type Config, DEFAULTS, SETTINGS, variableOf } from "../config.js";

/** Adds a flag for every setting of an emulator. `defaults`: the command's defaults. */
export function addSettings(command: Command, defaults: Readonly<Config> = DEFAULTS): void {
  for (const setting of SETTINGS) {
    const flags = setting.value ? `--${setting.name} <${setting.value}>` : `--${setting.name}`;
    const standard = setting.value ? defaults[setting.key] : null;
    const written = setting.write?.(standard as never) ?? String(standard);
    const notes = [standard === null ? "" : `default: ${written}; `, variableOf(setting)].join("");
    command.addOption(new Option(flags, `${setting.description} (${notes})`));
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
