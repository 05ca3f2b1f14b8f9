import type { Command } from "commander";
import type { components } from "../spec/control-types.gen.js";
import { durationArgument } from "./control.js";
import { CliError } from "./exit.js";
import { addFlags, flagValues, schemaFields } from "./fields.js";

type Schemas = components["schemas"];

/** The flags, as parsed by commander: those of the spec's fields, and two defined here. */
export type FaultFlags = Record<string, unknown> & { header?: string; latency?: string };

/** Adds a flag for each field of a rule in the spec. */
export function addRuleFlags(command: Command): void {
  for (const name of ["FaultMatch", "FaultCalls", "FaultRule"]) addFlags(command, schemaFields(name));
  command.option("--header <NAME: VALUE>", "Only requests with this header.");
  const effects = schemaFields("FaultEffect");
  addFlags(
    command,
    effects.map((field) => ({ ...field, description: `Effect: ${field.description}` })),
  );
  command.option(
    "--latency <DURATION>",
    "Effect: delay the answer by this time; 200ms-2s: random within this range.",
  );
}

/** The rule from the flags; undefined if no flag is given. @throws CliError */
export function ruleOf(flags: FaultFlags): Schemas["FaultRule"] | undefined {
  const { header, latency } = flags;
  const valuesOf = (name: string) => flagValues(schemaFields(name), flags);
  const match = { ...valuesOf("FaultMatch"), ...(header === undefined ? {} : { header: headerOf(header) }) };
  const calls = valuesOf("FaultCalls");
  const effect = {
    ...valuesOf("FaultEffect"),
    ...(latency === undefined ? {} : { latency_ms: latencyOf(latency) }),
  };
  const rule = {
    ...(isEmpty(match) ? {} : { match }),
    ...(isEmpty(calls) ? {} : { calls }),
    ...valuesOf("FaultRule"),
  };
  if (!isEmpty(effect)) return { ...rule, effect };
  if (isEmpty(rule)) return undefined;
  throw new CliError(
    "faults add: the effect is missing; use --status, --latency, --reset or another effect (see --help)",
  );
}

const isEmpty = (fields: object): boolean => Object.keys(fields).length === 0;

function headerOf(written: string): Schemas["HeaderMatch"] {
  const [, name, value] = /^([^:\s]+):\s*(.+)$/.exec(written) ?? [];
  if (name !== undefined && value !== undefined) return { name, value };
  throw new CliError(
    `--header: got ${JSON.stringify(written)}; accepted: such as "User-Agent: my-client/1.0"`,
  );
}

function latencyOf(written: string): Schemas["Latency"] {
  const [min, max, ...more] = written.split("-").map((part) => durationArgument("--latency", part));
  if (more.length > 0)
    throw new CliError(`--latency: got ${JSON.stringify(written)}; accepted: such as 1s or 200ms-2s`);
  return max === undefined ? min! : { min: min!, max };
}
