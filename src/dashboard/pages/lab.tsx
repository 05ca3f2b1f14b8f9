import { deviceShape } from "../../control/device-shape.js";
import { ActionForm } from "../components/action-form.js";
import { Live } from "../components/live.js";
import type { Action, DashboardPage, Fragment, Html, View } from "../page.js";

const offline: Action = {
  name: "offline",
  async run(view, form) {
    const agent_id = form.text("agent_id");
    await view.control.send("POST /_emulator/lab/devices/{agent_id}/offline", {
      path: { agent_id },
      query: view.here,
    });
    return { message: `${agent_id} is offline.` };
  },
};

const devices: Fragment = {
  name: "devices",
  topics: ["device", "state"],
  render: (view) => <Devices view={view} />,
};

function Devices({ view }: { view: View }): Html {
  const { lab: ofSandbox } = view.sandbox;
  return (
    <ul class="cards">
      {(ofSandbox?.devices() ?? []).map((one) => {
        const { agent_id, activity } = deviceShape(one, ofSandbox?.asleep);
        return (
          <li class="card" id={`device-${agent_id}`}>
            <h2>{agent_id}</h2>
            <p>{activity}</p>
            <ActionForm view={view} action={offline} id={`offline-${agent_id}`} fields={{ agent_id }}>
              <button>Take offline</button>
            </ActionForm>
          </li>
        );
      })}
    </ul>
  );
}

/** The virtual devices and what they do. */
export const lab: DashboardPage = {
  path: "/",
  nav: "Lab",
  title: () => "Lab",
  render: (view) => <Live view={view} fragment={devices} />,
  fragments: [devices],
  actions: [offline],
};
