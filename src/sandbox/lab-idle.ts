import type { DeviceSnapshot } from "../../devices/activity.js";
import type { Lab } from "../../devices/lab.js";
import type { Sandbox } from "./sandbox.js";

/** Whether it may is worked out at most once in so many milliseconds of wall time. */
const ASKED_EVERY_MS = 1000;

/** Says when a sandbox's lab may sleep: clients are quiet, and there is nothing that one of its devices could do. */
export function idleWatch(sandbox: Sandbox, lab: () => Lab | undefined): () => boolean {
  const { quietMs } = sandbox.terms.limits;
  let asked = -Infinity;
  let answer = false;
  return () => {
    if (sandbox.quietMs() < quietMs) return (answer = false);
    const now = sandbox.wall.now();
    if (!answer && now - asked < ASKED_EVERY_MS) return false;
    asked = now;
    answer = (lab()?.devices() ?? []).every((device) => hasNothing(sandbox, device));
    return answer;
  };
}

function hasNothing({ state }: Sandbox, device: DeviceSnapshot): boolean {
  if (device.activity === "stopped") return true;
  if (device.unsent > 0) return false;
  // What a vanished device took is not worked on: it waits to be brought back, by a request.
  if (device.activity === "vanished") return true;
  if (device.opportunity_id !== null) return false;
  const account = device.account === null ? state.accounts()[0] : state.accountByEmail(device.account);
  return account === undefined || state.nextFor(account.id, device.platform) === undefined;
}
