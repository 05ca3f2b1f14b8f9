import type { components } from "../spec/control-types.gen.js";
import { durationArgument, numberArgument } from "./control.js";
import { CliError } from "./exit.js";

type Schemas = components["schemas"];

/** Which requests are meant. */
export const MATCH_FLAGS = [
  ["--operation <ID>", "requests of this operation, such as listTestResults"],
  ["--path <PATTERN>", "of this path; * stands for anything"],
  ["--agent <ID>", "of this agent"],
  ["--account <EMAIL>", "signed by this account"],
  ["--product <ID>", "about this product"],
  ["--header <NAME: VALUE>", "with this header"],
] as const;

/** When it strikes. */
export const WHEN_FLAGS = [
  ["--from <N>", "the Nth of them is the first that is meant"],
  ["--to <N>", "the Nth of them is the last"],
  ["--probability <P>", "how likely it strikes, 0 to 1"],
  ["--times <N>", "it strikes so often at most"],
  ["--name <TEXT>", "for people"],
] as const;

/** What it does; one of them. */
export const EFFECT_FLAGS = [
  ["--status <CODE>", "effect: refuse with this HTTP status"],
  ["--message <TEXT>", "with --status: the refusal's message"],
  ["--retry-after <DURATION>", "with --status: the refusal's Retry-After"],
  ["--latency <DURATION>", "effect: answer so much later; 200ms-2s for something between"],
  ["--reset", "effect: cut the connection before anything is done"],
  ["--truncate", "effect: do it, and cut the connection amid the answer"],
  ["--slow-body <DURATION>", "effect: send the answer bit by bit over so long"],
  ["--stale", "effect: answer a reading as the time before"],
  ["--lose-answer", "effect: do it, and cut the connection instead of answering"],
  ["--delay-stored <DURATION>", "effect: store a posted result so much later"],
] as const;

/** The flags as commander gives them. */
export interface FaultFlags {
  operation?: string;
  path?: string;
  agent?: string;
  account?: string;
  product?: string;
  header?: string;
  from?: string;
  to?: string;
  probability?: string;
  times?: string;
  name?: string;
  status?: string;
  message?: string;
  retryAfter?: string;
  latency?: string;
  reset?: true;
  truncate?: true;
  slowBody?: string;
  stale?: true;
  loseAnswer?: true;
  delayStored?: string;
}

/** The rule that the flags make; undefined where they name no effect and nothing else. @throws CliError */
export function ruleOf(flags: FaultFlags): Schemas["FaultRule"] | undefined {
  const effect = effectOf(flags);
  const match = matchOf(flags);
  const calls = fields({ from: count("--from", flags.from), to: count("--to", flags.to) });
  const rest = fields({
    name: flags.name,
    probability: count("--probability", flags.probability),
    times: count("--times", flags.times),
  });
  const rule = { ...(match && { match }), ...(calls && { calls }), ...rest };
  if (effect) return { ...rule, effect };
  if (Object.keys(rule).length === 0) return undefined;
  throw new CliError(
    "faults add: the effect is missing: --status, --latency, --reset and so on (--help tells more)",
  );
}

function matchOf({
  operation,
  path,
  agent,
  account,
  product,
  header,
}: FaultFlags): Schemas["FaultMatch"] | undefined {
  if (header === undefined) return fields({ operation, path, agent, account, product });
  const [, name, value] = /^([^:\s]+):\s*(.+)$/.exec(header) ?? [];
  if (name === undefined || value === undefined) {
    throw new CliError(
      `--header: got ${JSON.stringify(header)}; accepted: such as "User-Agent: my-client/1.0"`,
    );
  }
  return { ...fields({ operation, path, agent, account, product }), header: { name, value } };
}

function effectOf(flags: FaultFlags): Schemas["FaultEffect"] | undefined {
  const { status, message, retryAfter, latency, reset, truncate, slowBody, stale, loseAnswer, delayStored } =
    flags;
  return fields({
    status: count("--status", status),
    message,
    retry_after_s:
      retryAfter === undefined ? undefined : durationArgument("--retry-after", retryAfter) / 1000,
    latency_ms: latency === undefined ? undefined : latencyOf(latency),
    reset,
    truncate,
    slow_body_ms: slowBody === undefined ? undefined : durationArgument("--slow-body", slowBody),
    stale,
    lose_answer: loseAnswer,
    delay_stored_ms: delayStored === undefined ? undefined : durationArgument("--delay-stored", delayStored),
  });
}

function latencyOf(written: string): Schemas["Latency"] {
  const [min, max, ...more] = written.split("-").map((part) => durationArgument("--latency", part));
  if (more.length > 0)
    throw new CliError(`--latency: got ${JSON.stringify(written)}; accepted: such as 1s or 200ms-2s`);
  return max === undefined ? min! : { min: min!, max };
}

const count = (flag: string, written: string | undefined): number | undefined =>
  written === undefined ? undefined : numberArgument(flag, written);

/** The fields that have a value; undefined where none has. */
function fields<T extends object>(all: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } | undefined {
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? undefined
    : (Object.fromEntries(given) as { [Name in keyof T]?: Exclude<T[Name], undefined> });
}
