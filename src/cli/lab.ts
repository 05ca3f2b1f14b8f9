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

/** After the second signal commands of kits get so much time to end, in milliseconds. */
const AT_ONCE_MS = 3000;

/** `spi-emulator lab`: the virtual lab as a process of its own, against any SPI service. */
export function addLab(program: Command): void {
  program
    .command("lab")
    .description(
      "Runs virtual devices and real Provisioning Kits whose agents poll the service at --target, as agents in a lab do.\n" +
        "What they have in hand is kept in --outbox and gone on with at the next start.",
    )
    .requiredOption("--target <URL>", "the service: this emulator, or another")
    .requiredOption(
      "--credentials <CONF.INI>",
      "the account's credentials; again as EMAIL=CONF.INI for profiles that name an account",
      (value: string, all: string[] | undefined) => [...(all ?? []), value],
    )
    .option("--devices <DIR>", "folder of device profiles (default: those that come with the package)")
    .option("--speed <N>", "how many times as fast as the wall's the lab's clock runs", "1")
    .option("--outbox <DIR>", "folder that keeps what is in hand and undelivered", ".spi-emulator/outbox")
    .option(
      "--random-seed <TEXT>",
      "same seed, same opportunities: same outcomes (default: the outbox's own)",
    )
    .option("--keep-kit-dirs", "leave the working directories of kits behind")
    .option("--drain", "at a stop, let devices finish the opportunity that they have")
    .addOption(new Option("--log-format <FORMAT>", "text or json; logs go to stderr").default("text"))
    .addOption(new Option("--log-level <LEVEL>", "debug, info, warn, error or silent").default("info"))
    .addHelpText(
      "after",
      "\nExample:\n  spi-emulator lab --target http://127.0.0.1:7740 --credentials .spi-emulator/conf.ini \\\n" +
        "    --devices ./my-devices --speed 60\n" +
        "\nThe first SIGINT or SIGTERM stops cleanly, the second at once (exit code 130).\n",
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
  const ended = untilSignal(remote, options.drain === true);
  const text = startText(options, devices, remote);
  remote.lab.start();
  process.stdout.write(text);
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
    throw new CliError("--credentials: got none without an EMAIL; accepted: a file as `login` writes it");
  return found;
}

/** The first signal ends cleanly, the second at once, the third without waiting for commands that do not end. */
function untilSignal({ lab }: RemoteLab, drain: boolean): Promise<void> {
  const letGo = keepProcessAlive();
  return new Promise((resolve, reject) => {
    let signals = 0;
    const onSignal = (signal: NodeJS.Signals): void => {
      signals += 1;
      if (signals === 1) {
        process.exitCode = signal === "SIGINT" ? EXIT.interrupted : EXIT.ok;
        process.stdout.write(stopText({ lab }, drain));
        lab.stop({ drain }).then(() => {
          letGo();
          resolve();
        }, reject);
        return;
      }
      const exit = (): never => process.exit(EXIT.interrupted);
      if (signals > 2) exit();
      machineWall().setTimeout(exit, AT_ONCE_MS);
      void lab.stop().finally(exit);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  });
}

function stopText({ lab }: Pick<RemoteLab, "lab">, drain: boolean): string {
  const busy = lab.devices().filter(({ phase }) => phase !== null);
  const lines = busy.map(({ agent_id, phase, opportunity_id }) => {
    const what = `${phase!.name} of ${opportunity_id!}`;
    if (drain) return `  ${agent_id} finishes the ${what}`;
    return phase!.name === "teardown"
      ? `  ${agent_id} skips the rest of the ${what} and posts its result`
      : `  ${agent_id} breaks off the ${what}, which begins again at the next start`;
  });
  return ["", drain ? "Stopping when devices are done." : "Stopping.", ...lines, ""].join("\n");
}

function startText(
  { target, credentials, speed, outbox }: LabCommandOptions,
  folder: string,
  { lab, randomSeed, left }: RemoteLab,
): string {
  const devices = lab.devices().map(({ agent_id }) => agent_id);
  const shown = devices.length > 6 ? [...devices.slice(0, 5), `${devices.length - 5} more`] : devices;
  const some = (count: number, what: string): string => `${count} ${what}`;
  const waiting =
    left.results + left.inHand === 0
      ? ""
      : `; an earlier run left ${some(left.results, "undelivered")} and ${some(left.inHand, "in hand")}`;
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
