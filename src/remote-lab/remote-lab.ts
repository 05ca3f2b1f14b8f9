import { createHash } from "node:crypto";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { directoryInHand } from "../../devices/in-hand.js";
import { createLab, type Lab } from "../../devices/lab.js";
import { directoryOutbox } from "../../devices/outbox.js";
import type { Profile } from "../../devices/profile.js";
import { refuseUnknownAccounts } from "../../devices/profile-accounts.js";
import { machineWall, wallTime } from "../clock/clock.js";
import { ConfigError } from "../config.js";
import { draw, newRandomSeed, newSecret } from "../ids.js";
import { machineKitHost } from "../kit-host.js";
import { Redactor } from "../http/secrets.js";
import type { Logger } from "../log.js";
import { type Credentials, signedFetch } from "../oauth1/sign.js";
import { labLog } from "../sandbox/lab.js";
import { ScaledClock } from "../clock/scaled-clock.js";
import { agentFetch } from "./agent-fetch.js";
import { PasswordCheck } from "./password-check.js";
import { TargetWatch } from "./target-watch.js";
import { textOfFile } from "../text/file-text.js";
import { writeNewSync } from "../text/new-file.js";

/** Timeout of a request, in milliseconds of real time. */
const TIME_OUT_MS = 60_000;

/** Credentials and their file. */
export interface CredentialsFile {
  file: string;
  credentials: Credentials;
}

/** The parts of a remote lab. */
export interface RemoteLabOptions {
  target: string;
  /** Credentials by the profiles' account; null for profiles without an account. */
  credentials: ReadonlyMap<string | null, CredentialsFile>;
  profiles: readonly Profile[];
  speed: number;
  /** The folder for files that outlast this process, with a subfolder for each consumer key. */
  outbox: string;
  /** Null: the outbox's random seed, or a new one. */
  randomSeed: string | null;
  keepKitDirectories: boolean;
  log: Logger;
}

/** A virtual lab in a separate process, which knows only the URL of its target. */
export interface RemoteLab {
  lab: Lab;
  randomSeed: string;
  /** The folder of its files, and what an earlier run left there. */
  folder: string;
  left: { results: number; inHand: number };
  /** Refuses a target on which a lab with kits would be dangerous. One that does not run yet is asked later. @throws ConfigError */
  checkTarget: () => Promise<void>;
}

/** Creates a lab for a target that need not run yet. @throws ProfileError, ConfigError */
export function createRemoteLab(options: RemoteLabOptions): RemoteLab {
  const { target, credentials, profiles, speed, outbox, log } = options;
  const accounts = [...credentials.keys()].filter((account) => account !== null);
  refuseUnknownAccounts(profiles, accounts, (account) => ` (--credentials ${account}=FILE adds one)`);
  // Results belong to an account, whatever the address of its service.
  const folder = join(outbox, `lab-${digest(credentials.get(null)!.credentials.consumer_key)}`);
  const randomSeed = keptRandomSeed(folder, options.randomSeed);
  const wall = machineWall();
  const watch = new TargetWatch({
    url: target,
    credentialsOf: (account) => credentials.get(account)!.file,
    log,
    now: wallTime,
  });
  const patient = agentFetch(wall, TIME_OUT_MS);
  const hasKit = profiles.some(({ kit }) => kit !== null);
  const check = new PasswordCheck(target, { fetch: patient, warn: (text) => log.warn({}, text) });
  const checked = hasKit ? check.before(patient) : patient;
  const onDamaged = (file: string, why: string): void =>
    log.warn({ file, why }, "a saved file cannot be read; it is left in place");
  const onError = (error: unknown): void => log.error({ error: String(error) }, "a timer of the lab failed");
  const folders = { results: join(folder, "results"), inHand: join(folder, "in-hand") };
  const lab = createLab({
    profiles,
    clock: new ScaledClock({ speed, onError }),
    baseUrl: target,
    fetchFor: (account) =>
      signedFetch(credentials.get(account)!.credentials, {
        fetch: watch.watching(checked, account),
        now: wallTime,
        nonce: () => newSecret(8),
      }),
    draw: (...what) => draw(randomSeed, ...what),
    outbox: directoryOutbox(folders.results, onDamaged),
    inHand: directoryInHand(folders.inHand, onDamaged),
    kitHost: machineKitHost({ keep: options.keepKitDirectories }),
    log: labLog(quietLog(withoutSecrets(log, credentials))),
  });
  return {
    lab,
    randomSeed,
    folder,
    left: { results: filesIn(folders.results), inHand: filesIn(folders.inHand) },
    checkTarget: () => (hasKit ? check.run() : Promise.resolve()),
  };
}

/** A log without the accounts' secrets, which a message of the target may quote. */
function withoutSecrets(log: Logger, credentials: RemoteLabOptions["credentials"]): Logger {
  const redactor = new Redactor(
    [...credentials.values()].flatMap(({ credentials: { consumer_secret, token_key, token_secret } }) => [
      ...[consumer_secret, token_key, token_secret],
    ]),
  );
  const of = (level: keyof Logger) => (fields: object, message: string) =>
    log[level](redactor.everywhere(fields), redactor.message(message));
  return { debug: of("debug"), info: of("info"), warn: of("warn"), error: of("error") } as Logger;
}

/** A log without the messages that {@link TargetWatch} reports once for all devices. */
function quietLog(log: Logger): Logger {
  const isAboutTarget = (fields: unknown): boolean => {
    const { kind, opportunity_id } = fields as { kind?: string; opportunity_id?: string | null };
    return kind === "retry" || (kind === "refused" && opportunity_id === null);
  };
  return {
    debug: log.debug.bind(log),
    info: log.info.bind(log),
    warn: ((fields: object, message: string) =>
      log[isAboutTarget(fields) ? "debug" : "warn"](fields, message)) as Logger["warn"],
    error: log.error.bind(log),
  };
}

/** A restarted lab must use the random seed that it began with. */
function keptRandomSeed(folder: string, given: string | null): string {
  const file = join(folder, "random-seed");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const seed = given ?? kept(file) ?? newRandomSeed();
    writeNewSync(file, `${seed}\n`);
    return seed;
  } catch (error) {
    throw new ConfigError(`--outbox: cannot write to ${folder}: ${(error as Error).message}`);
  }
}

function kept(file: string): string | null {
  try {
    return textOfFile(file).trim() || null;
  } catch {
    return null;
  }
}

function filesIn(folder: string): number {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json")).length;
  } catch {
    return 0;
  }
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);
