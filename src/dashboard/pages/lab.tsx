import { deviceActions } from "../lab/device-card.js";
import { devices } from "../lab/devices.js";
import { queue } from "../lab/queue.js";
import { latest } from "../lab/latest.js";
import { Greeting } from "../lab/greeting.js";
import { Live } from "../components/live.js";
import type { DashboardPage } from "../page.js";

/** The virtual devices with their current activities, and the latest opportunities. */
export const lab: DashboardPage = {
  path: "/",
  nav: "Lab",
  title: () => "Lab",
  render: (view) => (
    <>
      <Greeting view={view} />
      <Live view={view} fragment={devices} label="Devices" />
      <Live view={view} fragment={queue} label="Queue" />
      <Live view={view} fragment={latest} label="Latest opportunities" />
    </>
  ),
  fragments: [devices, queue, latest],
  actions: deviceActions,
};
