import type { Device } from "../../../devices/lab.js";
import { ManualClock } from "../../clock/manual-clock.js";
import { notFound, type Refusal } from "../../domain/refusal.js";
import type { ControlCall, ControlHandlers } from "../control.js";
import { deviceShape } from "../device-shape.js";

export const lab: Pick<
  ControlHandlers,
  "listDevices" | "getDevice" | "takeDeviceOffline" | "bringDeviceOnline" | "overrideNextOutcome"
> = {
  listDevices(_, { sandbox }) {
    const { lab: ofSandbox } = sandbox();
    const devices = ofSandbox?.devices() ?? [];
    return { status: 200, body: { devices: devices.map((one) => deviceShape(one, ofSandbox?.asleep)) } };
  },

  getDevice: ({ path }, call) => withDevice(call, path.agent_id, () => undefined),

  takeDeviceOffline: ({ path }, call) => withDevice(call, path.agent_id, (device) => device.takeOffline()),

  bringDeviceOnline: ({ path }, call) => withDevice(call, path.agent_id, (device) => device.bringOnline()),

  overrideNextOutcome: ({ path, body }, call) =>
    withDevice(call, path.agent_id, (device) => device.overrideNext(body)),
};

/**
 * Changes a device and answers with its new state. On a manual clock it waits until the device has finished its
 * immediate reactions, so that the client's next request does not race with them.
 */
async function withDevice(
  call: ControlCall,
  agentId: string,
  act: (device: Device) => void,
): Promise<{ status: 200; body: ReturnType<typeof deviceShape> } | Refusal> {
  const { lab: ofSandbox, clock } = call.sandbox();
  const device = ofSandbox?.device(agentId);
  if (!device) {
    const known = ofSandbox?.devices().map(({ agent_id }) => agent_id) ?? [];
    const existing = known.length === 0 ? "the sandbox has no lab" : `the lab has ${shortList(known)}`;
    return notFound(`agent_id: got ${JSON.stringify(agentId)}; ${existing}`);
  }
  act(device);
  if (clock instanceof ManualClock) await clock.settled();
  return { status: 200, body: deviceShape(device.snapshot(), ofSandbox?.asleep) };
}

const MAX_NAMES = 10;
const shortList = (names: string[]): string =>
  names.slice(0, MAX_NAMES).join(", ") +
  (names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : "");
