import { validateHeaderValue } from "node:http";
import { type Command, Option } from "commander";
import type { Capability } from "../../contract-tests/target/capability.js";
import { isLocal } from "../../contract-tests/target/find-control.js";
import { type Network, proxyFor } from "../../contract-tests/target/network.js";
import type { TargetOptions } from "../../contract-tests/target/target.js";
import { environmentVariable } from "../config.js";
import { withChoices } from "./choices.js";
import { readText } from "./control.js";
import { CliError } from "./exit.js";
import { checkAddress, checkUrl } from "./http.js";
import { readCredentials } from "./request.js";

/** Flags that describe a target. */
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

/** Capabilities that a user can declare as missing: `--no-agent-api`. */
const DECLARED: readonly Capability[] = ["create-products", "agent-api", "legacy", "control-plane"];

/** Value of `--foreign-agents` for agents of any platform. */
const ANY = "any";

/** Adds the flags that name a target by URL and credentials. `target`: what help says of `--target`. */
export function addTargetFlags(
  command: Command,
  target = "URL of the target (default: a new emulator in a process of its own)",
): Command {
  return command
    .option("--target <URL>", target)
    .option("--ca <FILE>", "certificates (PEM) of an authority to trust as well")
    .option(
      "--header <NAME: VALUE>",
      "a header for every request, such as one that a gateway asks for; repeatable",
      (value: string, all: string[] | undefined) => [...(all ?? []), value],
    )
    .option("--credentials <CONF.INI>", "credentials of the account to use")
    .option("--second-credentials <CONF.INI>", "credentials of another account, to test privacy");
}

/** Adds the flags that describe a target's capabilities. */
export function addAbilityFlags(command: Command): Command {
  command
    .option(
      "--product <ID>",
      "use this product, if the account must not create its own; a unique beginning of its id is enough",
    )
    .option("--organization <NAME>", "an organization of the account, for the legacy API")
    .option("--email <EMAIL>", "the account's email, for the token endpoint")
    .option("--password-env <VAR>", "environment variable with the account's password")
    .option(
      "--admin-token <TEXT>",
      "token of the control plane, if the target is an emulator on this machine",
    )
    .option(
      "--foreign-agents <PLATFORM>",
      `the target has agents of this platform, which finish opportunities; "${ANY}" for any platform`,
    )
    .addOption(
      withChoices(
        new Option(
          "--profile <PROFILE>",
          "full, or read-only to send only requests without side effects",
        ).default("full"),
        ["full", "read-only"],
      ),
    )
    .option("--allow-writes", "allow creating products and advertising on a target on another machine")
    .option("--patience <S>", "seconds to wait for the target's agents and asynchronous work", "30");
  for (const name of DECLARED)
    command.option(`--no-${name}`, `the target has no ${name}: skip clauses that need it`);
  return command;
}

/** The target given by flags; null: the suite's own emulator. @throws CliError, CredentialsFileError */
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
  if (credentials === undefined)
    throw new CliError("--target needs --credentials CONF.INI, the account to work as");
  if (profile === "full" && !isLocal(url) && !flags.allowWrites)
    throw new CliError(
      `--profile full creates products and starts tests at ${url}; add --allow-writes to allow this, or use --profile read-only`,
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

/** How to reach the target: by --ca, --header, HTTPS_PROXY and NO_PROXY. @throws CliError */
export function networkOf(command: Command, url: string | null): Network {
  const { ca, header = [] } = command.opts<{ ca?: string; header?: string[] }>();
  const named = (name: string): string | undefined =>
    environmentVariable(name) ?? environmentVariable(name.toLowerCase());
  const proxies = { httpsProxy: named("HTTPS_PROXY"), noProxy: named("NO_PROXY") };
  const proxy = url === null ? null : proxyFor(url, proxies, isLocal);
  if (proxy !== null) checkAddress("environment HTTPS_PROXY", proxy);
  const pem = ca === undefined ? null : readText(ca);
  if (pem?.includes("-----BEGIN CERTIFICATE-----") === false)
    throw new CliError(`--ca: ${ca!} has no certificate; accepted: a file in PEM`);
  const headers = header.map((written): [string, string] => {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/.exec(written) ?? [];
    if (value === undefined || !isSendable(name!, value) || name!.toLowerCase() === "authorization")
      throw new CliError(
        `--header: got ${JSON.stringify(written.replace(/^([^\s:]+[\s:]+)?.*$/s, "$1..."))}; accepted: such as "X-Gateway-Key: abc"; not Authorization, which has the signature`,
      );
    return [name!, value];
  });
  return { proxy, ca: pem === null ? [] : [pem], headers: Object.fromEntries(headers) };
}

/** Whether HTTP can carry this value: it has no control characters, and none beyond Latin-1. */
function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
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
