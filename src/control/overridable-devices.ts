import type { Opportunity } from "../domain/records.js";
import { conflict, type Refusal } from "../domain/refusal.js";
import { lastEvent } from "../domain/events.js";
import type { Sandbox } from "../sandbox/sandbox.js";

/** Activities during which an outcome is not decided yet. */
const UNDECIDED: ReadonlySet<string> = new Set(["idle", "polling", "provisioning", "testing"]);

/**
 * The devices that can still decide the outcome of an opportunity. Refuses if it is decided, or not theirs to decide.
 */
export function overridableDevices({ state, lab }: Sandbox, { id }: Opportunity): string[] | Refusal {
  if (lab === null) return conflict("the sandbox has no lab; external agents decide their own outcomes");
  const walk = state.walk(id);
  const last = lastEvent(walk)!;
  if (last === "QUEUED_FOR_AGENTS") return lab.devices().map(({ agent_id }) => agent_id);
  const { agent_id } = walk.holder!;
  if (last !== "PICKED_BY_AGENT") return conflict(`its outcome is decided: state ${last}`);
  const device = lab.device(agent_id)?.snapshot();
  if (!device) return conflict(`agent ${agent_id}, which holds it, is not a device of the lab`);
  if (device.opportunity_id !== id || device.activity === "vanished")
    return conflict(`device ${agent_id} holds it, but no longer works on it (A-16)`);
  if (!UNDECIDED.has(device.activity))
    return conflict(`its outcome is decided: device ${agent_id} is ${device.activity}`);
  return [agent_id];
}
