import type { Command } from "commander";
import type { Capability } from "../../contract-tests/target/capability.js";
import { isLocal } from "../../contract-tests/target/find-control.js";
import type { TargetOptions } from "../../contract-tests/target/target.js";
import { environmentVariable } from "../config.js";
import { CliError } from "./exit.js";
import { checkUrl } from "./http.js";
import { readCredentials } from "./request.js";

/** Flags that say what a target is. */
export interface TargetFlags {
  target?: string;
  credentials?: string;
  secondCredentials?: string;
  product?: string;
  organization?: string;
  email?: string;
  passwordEnv?: string;
  adminToken?: string;
  foreignAgents?: string;
  profile: string;
  allowWrites?: true;
  patience: string;
}

/** Abilities that a user can declare to be missing: `--no-agent-api`. */
const DECLARED: readonly Capability[] = ["create-products", "agent-api", "legacy", "control-plane"];

/** Platform that stands for none in `--foreign-agents`. */
const ANY = "any";

/** Adds the flags that name a target by URL and credentials. */
export function addTargetFlags(command: Command): Command {
  return command
    .option("--target <URL>", "what is judged; left out, an emulator of its own in this process")
    .option("--credentials <CONF.INI>", "credentials of the account that it works as")
    .option("--second-credentials <CONF.INI>", "credentials of another account, for what is private");
}

/** Adds the flags that say more of a target. */
export function addAbilityFlags(command: Command): Command {
  command
    .option("--product <ID>", "work below this product, where the account may not make its own")
    .option("--organization <NAME>", "an organization of the account, for the legacy API")
    .option("--email <EMAIL>", "the account's email, for the token endpoint")
    .option("--password-env <VAR>", "the environment variable that holds its password")
    .option(
      "--admin-token <TEXT>",
      "token of the control plane, where the target is an emulator on this machine",
    )
    .option(
      "--foreign-agents <PLATFORM>",
      `agents of this platform finish what is advertised; "${ANY}" for agents of any`,
    )
    .option("--profile <PROFILE>", "full, or read-only to send nothing that changes anything", "full")
    .option("--allow-writes", "let it make products and advertise on a target that is not on this machine")
    .option("--patience <S>", "seconds to wait for what others do", "30");
  for (const name of DECLARED)
    command.option(`--no-${name}`, `the target has no ${name}: skip what needs it`);
  return command;
}

/** The target that flags name; null for an emulator of the suite's own. @throws CliError, CredentialsFileError */
export function targetOf(command: Command): TargetOptions | null {
  const flags = command.opts<TargetFlags>();
  const { target, credentials, secondCredentials, product, organization, adminToken, foreignAgents } = flags;
  const profile = profileOf(flags.profile);
  const patienceMs = numberFlag("--patience", flags.patience, 0) * 1000;
  if (target === undefined) {
    if (credentials !== undefined) throw new CliError("--credentials needs --target URL");
    return null;
  }
  const url = checkUrl("--target", target).replace(/[?#].*$/s, "");
  if (new URL(url).username !== "")
    throw new CliError("--target: a URL with a user in it; credentials go into --credentials");
  if (credentials === undefined)
    throw new CliError("--target needs --credentials CONF.INI, the account to work as");
  if (profile === "full" && !isLocal(url) && !flags.allowWrites)
    throw new CliError(
      `--profile full makes products and starts tests at ${url}; add --allow-writes to have it so, or --profile read-only`,
    );
  const without = DECLARED.filter((name) => command.getOptionValue(camel(name)) === false);
  const login = loginOf(flags);
  return {
    url,
    credentials: readCredentials(credentials),
    ...(secondCredentials === undefined ? {} : { second: readCredentials(secondCredentials) }),
    ...(product === undefined ? {} : { product }),
    ...(organization === undefined ? {} : { organization }),
    ...(login === null ? {} : { login }),
    ...(adminToken === undefined ? {} : { control: { url, token: adminToken } }),
    ...(foreignAgents === undefined
      ? {}
      : { foreignAgents: { platform: foreignAgents === ANY ? null : foreignAgents } }),
    without,
    profile,
    patienceMs,
  };
}

/** @throws CliError */
export function profileOf(profile: string): TargetOptions["profile"] {
  if (profile === "full" || profile === "read-only") return profile;
  throw new CliError(`--profile: got ${JSON.stringify(profile)}; accepted: full, read-only`);
}

/** @throws CliError */
export function numberFlag(name: string, written: string, least: number): number {
  const value = written.trim() === "" ? NaN : Number(written);
  if (Number.isFinite(value) && value >= least) return value;
  throw new CliError(`${name}: got ${JSON.stringify(written)}; accepted: a number from ${least}`);
}

function loginOf({ email, passwordEnv }: TargetFlags): TargetOptions["login"] | null {
  if (email === undefined && passwordEnv === undefined) return null;
  if (email === undefined || passwordEnv === undefined)
    throw new CliError("--email and --password-env VAR go together");
  const password = environmentVariable(passwordEnv);
  if (!password) throw new CliError(`--password-env: the environment has no ${passwordEnv}`);
  return { email, password };
}

const camel = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
