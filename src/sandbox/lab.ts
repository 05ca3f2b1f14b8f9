import type { ActivityEvent, LabLog } from "../../devices/activity.js";
import { createLab, type SignedFetch } from "../../devices/lab.js";
import type { KitHost } from "../../devices/kit.js";
import type { Profile } from "../../devices/profile.js";
import { hasAccount, unknownAccounts } from "../../devices/profile-accounts.js";
import { wallTime } from "../clock/clock.js";
import { offsetTime } from "../domain/dates.js";
import type { Json } from "../domain/records.js";
import { draw, newSecret } from "../ids.js";
import type { Logger } from "../log.js";
import { type Credentials, plaintextSigner } from "../oauth1/sign.js";
import { credentialsOf } from "./credentials.js";
import { inHandOf } from "./in-hand.js";
import { idleWatch } from "./lab-idle.js";
import type { Sandbox, SandboxLab } from "./sandbox.js";
import { SleepyClock } from "./sleepy-clock.js";

/** The dependencies that the labs of all sandboxes share. */
export interface SandboxLabOptions {
  profiles: readonly Profile[];
  /** The URL that the agents sign. */
  url: string;
  /** Sends a request to the server without a socket. */
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  /** For profiles that name a real kit. */
  kitHost: KitHost;
  log: Logger;
}

/**
 * The virtual lab of one sandbox: agents that speak HTTP to it, in the same process. Without the devices of accounts that the sandbox
 * does not have, which the log tells. @throws ProfileError
 */
export function createSandboxLab(sandbox: Sandbox, options: SandboxLabOptions): SandboxLab {
  const { url, fetch, kitHost, log } = options;
  const emails = sandbox.state.accounts().map(({ email }) => email);
  const profiles = options.profiles.filter((profile) => hasAccount(profile, emails));
  for (const problem of unknownAccounts(options.profiles, emails))
    log.warn({ sandbox: sandbox.name }, `its lab goes without the devices of ${problem}`);
  const asleep = new SleepyClock(
    sandbox.clock,
    idleWatch(sandbox, () => lab),
  );
  // A manual clock uses no machine timers that could be saved, and its behaviour must not depend on wall time.
  const clock = sandbox.settings.clock.mode === "manual" ? sandbox.clock : asleep;
  const lab = createLab({
    profiles,
    clock,
    baseUrl: url,
    fetchFor: (email) => signedInProcess(credentialsOf(sandbox, email), fetch),
    draw: (...what) => draw(sandbox.settings.random_seed, ...what),
    outbox: sandbox.outbox,
    inHand: inHandOf(sandbox),
    kitHost,
    onActivity: (event) => noteActivity(sandbox, event),
    log: labLog(log),
  });
  return {
    ...lab,
    get asleep() {
      return asleep.asleep;
    },
    wake() {
      if (!asleep.asleep) return;
      asleep.wake();
      for (const { agent_id, activity } of lab.devices())
        if (activity === "idle") lab.device(agent_id)?.pollNow();
    },
  };
}

/**
 * A fetch that signs requests in this process. There is no network, so the cheaper of the two methods is enough
 * (contract.md §3).
 */
function signedInProcess(credentials: Credentials, fetch: SandboxLabOptions["fetch"]): SignedFetch {
  const sign = plaintextSigner(credentials);
  return (url, init) => {
    const authorization = sign(Math.floor(wallTime() / 1000), newSecret(8));
    const sent = new SignedInit(init, authorization);
    // Dots in a path are resolved, as by any client.
    return fetch(url.includes("/.") ? new URL(url).href : url, sent);
  };
}

/** What the server reads of a request of the lab. The signal is made when it is asked for. */
class SignedInit {
  readonly method;
  readonly body;
  readonly headers: Record<string, string>;
  readonly #init: RequestInit;

  constructor(init: RequestInit, authorization: string) {
    this.#init = init;
    this.method = init.method;
    this.body = init.body;
    this.headers = { ...(init.headers as Record<string, string>) };
    this.headers["authorization"] = authorization;
  }

  get signal(): RequestInit["signal"] {
    return this.#init.signal;
  }
}

/** Adds an activity of a device to the traces and the event bus, except polls that find nothing. */
function noteActivity(sandbox: Sandbox, event: ActivityEvent): void {
  if (event.kind === "poll") return;
  sandbox.traces.activity(event);
  sandbox.bus.publishLater("device", event.at, () => activityData(event));
}

/** An event of the lab as JSON, with its times as text. */
export function activityData(event: ActivityEvent): { [key: string]: Json } {
  const times = "ends_at" in event && event.ends_at !== null ? { ends_at: offsetTime(event.ends_at) } : {};
  return { ...event, at: offsetTime(event.at), ...times } as unknown as { [key: string]: Json };
}

/** Polls are logged only at debug level. */
export function labLog(log: Logger): LabLog {
  return {
    info: (fields, message) =>
      log["kind" in fields && fields.kind === "poll" ? "debug" : "info"](fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  };
}
