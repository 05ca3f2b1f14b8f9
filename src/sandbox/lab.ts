import type { LabLog } from "../../devices/activity.js";
import { createLab, type Lab } from "../../devices/lab.js";
import { memoryOutbox } from "../../devices/outbox.js";
import type { Profile } from "../../devices/profile.js";
import { wallTime } from "../clock.js";
import { draw, newSecret } from "../ids.js";
import type { Logger } from "../log.js";
import { signedFetch } from "../oauth1/sign.js";
import { credentialsOf } from "./credentials.js";
import type { Sandbox } from "./sandbox.js";

/** What the labs of all sandboxes share. */
export interface SandboxLabOptions {
  profiles: readonly Profile[];
  /** The address that the agents sign. */
  url: string;
  /** Brings a request to the server, without a socket. */
  fetch: (url: string, init?: RequestInit) => Promise<Response>;
  log: Logger;
}

/** The virtual lab of one sandbox: agents that speak HTTP to it, in the same process. */
export function createSandboxLab(sandbox: Sandbox, { profiles, url, fetch, log }: SandboxLabOptions): Lab {
  const signing = { fetch, now: wallTime, nonce: () => newSecret(8) };
  return createLab({
    profiles,
    clock: sandbox.clock,
    baseUrl: url,
    fetchFor: (email) => signedFetch(credentialsOf(sandbox, email), signing),
    draw: (...what) => draw(sandbox.settings.random_seed, ...what),
    outbox: memoryOutbox(),
    log: labLog(log),
  });
}

/** Endless polls are for who looks for them. */
function labLog(log: Logger): LabLog {
  return {
    info: (fields, message) =>
      log["kind" in fields && fields.kind === "poll" ? "debug" : "info"](fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  };
}
