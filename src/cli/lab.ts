import process from "node:process";
import { type Command, Option } from "commander";
import { loadProfiles } from "../../devices/load-profiles.js";
import { keepProcessAlive, machineWall } from "../clock/clock.js";
import { type Config, readSetting } from "../config.js";
import { createLog } from "../log.js";
import { packageFile, version } from "../package-files.js";
import { createRemoteLab, type CredentialsFile, type RemoteLab } from "../remote-lab/remote-lab.js";
import { CliError, EXIT } from "./exit.js";
import { readCredentials } from "./request.js";
import { plural } from "./text.js";
import { UserSignals } from "./user-signals.js";
import { print } from "./print.js";

interface LabCommandOptions {
  target: string;
  credentials: string[];
  devices?: string;
  speed: string;
  outbox: string;
  randomSeed?: string;
  keepKitDirs?: true;
  drain?: true;
  logFormat: string;
  logLevel: string;
}

/** Time for commands of kits to end after the second signal, in milliseconds. */
const AT_ONCE_MS = 3000;

/** `spi-emulator lab`: the virtual lab as its own process, against any SPI service. */
export function addLab(program: Command): void {
  program
    .command("lab")
    .description(
      "Runs virtual devices and real Provisioning Kits. Their agents poll the service at --target, as agents in a lab do.\n" +
        "Unfinished work is kept in --outbox and continued at the next start.",
    )
    .requiredOption("--target <URL>", "the service: this emulator, or another")
    .requiredOption(
      "--credentials <CONF.INI>",
      "the account's credentials; repeat as EMAIL=CONF.INI for profiles with an account",
      (value: string, all: string[] | undefined) => [...(all ?? []), value],
    )
    .option("--devices <DIR>", "folder of device profiles (default: the built-in ones)")
    .option("--speed <N>", "speed of the lab's clock, as a multiple of real time", "1")
    .option("--outbox <DIR>", "folder for unfinished work and undelivered results", ".spi-emulator/outbox")
    .option(
      "--random-seed <TEXT>",
      "the same seed and opportunities give the same outcomes (default: that of the outbox)",
    )
    .option("--keep-kit-dirs", "keep the working directories of kits")
    .option("--drain", "when stopping, let devices finish their opportunities")
    .addOption(new Option("--log-format <FORMAT>", "text or json; logs go to stderr").default("text"))
    .addOption(new Option("--log-level <LEVEL>", "debug, info, warn, error or silent").default("info"))
    .addHelpText(
      "after",
      "\nExample:\n  spi-emulator lab --target http://127.0.0.1:7740 --credentials .spi-emulator/conf.ini \\\n" +
        "    --devices ./my-devices --speed 60\n" +
        "\nThe first SIGINT or SIGTERM stops cleanly, the second immediately (exit code 130).\n",
    )
    .action(run);
}

async function run(options: LabCommandOptions): Promise<void> {
  const setting = <K extends keyof Config>(key: K, flag: string, value: string): Config[K] =>
    readSetting(key, `--${flag}`, value);
  const target = setting("publicUrl", "target", options.target)!.replace(/\/+$/, "");
  const credentials = credentialsByAccount(options.credentials);
  const log = createLog({
    logFormat: setting("logFormat", "log-format", options.logFormat),
    logLevel: setting("logLevel", "log-level", options.logLevel),
  });
  const devices = options.devices ?? packageFile("devices", "profiles");
  const remote = createRemoteLab({
    target,
    credentials,
    profiles: loadProfiles(devices),
    speed: setting("speed", "speed", options.speed),
    outbox: setting("dataDir", "outbox", options.outbox),
    randomSeed: options.randomSeed ?? null,
    keepKitDirectories: options.keepKitDirs === true,
    log,
  });
  await remote.checkTarget();
  const ended = untilSignal(remote, options.drain === true);
  const text = startText(options, devices, remote);
  remote.lab.start();
  print(text);
  await ended;
}

/** @throws CliError, CredentialsFileError */
function credentialsByAccount(values: readonly string[]): Map<string | null, CredentialsFile> {
  const found = new Map<string | null, CredentialsFile>();
  for (const value of values) {
    const [, account = null, file = value] = /^([^=/\s]+@[^=/\s]+)=(.+)$/.exec(value) ?? [];
    if (found.has(account)) throw new CliError(`--credentials: ${account ?? "the account"} is given twice`);
    found.set(account, { file, credentials: readCredentials(file) });
  }
  if (!found.has(null))
    throw new CliError("--credentials: one without EMAIL= is required; accepted: a file written by `login`");
  return found;
}

/** The first signal stops cleanly, the second immediately, the third without waiting for commands that do not end. */
function untilSignal({ lab }: RemoteLab, drain: boolean): Promise<void> {
  const letGo = keepProcessAlive();
  return new Promise((resolve, reject) => {
    const onSignal = (signal: NodeJS.Signals, count: number): void => {
      if (count === 1) {
        process.exitCode = signal === "SIGINT" ? EXIT.interrupted : EXIT.ok;
        print(stopText({ lab }, drain));
        lab.stop({ drain }).then(() => {
          letGo();
          resolve();
        }, reject);
        return;
      }
      const exit = (): never => process.exit(EXIT.interrupted);
      if (count > 2) exit();
      machineWall().setTimeout(exit, AT_ONCE_MS);
      void lab.stop().finally(exit);
    };
    new UserSignals(onSignal);
  });
}

function stopText({ lab }: Pick<RemoteLab, "lab">, drain: boolean): string {
  const busy = lab.devices().filter(({ phase }) => phase !== null);
  const lines = busy.map(({ agent_id, phase, opportunity_id }) => {
    const what = `${phase!.name} of ${opportunity_id!}`;
    if (drain) return `  ${agent_id} finishes the ${what}`;
    return phase!.name === "teardown"
      ? `  ${agent_id} skips the rest of the ${what} and posts the result`
      : `  ${agent_id} aborts the ${what}, which restarts at the next start`;
  });
  return ["", drain ? "Stopping when the devices have finished." : "Stopping.", ...lines, ""].join("\n");
}

function startText(
  { target, credentials, speed, outbox }: LabCommandOptions,
  folder: string,
  { lab, randomSeed, left }: RemoteLab,
): string {
  const devices = lab.devices().map(({ agent_id }) => agent_id);
  const shown = devices.length > 6 ? [...devices.slice(0, 5), `${devices.length - 5} more`] : devices;
  const waiting =
    left.results + left.inHand === 0
      ? ""
      : `; an earlier run left ${plural(left.results, "undelivered result")} and ${plural(left.inHand, "unfinished opportunity", "unfinished opportunities")}`;
  const lines: [string, string][] = [
    ["target", target],
    ["credentials", credentials.join(", ")],
    ["devices", `${shown.join(", ")} (${folder})`],
    ["speed", speed],
    ["random seed", randomSeed],
    ["outbox", `${outbox}${waiting}`],
  ];
  const facts = lines.map(([name, value]) => `  ${name.padEnd(13)}${value}`);
  return [`spi-emulator lab ${version}`, "", ...facts, "", "Ready.", ""].join("\n");
}
