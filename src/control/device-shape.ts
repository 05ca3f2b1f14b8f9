import type { DeviceSnapshot } from "../../devices/activity.js";
import { offsetTime } from "../domain/dates.js";
import type { components } from "../spec/control-types.gen.js";
import { timeShape } from "./shape.js";

/** A device of the lab as the control plane shows it. While the lab is `asleep`, its next poll is unknown. */
export function deviceShape(device: DeviceSnapshot, asleep = false): components["schemas"]["Device"] {
  const { phase, next_poll_at, last_poll, last_results } = device;
  return {
    agent_id: device.agent_id,
    profile: device.profile,
    description: device.description,
    platform: device.platform,
    agent_group: device.agent_group,
    agent_revno: device.agent_revno,
    account: device.account,
    behaviours: device.behaviours,
    activity: device.activity,
    online: device.online,
    opportunity_id: device.opportunity_id,
    unsent: device.unsent,
    override_next: device.override_next,
    phase: phase && {
      name: phase.name,
      started_at: offsetTime(phase.started_at),
      ends_at: timeShape(phase.ends_at),
    },
    next_poll_at: asleep ? null : timeShape(next_poll_at),
    last_poll: last_poll && { at: offsetTime(last_poll.at), http_status: last_poll.http_status },
    last_results: last_results.map((result) => ({ ...result, at: offsetTime(result.at) })),
  };
}
