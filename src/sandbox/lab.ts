import type { ActivityEvent, LabLog } from "../../devices/activity.js";
import { createLab } from "../../devices/lab.js";
import type { KitHost } from "../../devices/kit.js";
import type { Profile } from "../../devices/profile.js";
import { refuseUnknownAccounts } from "../../devices/profile-accounts.js";
import { wallTime } from "../clock/clock.js";
import { offsetTime } from "../domain/dates.js";
import type { Json } from "../domain/records.js";
import { draw, newSecret } from "../ids.js";
import type { Logger } from "../log.js";
import { signedFetch } from "../oauth1/sign.js";
import { credentialsOf } from "./credentials.js";
import { inHandOf } from "./in-hand.js";
import { idleWatch } from "./lab-idle.js";
import type { Sandbox, SandboxLab } from "./sandbox.js";
import { SleepyClock } from "./sleepy-clock.js";

/** What the labs of all sandboxes share. */
export interface SandboxLabOptions {
  profiles: readonly Profile[];
  /** The address that the agents sign. */
  url: string;
  /** Brings a request to the server, without a socket. */
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  /** For profiles that name a real kit. */
  kitHost: KitHost;
  log: Logger;
}

/** The virtual lab of one sandbox: agents that speak HTTP to it, in the same process. @throws ProfileError */
export function createSandboxLab(sandbox: Sandbox, options: SandboxLabOptions): SandboxLab {
  const { profiles, url, fetch, kitHost, log } = options;
  refuseUnknownAccounts(
    profiles,
    sandbox.state.accounts().map(({ email }) => email),
  );
  // No wire to overhear: the cheaper of the two methods that clients of the time used (contract.md §3).
  const signing = {
    fetch,
    now: wallTime,
    nonce: () => newSecret(8),
    signatureMethod: "PLAINTEXT" as const,
  };
  const asleep = new SleepyClock(
    sandbox.clock,
    idleWatch(sandbox, () => lab),
  );
  // A manual clock has no timer of the machine that could be spared, and its story must not depend on the wall's time.
  const clock = sandbox.settings.clock.mode === "manual" ? sandbox.clock : asleep;
  const lab = createLab({
    profiles,
    clock,
    baseUrl: url,
    fetchFor: (email) => signedFetch(credentialsOf(sandbox, email), signing),
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

/** What a device did goes into the traces, and to those who watch; polls that find nothing do not. */
function noteActivity(sandbox: Sandbox, event: ActivityEvent): void {
  if (event.kind === "poll") return;
  sandbox.traces.activity(event);
  sandbox.bus.publish("device", event.at, activityData(event));
}

/** An event of the lab as JSON: its times as text. */
export function activityData(event: ActivityEvent): { [key: string]: Json } {
  const times = "ends_at" in event && event.ends_at !== null ? { ends_at: offsetTime(event.ends_at) } : {};
  return { ...event, at: offsetTime(event.at), ...times } as unknown as { [key: string]: Json };
}

/** Endless polls are for who looks for them. */
export function labLog(log: Logger): LabLog {
  return {
    info: (fields, message) =>
      log["kind" in fields && fields.kind === "poll" ? "debug" : "info"](fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  };
}
