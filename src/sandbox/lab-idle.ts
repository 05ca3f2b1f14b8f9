import type { DeviceSnapshot } from "../../devices/activity.js";
import type { Lab } from "../../devices/lab.js";
import type { Sandbox } from "./sandbox.js";

/** Minimum wall time between two checks, in milliseconds. */
const ASKED_EVERY_MS = 1000;

/** Decides when a sandbox's lab may pause: clients send nothing, and no device has work. */
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
  // Nobody works on the opportunity of a vanished device: it waits until a request brings the device back.
  if (device.activity === "vanished") return true;
  if (device.opportunity_id !== null) return false;
  const account = device.account === null ? state.accounts()[0] : state.accountByEmail(device.account);
  return account === undefined || state.nextFor(account.id, device.platform) === undefined;
}
